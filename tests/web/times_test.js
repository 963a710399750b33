import assert from 'node:assert/strict';
import { test } from 'node:test';

import { axisLabel, clock, spokenTime } from '../../apps/server/web/times.js';

test('clock', () => {
  assert.deepEqual([0, 3.25, 9.96, 75, 3675, 0.3, -1].map(clock),
    ['0:00.0', '0:03.2', '0:09.9', '1:15.0', '1:01:15.0', '0:00.3', '0:00.0']);
});

test('an axis shows tenths only where its ticks differ in them', () => {
  assert.equal(axisLabel(65, 5), '1:05');
  assert.equal(axisLabel(0.5, 0.5), '0:00.5');
});

test('spoken', () => {
  assert.deepEqual([1.23, 60, 150.04].map(spokenTime),
    ['1.2 seconds', '1 minute 0.0 seconds', '2 minutes 30.0 seconds']);
});
