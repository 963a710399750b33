import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Announcer, sentenceOf } from '../../apps/server/web/announcements.js';
import { predictionFor } from './mock_predictions.js';

test('sentences', () => {
  assert.equal(sentenceOf(null), 'No speech.');
  assert.equal(sentenceOf({ ...predictionFor(1, 0, 3), confidence: 0.914 }), 'anger, 91 %.');
  assert.equal(sentenceOf({ ...predictionFor(1, 0, 3), uncertain: true }), 'Uncertain, perhaps anger.');
  assert.equal(sentenceOf({ state: 'silent' }), 'Too quiet for a prediction.');
  assert.equal(sentenceOf({ state: 'too_short' }), 'Too short for a prediction.');
});

test('a label is told when it changes, and no sooner than two seconds after the last', () => {
  const announcer = new Announcer();
  assert.equal(announcer.next(null, 0), 'No speech.');
  assert.equal(announcer.next(predictionFor(1, 0, 3), 1), '');
  assert.match(announcer.next(predictionFor(1, 0, 3), 2), /^anger, /);
  assert.equal(announcer.next(predictionFor(1, 2, 5), 60), '');
  assert.match(announcer.next(predictionFor(2, 0, 3), 61), /^happiness, /);
});
