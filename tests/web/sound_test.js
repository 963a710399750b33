import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Sound } from '../../apps/server/web/sound.js';

const ramp = (count) => Float32Array.from({ length: count }, (_, i) => (i % 100) / 100);

test('reads back what was appended, however it was cut', () => {
  const samples = ramp(2500);
  const sound = new Sound(1000);
  for (let i = 0, n = 1; i < samples.length; i += n, n = (n * 7) % 97 + 1) {
    sound.append(samples.subarray(i, Math.min(i + n, samples.length)));
  }
  assert.equal(sound.duration, 2.5);
  const part = sound.read(0.5, 1.25);
  assert.equal(part.length, 750);
  part.forEach((value, i) => assert.ok(Math.abs(value - samples[500 + i]) < 1e-4));
  assert.equal(sound.read(2.4, 9).length, 100);
  assert.equal(sound.read(3, 4).length, 0);
});

test('the outline holds the lowest and the highest of each stretch', () => {
  const sound = new Sound(1000);
  sound.append(new Float32Array(1000));
  sound.append(new Float32Array(1000).fill(0.5));
  sound.append(new Float32Array(1000).fill(-0.25));
  assert.deepEqual([...sound.outline(0, 4, 4)], [0, 0, 0, 0.5, -0.25, 0, 0, 0]);
});

test('a peak is seen at every zoom, and the picture does not depend on the cutting', () => {
  const loud = new Float32Array(48000);
  loud[30000] = 1;
  const [one, many] = [new Sound(48000), new Sound(48000)];
  one.append(loud);
  for (let i = 0; i < loud.length; i += 2048) many.append(loud.subarray(i, i + 2048));
  for (const columns of [3, 100, 1000]) {
    assert.equal(Math.max(...one.outline(0, 1, columns)), 1);
    assert.deepEqual(one.outline(0, 1, columns), many.outline(0, 1, columns));
  }
});

test('looked at closer than its peaks, the outline has no holes', () => {
  const sound = new Sound(1000);
  sound.append(new Float32Array(1000).fill(0.5));
  const outline = sound.outline(0.2, 0.4, 500);
  for (let column = 0; column < 500; ++column) assert.equal(outline[2 * column + 1], 0.5);
});

test('peaks grow with the sound', () => {
  const sound = new Sound(8000);
  for (let i = 0; i < 40; ++i) sound.append(new Float32Array(8000).fill(i / 40));
  assert.equal(sound.outline(39, 40, 1)[1], Math.fround(39 / 40));
});
