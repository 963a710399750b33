// The predictions of the mock server: a fixed sequence that depends only on the number of samples.
//
// In every period of kPeriod seconds there is a voice for kVoice seconds, after kLead seconds. Utterance k has the emotion
// kPlay[k]; the probabilities of its windows vary a little, always in the same way.

export const kLabels = ['anger', 'boredom', 'disgust', 'fear', 'happiness', 'neutral', 'sadness'];
export const kModel = 'mock-model';
export const kPeriod = 7;   // seconds
export const kLead = 0.4;
export const kVoice = 4.1;

const kPlay = [['anger', 0.9], ['happiness', 0.72], ['sadness', 0.36], ['neutral', 0.8], ['fear', 0.66]];
const kAbstainBelow = 0.4;
const kStepsPerSecond = 25;  // of attention

/// A prediction of [start, end) within utterance `number`, counted from 1.
export function predictionFor(number, start, end) {
  const [favourite, certainty] = kPlay[(number - 1) % kPlay.length];
  const wobble = 0.12 * Math.sin(3 * end + number);
  const confidence = Math.min(0.98, Math.max(0.3, certainty + wobble));
  const others = kLabels.map((label, i) => (label === favourite ? 0 : 1 + Math.sin(end + 2 * i) ** 2 * 4));
  const sum = others.reduce((a, b) => a + b, 0);
  const probabilities = Object.fromEntries(kLabels.map((label, i) =>
    [label, label === favourite ? confidence : ((1 - confidence) * others[i]) / sum]));
  const uncertain = confidence < kAbstainBelow;
  return { state: 'ok', label: favourite, confidence, uncertain, probabilities, start, end,
    attention: attentionOf(number, end - start) };
}

/// The messages due when the stream grows from `before` to `after` seconds.
export function messagesBetween(before, after, { window, hop }) {
  return eventsUntil(after, { window, hop }).filter(({ due }) => due > before).map(({ message }) => message);
}

/// The messages that end a stream of `duration` seconds: an open utterance's end, then `ended`.
export function lastMessages(duration) {
  const number = Math.floor(duration / kPeriod) + 1;
  const start = round(kPeriod * (number - 1) + kLead);
  const open = duration > start && duration < start + kVoice;
  return [...(open ? [endOf(number, start, duration)] : []), { type: 'ended', duration }];
}

function eventsUntil(time, { window, hop }) {
  const events = [];
  for (let number = 1; kPeriod * (number - 1) + kLead <= time; ++number) {
    const start = round(kPeriod * (number - 1) + kLead);
    const end = round(start + kVoice);
    events.push({ due: start, message: { type: 'utterance_start', utterance: number, start } });
    for (let k = 0; start + k * hop + window <= end + 1e-9; ++k) {
      const from = round(start + k * hop);
      const to = round(from + window);
      events.push({ due: to, message: { type: 'emotion', utterance: number, ...predictionFor(number, from, to) } });
    }
    events.push({ due: end, message: endOf(number, start, end) });
  }
  return events.filter(({ due }) => due <= time);
}

function endOf(number, start, end) {
  return { type: 'utterance_end', utterance: number, start, end, prediction: predictionFor(number, start, end) };
}

function attentionOf(number, seconds) {
  const steps = Math.max(1, Math.round(kStepsPerSecond * seconds));
  const raw = Array.from({ length: steps }, (_, i) =>
    Math.exp(4 * Math.sin(i / 3 + number) + 3 * Math.cos(i / 11)));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((weight) => weight / sum);
}

function round(seconds) {
  return Math.round(1000 * seconds) / 1000;
}
