// The predictions of one recording: utterances with their windows, from events or from a file's answer.

import { predictionOf } from './protocol.js';

/// Times are seconds from the recording's start. `kind` is "microphone" or "file".
export class SpeechRecord {
  constructor(kind, name) {
    this.kind = kind;
    this.name = name;
    this.model = '';
    this.labels = [];
    this.duration = 0;
    this.utterances = [];  // {number, start, end | null, windows: [prediction], whole | null}
  }

  /// Adds one message of the stream.
  apply(message) {
    if (message.type === 'started') {
      this.model = message.model ?? '';
      this.labels = message.labels;
    } else if (message.type === 'utterance_start') {
      this.#open(message);
    } else if (message.type === 'emotion') {
      this.#open(message).windows.push(predictionOf(message));
    } else if (message.type === 'utterance_end') {
      const utterance = this.#open(message);
      utterance.end = message.end;
      utterance.whole = predictionOf({
        ...message.prediction,
        start: message.prediction.start ?? message.start,
        end: message.prediction.end ?? message.end,
      });
    } else if (message.type === 'ended') {
      this.duration = message.duration;
    }
  }

  /// Closes an open utterance if the server sent no end of it. `now`: the end of the recording.
  close(now) {
    this.duration = Math.max(this.duration, now);
    for (const utterance of this.utterances) {
      if (utterance.end === null) utterance.end = Math.max(utterance.start, this.duration);
    }
  }

  /// The utterance that contains `time`, or nothing.
  at(time) {
    return this.utterances.find((utterance) =>
      utterance.start <= time && time <= (utterance.end ?? Infinity));
  }

  /// The prediction at `time`: of the first window that ends at or after it, else of the whole utterance.
  predictionAt(time) {
    const utterance = this.at(time);
    if (!utterance) return null;
    return utterance.windows.find((window) => window.end >= time) ?? utterance.whole ??
      utterance.windows.at(-1) ?? null;
  }

  /// The rows of the table: {part, number, start, end, prediction | null}.
  rows() {
    if (this.kind === 'file') {
      return this.utterances.flatMap((file) => [
        { part: 'whole', number: 0, start: file.start, end: file.end, prediction: file.whole },
        ...file.windows.map((window, i) => (
          { part: 'segment', number: i + 1, start: window.start, end: window.end, prediction: window })),
      ]);
    }
    return this.utterances.map((utterance) => ({
      part: 'utterance',
      number: utterance.number,
      start: utterance.start,
      end: utterance.end,
      prediction: utterance.whole ?? utterance.windows.at(-1) ?? null,
    }));
  }

  #open(message) {
    const known = this.utterances.find(({ number }) => number === message.utterance);
    if (known) return known;
    const opened = { number: message.utterance, start: message.start, end: null, windows: [], whole: null };
    this.utterances.push(opened);
    return opened;
  }
}

/// The answer of POST v1/emotion → a record of one utterance: the file.
export function recordOfFile(name, answer, model) {
  if (answer === null || typeof answer !== 'object' || typeof answer.state !== 'string') {
    throw new Error('answer: is not a prediction; must be an object with a state');
  }
  const record = new SpeechRecord('file', name);
  const windows = (answer.segments ?? []).map(predictionOf);
  record.model = model.name;
  record.labels = Object.keys(answer.probabilities ?? {});
  if (record.labels.length === 0) record.labels = model.labels;
  record.duration = answer.end;
  record.utterances = [
    { number: 1, start: answer.start, end: answer.end, windows, whole: predictionOf(answer) }];
  return record;
}
