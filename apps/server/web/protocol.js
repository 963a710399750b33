// The messages of a stream: those that the page sends, and checked parsing of those of the server.

export const kStreamOptions = { window: 3, hop: 0.5 };  // seconds

export function startMessage(sampleRate, options = kStreamOptions) {
  return JSON.stringify({ type: 'start', sample_rate: sampleRate, encoding: 'f32le', options });
}

export function endMessage() {
  return JSON.stringify({ type: 'end' });
}

/// The subprotocol that carries an access token: a browser cannot set headers of a WebSocket.
export function subprotocols(token) {
  if (!token) return [];
  const bytes = new TextEncoder().encode(token);
  const base64 = btoa(String.fromCharCode(...bytes));
  const safe = base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return ['emovox', `bearer.${safe}`];
}

const kFields = {
  started: { labels: isLabels, sample_rate: isTime },
  utterance_start: { utterance: isTime, start: isTime },
  emotion: { utterance: isTime, start: isTime, end: isTime, state: isText },
  utterance_end: { utterance: isTime, start: isTime, end: isTime, prediction: isPrediction },
  ended: { duration: isTime },
  error: { message: isText },
};

/// Text of a message → the message; null for a type that this page does not know. Throws an Error
/// that reads "where: what was; what must be".
export function readMessage(text) {
  let message;
  try {
    message = JSON.parse(text);
  } catch {
    throw new Error('stream: a message is not JSON; must be an object with a type');
  }
  if (message === null || typeof message !== 'object' || !isText(message.type)) {
    throw new Error('stream: a message has no type; must be an object with a type');
  }
  const fields = Object.hasOwn(kFields, message.type) ? kFields[message.type] : null;
  if (!fields) return null;
  for (const [name, holds] of Object.entries(fields)) {
    if (!holds(message[name])) {
      throw new Error(`stream: ${message.type}.${name} is ${JSON.stringify(message[name])}; ` +
        `must be ${holds.wanted}`);
    }
  }
  return message;
}

/// The parts of a prediction that the page uses, from an emotion message, an utterance's or a file's answer.
export function predictionOf(source) {
  const ok = source.state === 'ok';
  return {
    state: source.state,
    start: source.start,
    end: source.end,
    label: ok ? source.label ?? '' : '',
    confidence: ok ? source.confidence ?? 0 : 0,
    uncertain: ok && source.uncertain === true,
    probabilities: ok ? source.probabilities ?? {} : {},
    attention: Array.isArray(source.attention) ? source.attention : [],
  };
}

function isTime(value) {
  return Number.isFinite(value) && value >= 0;
}
isTime.wanted = 'a number, at least 0';

function isText(value) {
  return typeof value === 'string';
}
isText.wanted = 'a text';

function isLabels(value) {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}
isLabels.wanted = 'a list of words';

function isPrediction(value) {
  return value !== null && typeof value === 'object' && isText(value.state);
}
isPrediction.wanted = 'a prediction';
