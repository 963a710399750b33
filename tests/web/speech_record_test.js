import assert from 'node:assert/strict';
import { test } from 'node:test';

import { recordOfFile, SpeechRecord } from '../../apps/server/web/speech_record.js';
import { replayPrediction, livePrediction, rowAt, rowTitle } from '../../apps/server/web/shown_prediction.js';
import { predictionFor, kLabels, kModel, lastMessages, messagesBetween } from './mock_predictions.js';

const kOptions = { window: 3, hop: 0.5 };

function recordUntil(seconds) {
  const record = new SpeechRecord('microphone', 'microphone');
  record.apply({ type: 'started', model: kModel, labels: kLabels, sample_rate: 16000 });
  messagesBetween(0, seconds, kOptions).forEach((message) => record.apply(message));
  return record;
}

test('utterances and their windows are taken in', () => {
  const record = recordUntil(9);
  lastMessages(9).forEach((message) => record.apply(message));
  assert.equal(record.duration, 9);
  assert.deepEqual(record.utterances.map(({ number, start, end, windows, whole }) =>
    [number, start, end, windows.length, whole.label]), [[1, 0.4, 4.5, 3, 'anger'], [2, 7.4, 9, 0, 'happiness']]);
  assert.deepEqual(record.rows().map(({ part, number, start }) => [part, number, start]),
    [['utterance', 1, 0.4], ['utterance', 2, 7.4]]);
});

test('what a broken stream left open is closed at its end', () => {
  const record = recordUntil(8);
  record.close(8.2);
  assert.equal(record.utterances[1].end, 8.2);
  assert.equal(record.duration, 8.2);
  assert.equal(record.rows()[1].prediction, null);
});

test('the live prediction: a window, then the whole for a while, then no speech', () => {
  assert.deepEqual(livePrediction(recordUntil(0.2), 0.2), { state: 'quiet' });
  assert.deepEqual(livePrediction(recordUntil(1), 1), { state: 'voice' });
  assert.equal(livePrediction(recordUntil(3.6), 3.6).prediction.end, 3.4);
  assert.equal(livePrediction(recordUntil(5), 5).prediction.end, 4.5);
  assert.equal(livePrediction(recordUntil(5), 5).prediction.start, 0.4);
  const record = recordUntil(5);
  assert.deepEqual(livePrediction(record, 7), { state: 'quiet' });
});

test('the mark shows its window, a chosen row its own prediction, a silence none', () => {
  const record = recordUntil(12);
  const [first] = record.rows();
  const at = (cursor, chosen, moving) => replayPrediction(record, { cursor, chosen, moving });
  assert.equal(at(0.4, first, false).prediction, record.utterances[0].whole);
  assert.equal(at(3.6, first, true).prediction.end, 3.9);
  assert.equal(at(4.45, first, true).prediction, record.utterances[0].whole);
  assert.deepEqual(at(5, null, true), { state: 'quiet' });
});

test('a file is one utterance; its rows are the whole and the segments', () => {
  const segments = [predictionFor(1, 0, 3), predictionFor(2, 0.5, 3.5)];
  const record = recordOfFile('a.wav', { file: 'a.wav', ...predictionFor(1, 0, 3.6), segments }, { name: kModel, labels: [] });
  assert.deepEqual(record.labels, kLabels);
  assert.deepEqual(record.rows().map(({ part, number, end }) => [part, number, end]),
    [['whole', 0, 3.6], ['segment', 1, 3], ['segment', 2, 3.5]]);
  assert.deepEqual(record.rows().map(rowTitle), ['Whole file', 'Segment 1', 'Segment 2']);
  const second = record.rows()[2];
  assert.equal(rowAt(record, 0.5, second).number, 2);
  assert.equal(rowAt(record, 0.5, null).number, 1);
  assert.equal(rowAt(record, 3.55, second), null);
});

test('a silent file has the labels of the model and no emotion', () => {
  const answer = { state: 'silent', label: null, confidence: null, uncertain: false, probabilities: {}, start: 0, end: 2 };
  const record = recordOfFile('quiet.wav', answer, { name: kModel, labels: kLabels });
  assert.deepEqual(record.labels, kLabels);
  assert.equal(record.rows()[0].prediction.label, '');
  assert.throws(() => recordOfFile('x', { error: {} }, { labels: [] }), /must be an object with a state/);
});
