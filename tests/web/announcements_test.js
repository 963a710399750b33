import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Announcer, sentenceOf } from '../../apps/server/web/announcements.js';
import { judge } from './mock_judgements.js';

test('sentences', () => {
  assert.equal(sentenceOf(null), 'No speech.');
  assert.equal(sentenceOf({ ...judge(1, 0, 3), confidence: 0.914 }), 'anger, 91 %.');
  assert.equal(sentenceOf({ ...judge(1, 0, 3), uncertain: true }), 'Uncertain, perhaps anger.');
  assert.equal(sentenceOf({ state: 'silent' }), 'Too quiet to judge.');
  assert.equal(sentenceOf({ state: 'too_short' }), 'Too short to judge.');
});

test('a label is told when it changes, and no sooner than two seconds after the last', () => {
  const announcer = new Announcer();
  assert.equal(announcer.next(null, 0), 'No speech.');
  assert.equal(announcer.next(judge(1, 0, 3), 1), '');
  assert.match(announcer.next(judge(1, 0, 3), 2), /^anger, /);
  assert.equal(announcer.next(judge(1, 2, 5), 60), '');
  assert.match(announcer.next(judge(2, 0, 3), 61), /^happiness, /);
});
