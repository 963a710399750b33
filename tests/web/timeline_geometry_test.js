import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as geometry from '../../apps/server/web/timeline_geometry.js';
import { predictionFor, kLabels } from './mock_predictions.js';

const utteranceOf = (windows, end, whole = null) => ({ number: 1, start: 1, end, windows, whole });

test('x and time are each other\'s inverse', () => {
  const view = { from: 12, span: 8 };
  assert.equal(geometry.xOf(16, view, 400), 200);
  assert.equal(geometry.timeAt(200, view, 400), 16);
});

test('a live view grows, then follows; the calm one turns half pages', () => {
  assert.deepEqual(geometry.followingView(5, 20), { from: 0, span: 20 });
  assert.deepEqual(geometry.followingView(26, 20), { from: 6, span: 20 });
  for (let now = 0; now < 200; now += 0.7) {
    const { from, span } = geometry.turningView(now, 20);
    assert.equal(from % 10, 0);
    assert.ok(now >= from && now <= from + span, `${now} in ${from}`);
  }
});

test('zooming keeps its centre and stays within the recording', () => {
  const closer = geometry.zoomedView({ from: 0, span: 40 }, 0.5, 10, 40);
  assert.deepEqual(closer, { from: 5, span: 20 });
  assert.deepEqual(geometry.zoomedView(closer, 8, 10, 40), { from: 0, span: 40 });
  assert.equal(geometry.zoomedView(closer, 0.001, 10, 40).span, geometry.kShortestView);
  assert.equal(geometry.zoomedView({ from: 20, span: 20 }, 0.5, 40, 40).from, 30);
});

test('a view moves just as far as it must', () => {
  const view = { from: 0, span: 10 };
  assert.equal(geometry.viewShowing(view, 2, 5, 60), view);
  assert.deepEqual(geometry.viewShowing(view, 30, 34, 60), { from: 27, span: 10 });
  assert.deepEqual(geometry.viewShowing(view, 58, 60, 60), { from: 50, span: 10 });
});

