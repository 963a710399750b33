import assert from 'node:assert/strict';
import { test } from 'node:test';

import { csvField, fileName, toCsv, toJson } from '../../apps/server/web/segment_files.js';
import { recordOfFile, SpeechRecord } from '../../apps/server/web/speech_record.js';
import { predictionFor, kLabels, kModel, messagesBetween } from './mock_predictions.js';

const recordNamed = (name) => recordOfFile(name, { ...predictionFor(1, 0, 3.6), segments: [predictionFor(1, 0, 3)] },
  { name: kModel, labels: kLabels });

test('fields are quoted, and formulas defused, but numbers left alone', () => {
  assert.deepEqual(['a', 'a,b', 'say "a"', 'a\nb', '=1+1', '@x', null, -1.5, 0].map(csvField),
    ['a', '"a,b"', '"say ""a"""', '"a\nb"', "'=1+1", "'@x", '', '-1.5', '0']);
});

test('the CSV of a file has the columns of emovox predict', () => {
  const lines = toCsv(recordNamed('a.wav')).trimEnd().split('\n');
  assert.equal(lines[0], 'file,part,state,label,confidence,uncertain,start,end,' +
    kLabels.map((label) => `p_${label}`).join(','));
  assert.equal(lines.length, 3);
  const whole = lines[1].split(',');
  assert.deepEqual(whole.slice(0, 4), ['a.wav', 'whole', 'ok', 'anger']);
  assert.equal(Number(whole[4]), predictionFor(1, 0, 3.6).confidence);
  assert.ok(lines[2].startsWith('a.wav,segment,ok,anger,'));
});

test('the CSV of a recording has utterances and their windows; without an emotion it stays empty', () => {
  const record = new SpeechRecord('microphone', 'microphone');
  record.apply({ type: 'started', labels: kLabels });
  messagesBetween(0, 5, { window: 3, hop: 0.5 }).forEach((message) => record.apply(message));
  record.apply({ type: 'utterance_end', utterance: 2, start: 6, end: 6.1,
    prediction: { state: 'too_short', label: null, confidence: null, probabilities: {} } });
  const rows = toCsv(record).trimEnd().split('\n').map((line) => line.split(','));
  assert.deepEqual(rows.slice(1).map((row) => row[1]), ['utterance', 'window', 'window', 'window', 'utterance']);
  assert.deepEqual(rows.at(-1).slice(2), ['too_short', '', '', 'false', '6', '6.1', ...kLabels.map(() => '')]);
});

test('the JSON holds everything but sound', () => {
  const saved = JSON.parse(toJson(recordNamed('a.wav')));
  assert.deepEqual(Object.keys(saved), ['source', 'name', 'model', 'duration', 'labels', 'utterances']);
  assert.deepEqual(saved.utterances[0].prediction.probabilities, predictionFor(1, 0, 3.6).probabilities);
  assert.ok(saved.utterances[0].prediction.attention.length > 10);
  assert.equal(saved.utterances[0].windows.length, 1);
});

test('file names', () => {
  assert.equal(fileName({ name: 'call 1.wav' }, 'csv'), 'call-1.emotions.csv');
  assert.equal(fileName({ name: '../../x/..' }, 'json'), 'x.emotions.json');
  assert.equal(fileName({ name: '?.wav' }, 'csv'), 'recording.emotions.csv');
});
