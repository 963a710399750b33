// What a screen reader is told, and when: changes of the label, politely and not too often.

import { percent } from './emotions.js';

const kPause = 2;  // seconds between two announcements

/// A prediction in one sentence; nothing when there is none.
export function sentenceOf(prediction) {
  if (!prediction) return 'No speech.';
  if (prediction.state === 'silent') return 'Too quiet to judge.';
  if (prediction.state !== 'ok') return 'Too short to judge.';
  if (prediction.uncertain) return `Uncertain, perhaps ${prediction.label}.`;
  return `${prediction.label}, ${percent(prediction.confidence)}.`;
}

/// Says a thing only when its gist changed, and no sooner than kPause after the last one. Times are
/// seconds of any steady clock.
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