test('ticks are round and not too near to one another', () => {
  assert.deepEqual(geometry.ticksOf({ from: 0, span: 10 }, 640), { step: 1, times: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
  for (const span of [1, 7, 60, 600, 9000]) {
    for (const width of [300, 900]) {
      const { step, times } = geometry.ticksOf({ from: 3.3, span }, width);
      assert.ok((step / span) * width >= 63.9 && times.length > 0, `${span} s on ${width}`);
    }
  }
});

test('an utterance has no points before its first window', () => {
  assert.deepEqual(geometry.pointsOf(utteranceOf([], null), 2), []);
});

test('points stand where windows end, from the start to the end of the utterance', () => {
  const windows = [predictionFor(1, 1, 4), predictionFor(1, 1.5, 4.5)];
  const open = geometry.pointsOf(utteranceOf(windows, null), 9);
  assert.deepEqual(open.map(({ time }) => time), [1, 4, 4.5]);
  assert.equal(open[0].probabilities, open[1].probabilities);
  const closed = geometry.pointsOf(utteranceOf(windows, 4.8, predictionFor(1, 1, 4.8)), 9);
  assert.deepEqual(closed.map(({ time }) => time), [1, 4, 4.5, 4.8]);
});

test('a short utterance shows its whole prediction, one without an emotion nothing', () => {
  const short = geometry.pointsOf(utteranceOf([], 2, predictionFor(1, 1, 2)), 9);
  assert.deepEqual(short.map(({ time }) => time), [1, 2]);
  assert.deepEqual(geometry.pointsOf(utteranceOf([], 2, { ...predictionFor(1, 1, 2), state: 'silent' }), 9), []);
});

test('bands are stacked without gaps from 0 to 1', () => {
  const points = geometry.pointsOf(utteranceOf([predictionFor(1, 1, 4), predictionFor(2, 2, 5)], 5), 5);
  const bands = geometry.bandsOf(points, kLabels);
  assert.deepEqual(bands.map(({ label }) => label), kLabels);
  points.forEach((point, i) => {
    assert.equal(bands[0].lower[i], 0);
    assert.ok(Math.abs(bands.at(-1).upper[i] - 1) < 1e-9);
    for (let k = 1; k < bands.length; ++k) assert.equal(bands[k].lower[i], bands[k - 1].upper[i]);
    assert.ok(Math.abs(geometry.thicknessAt(bands[0], i) - point.probabilities.anger) < 1e-9);
  });
  assert.ok(geometry.bandsOf([{ time: 0, probabilities: {} }], ['a']).every(({ upper }) => upper[0] === 0));
});

test('a picture needs the points in view and a neighbour to each side, or their means', () => {
  const points = Array.from({ length: 101 }, (_, i) => ({ time: i, uncertain: i === 50, probabilities: { a: i / 100 } }));
  const times = (view, width) => geometry.pointsInView(points, view, width).map(({ time }) => Number(time.toFixed(6)));
  assert.deepEqual(times({ from: 10.5, span: 3 }, 300), [10, 11, 12, 13, 14]);
  assert.deepEqual(times({ from: 98, span: 10 }, 300), [98, 99, 100]);
  assert.deepEqual(times({ from: 0, span: 100 }, 60), [0, 5, 14.5, 24.5, 34.5, 44.5, 54.5, 64.5, 74.5, 84.5, 94.5, 100]);
  const means = geometry.pointsInView(points, { from: 0, span: 100 }, 60);
  assert.ok(Math.abs(means[3].probabilities.a - 0.245) < 1e-9);
  assert.deepEqual(means.flatMap(({ uncertain }, i) => (uncertain ? [i] : [])), [6]);
  assert.deepEqual(geometry.pointsInView([], { from: 0, span: 1 }, 100), []);
});

test('the edge of a band between its points', () => {
  const places = [0, 10, 30, 70];
  const edge = [0, 1, 0.5, 0.5];
  assert.deepEqual([-5, 0, 5, 10, 20, 50, 99].map((x) => geometry.edgeAt(edge, places, x)),
    [0, 0, 0.5, 1, 0.75, 0.5, 0.5]);
});

test('a name stands only where its band covers it', () => {
  const band = { lower: [0, 0, 0], upper: [0.1, 0.9, 0.1] };
  const room = { half: 20, margin: 0.1, left: 0, right: 400, apart: 100 };
  assert.deepEqual(geometry.namePlaces(band, [0, 200, 400], room), [{ x: 200, middle: 0.45 }]);
  assert.deepEqual(geometry.namePlaces(band, [0, 20, 30], room), []);
  assert.deepEqual(geometry.namePlaces({ lower: [0, 0], upper: [0.05, 0.05] }, [0, 400], room), []);
  const flat = geometry.namePlaces({ lower: [0, 0], upper: [1, 1] }, [-500, 900], room);
  assert.deepEqual(flat.map(({ x }) => x), [20, 380]);
});

test('a name avoids a narrow dip of its band', () => {
  const band = { lower: [0, 0, 0, 0, 0], upper: [0.9, 0.9, 0.1, 0.9, 0.9] };
  const room = { half: 20, margin: 0.1, left: 0, right: 200, apart: 500 };
  const [{ x }] = geometry.namePlaces(band, [0, 90, 100, 110, 200], room);
  assert.ok(x <= 80 || x >= 120, `${x}`);
});

test('the strongest step of attention has share 1, and steps fill the utterance', () => {
  const cells = geometry.attentionCells({ start: 2, end: 4, attention: [0.1, 0.5, 0.4, 0] });
  assert.deepEqual(cells.map(({ start, end, share }) => [start, end, share]),
    [[2, 2.5, 0.2], [2.5, 3, 1], [3, 3.5, 0.8], [3.5, 4, 0]]);
  assert.deepEqual(geometry.attentionCells({ start: 0, end: 1, attention: [] }), []);
});

test('silences are what no utterance covers', () => {
  const utterances = [{ start: 1, end: 2 }, { start: 2.5, end: 4 }];
  assert.deepEqual(geometry.silencesOf(utterances, 6),
    [{ start: 0, end: 1 }, { start: 2, end: 2.5 }, { start: 4, end: 6 }]);
  assert.deepEqual(geometry.silencesOf([{ start: 0, end: null }], 6), []);
  assert.deepEqual(geometry.silencesOf([], 3), [{ start: 0, end: 3 }]);
});
