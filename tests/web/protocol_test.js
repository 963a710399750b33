import assert from 'node:assert/strict';
import { test } from 'node:test';

import { endMessage, predictionOf, readMessage, startMessage, subprotocols }
  from '../../apps/server/web/protocol.js';
import { streamAddress } from '../../apps/server/web/live_stream.js';
import { predictionFor, kLabels } from './mock_predictions.js';

test('start and end', () => {
  assert.deepEqual(JSON.parse(startMessage(44100)),
    { type: 'start', sample_rate: 44100, encoding: 'f32le', options: { window: 3, hop: 0.5 } });
  assert.deepEqual(JSON.parse(endMessage()), { type: 'end' });
});

test('the stream stands beside the page, by the same security', () => {
  assert.equal(String(streamAddress('http://127.0.0.1:8080/?x#y')), 'ws://127.0.0.1:8080/v1/stream');
  assert.equal(String(streamAddress('https://host/voice/')), 'wss://host/voice/v1/stream');
});

test('a token travels as a subprotocol of allowed characters', () => {
  assert.deepEqual(subprotocols(''), []);
  const [name, bearer] = subprotocols('a?ÿ/+ü~');
  assert.equal(name, 'emovox');
  assert.match(bearer, /^bearer\.[A-Za-z0-9_-]+$/);
  assert.equal(Buffer.from(bearer.slice(7), 'base64url').toString(), 'a?ÿ/+ü~');
});

test('messages of the protocol are read', () => {
  const messages = [
    { type: 'started', session: '1', model: 'm', labels: kLabels, sample_rate: 16000 },
    { type: 'utterance_start', utterance: 1, start: 0.4 },
    { type: 'emotion', utterance: 1, ...predictionFor(1, 0.4, 3.4) },
    { type: 'utterance_end', utterance: 1, start: 0.4, end: 4.5, prediction: predictionFor(1, 0.4, 4.5) },
    { type: 'ended', duration: 5 },
    { type: 'error', code: 'invalid_argument', message: 'start: is missing; must come first' },
  ];
  for (const message of messages) assert.deepEqual(readMessage(JSON.stringify(message)), message);
});

test('of unknown types nothing is made, of wrong messages an error that says where', () => {
  assert.equal(readMessage('{"type":"news"}'), null);
  assert.equal(readMessage('{"type":"toString"}'), null);
  for (const text of ['', 'null', '[]', '{"type":1}', '{"typ":"ended"}', 'ended']) {
    assert.throws(() => readMessage(text), /^Error: stream: .*; must be /, text);
  }
  const wrong = [{ type: 'started', labels: [], sample_rate: 1 }, { type: 'ended', duration: '5' },
    { type: 'emotion', utterance: 1, start: 0, end: null, state: 'ok' },
    { type: 'utterance_end', utterance: 1, start: 0, end: 1, prediction: null }, { type: 'error' }];
  for (const message of wrong) {
    assert.throws(() => readMessage(JSON.stringify(message)), new RegExp(`stream: ${message.type}\\.`));
  }
});

test('only a prediction that is ok carries an emotion', () => {
  const heard = predictionOf(predictionFor(3, 1, 4));
  assert.equal(heard.label, 'sadness');
  assert.ok(heard.attention.length > 0);
  const quiet = predictionOf({ state: 'silent', label: 'anger', confidence: 0.9, uncertain: true,
    probabilities: { anger: 0.9 }, start: 0, end: 1 });
  assert.deepEqual(quiet, { state: 'silent', start: 0, end: 1, label: '', confidence: 0, uncertain: false,
    probabilities: {}, attention: [] });
});
