import assert from 'node:assert/strict';
import { test } from 'node:test';

import { actionOf } from '../../apps/server/web/shortcuts.js';
import { fileProblem, microphoneProblem, placeNote, streamProblem } from '../../apps/server/web/words.js';

test('every failure of the microphone says what one can do', () => {
  const of = (name) => microphoneProblem({ name, message: 'm' }, true);
  assert.match(of('NotAllowedError'), /not allowed .* Allow it/);
  assert.match(of('NotFoundError'), /No microphone .* choose a file/);
  assert.match(of('NotReadableError'), /another program/);
  assert.match(of('Odd'), /\(m\)/);
  assert.match(microphoneProblem(undefined, false), /HTTPS/);
});

test('every close code has its words, and the server\'s own are added', () => {
  const codes = [1001, 1002, 1006, 1008, 1009, 1011, 1013];
  assert.match(streamProblem(1013, ''), /busy/);
  assert.match(streamProblem(1006, ''), /was lost/);
  assert.match(streamProblem(1008, 'start: was late; must come first'), /It said: start: was late/);
  for (const code of codes) assert.ok(streamProblem(code, '').length > 20);
});

test('a refused file is named', () => {
  for (const status of [400, 408, 413, 415, 422, 500]) assert.match(fileProblem('a.txt', status, 'no'), /“a\.txt”/);
  assert.match(fileProblem('a.txt', 429, ''), /busy/);
});

test('the page promises no more than its address allows', () => {
  for (const host of ['127.0.0.1', 'localhost', '[::1]']) assert.match(placeNote(host), /leaves this machine/);
  for (const host of ['example.org', '192.168.0.7', '127.0.0.1.example.org', 'localhost.example.org']) {
    assert.match(placeNote(host), /is sent only to/);
  }
});

test('single keys act only where nobody types, and can be switched off', () => {
  const press = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, ...more });
  const free = { enabled: true, typing: false };
  assert.equal(actionOf(press('r'), free), 'record');
  assert.equal(actionOf(press('R'), free), 'record');
  assert.equal(actionOf(press('?'), free), 'keys');
  assert.equal(actionOf(press('x'), free), null);
  assert.equal(actionOf(press('constructor'), free), null);
  assert.equal(actionOf(press('r', { ctrlKey: true }), free), null);
  assert.equal(actionOf(press('r', { repeat: true }), free), null);
  assert.equal(actionOf(press('r'), { enabled: false, typing: false }), null);
  assert.equal(actionOf(press('r'), { enabled: true, typing: true }), null);
});
