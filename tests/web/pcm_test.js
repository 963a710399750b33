import assert from 'node:assert/strict';
import { test } from 'node:test';

import { kFloor, levelOf, meterShare, mixDown, packFloats, toIntegers } from '../../apps/server/web/pcm.js';

test('floats are packed little-endian', () => {
  const bytes = new Uint8Array(packFloats(Float32Array.of(1, -0.5)));
  assert.deepEqual([...bytes], [0, 0, 0x80, 0x3f, 0, 0, 0, 0xbf]);
  assert.equal(packFloats(new Float32Array(0)).byteLength, 0);
});

test('channels become their mean', () => {
  assert.deepEqual([...mixDown([Float32Array.of(1, 0), Float32Array.of(0, -1)])], [0.5, -0.5]);
  const only = Float32Array.of(0.25);
  assert.equal(mixDown([only]), only);
});

test('level in decibels of full scale', () => {
  assert.equal(levelOf(Float32Array.of(1, -1)), 0);
  assert.ok(Math.abs(levelOf(Float32Array.of(0.5, -0.5)) + 6.0206) < 1e-3);
  assert.equal(levelOf(new Float32Array(8)), kFloor);
  assert.equal(levelOf(new Float32Array(0)), kFloor);
  assert.deepEqual([-90, kFloor, -30, 0, 6].map(meterShare), [0, 0, 0.5, 1, 1]);
});

test('integers saturate', () => {
  assert.deepEqual([...toIntegers([0, 1, -1, 2, -3, 0.5])], [0, 32767, -32767, 32767, -32767, 16384]);
});
