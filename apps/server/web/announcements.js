// What a screen reader announces, and when: changes of the label, not too often.

import { percent } from './emotions.js';

const kPause = 2;  // seconds between two announcements

/// A prediction in one sentence; nothing when there is none.
export function sentenceOf(prediction) {
  if (!prediction) return 'No speech.';
  if (prediction.state === 'silent') return 'Too quiet for a prediction.';
  if (prediction.state !== 'ok') return 'Too short for a prediction.';
  if (prediction.uncertain) return `Uncertain, perhaps ${prediction.label}.`;
  return `${prediction.label}, ${percent(prediction.confidence)}.`;
}

/// Announces a prediction only when its label or state changed, and at least kPause after the last
/// announcement. Times are seconds of a steady clock.
export class Announcer {
  #gist = '';
  #last = -Infinity;

  /// The sentence to say now, or ''.
  next(prediction, now) {
    const gist = gistOf(prediction);
    if (gist === this.#gist || now - this.#last < kPause) return '';
    this.#gist = gist;
    this.#last = now;
    return sentenceOf(prediction);
  }
}

function gistOf(prediction) {
  if (!prediction) return 'nothing';
  return `${prediction.state} ${prediction.uncertain} ${prediction.label}`;
}
