// The picture of a recording: waveform, attention under it, stacked probabilities, a time axis.

import { titleOf } from './emotions.js';
import { axisLabel } from './times.js';
import { attentionCells, bandsOf, namePlaces, pointsInView, pointsOf, silencesOf, ticksOf, xOf }
  from './timeline_geometry.js';

const kAxis = 22;       // pixels
const kGap = 8;
const kAttention = 16;
const kLeastName = 15;  // pixels of thickness that a band's name needs
const kNamesApart = 220;  // pixels between two names of a band

/// Heights of the tracks of a canvas of `height` pixels: {top, height} each.
export function tracksOf(height) {
  const free = height - kAxis - kAttention - 2 * kGap;
  const wave = { top: 0, height: Math.round(0.4 * free) };
  const attention = { top: wave.height + 2, height: kAttention };
  const top = attention.top + kAttention + kGap;
  return { wave, attention, bands: { top, height: height - kAxis - top }, axis: { top: height - kAxis, height: kAxis } };
}

/// `scene`: {record, sound | null, view, now, cursor | null, chosen | null, colours, live}; `ink`: the
/// theme's colours; `size`: {width, height} in CSS pixels.
export function draw(pen, scene, ink, size) {
  const tracks = tracksOf(size.height);
  const x = (time) => xOf(time, scene.view, size.width);
  pen.clearRect(0, 0, size.width, size.height);
  drawChosen(pen, scene, ink, tracks, x);
  drawAxis(pen, scene, ink, tracks, size);
  drawSilences(pen, scene, ink, tracks, x);
  drawWave(pen, scene, ink, tracks.wave, size.width);
  for (const utterance of scene.record.utterances) {
    if (x(utterance.end ?? scene.now) < 0 || x(utterance.start) > size.width) continue;
    drawAttention(pen, utterance, ink, tracks.attention, x);
    drawBands(pen, utterance, scene, ink, tracks.bands, x, size.width);
  }
  drawCursor(pen, scene, ink, tracks, x);
}

function drawChosen(pen, { chosen }, ink, tracks, x) {
  if (!chosen) return;
  pen.fillStyle = ink.chosen;
  pen.fillRect(x(chosen.start), 0, x(chosen.end) - x(chosen.start), tracks.axis.top);
}

function drawAxis(pen, { view }, ink, { axis }, { width }) {
  const { step, times } = ticksOf(view, width);
  pen.font = ink.font;
  pen.textBaseline = 'middle';
  for (const time of times) {
    const x = Math.round(xOf(time, view, width)) + 0.5;
    pen.fillStyle = ink.line;
    pen.fillRect(x, 0, 1, axis.top + 4);
    pen.fillStyle = ink.soft;
    const text = axisLabel(time, step);
    pen.textAlign = x < 16 ? 'left' : x > width - 20 ? 'right' : 'center';
    pen.fillText(text, Math.min(width, Math.max(0, x)), axis.top + 14);
  }
}

function drawSilences(pen, { record, now }, ink, { bands }, x) {
  const middle = bands.top + bands.height / 2;
  pen.font = ink.font;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const { start, end } of silencesOf(record.utterances, now)) {
    const [left, right] = [Math.max(0, x(start)), x(Math.min(end, now))];
    if (right - left < 3) continue;
    pen.strokeStyle = ink.line;
    pen.lineWidth = 1;
    pen.setLineDash([2, 3]);
    pen.strokeRect(left + 0.5, bands.top + 0.5, right - left - 1, bands.height - 1);
    pen.setLineDash([]);
    pen.fillStyle = ink.soft;
    if (right - left > 70) pen.fillText('no speech', (left + right) / 2, middle);
  }
}

function drawWave(pen, { sound, view, now }, ink, track, width) {
  const middle = track.top + track.height / 2;
  pen.fillStyle = ink.line;
  pen.fillRect(0, Math.floor(middle), width, 1);
  if (!sound) return;
  const columns = Math.max(1, Math.round(width));
  const outline = sound.outline(view.from, view.from + view.span, columns);
  const last = Math.min(columns, Math.ceil(xOf(now, view, columns)));
  pen.fillStyle = ink.wave;
  for (let column = 0; column < last; ++column) {
    const high = outline[2 * column + 1] * track.height / 2;
    const low = outline[2 * column] * track.height / 2;
    pen.fillRect(column, middle - high, 1, Math.max(1, high - low));
  }
}

function drawAttention(pen, { whole }, ink, track, x) {
  if (!whole) return;
  pen.fillStyle = ink.track;
  pen.fillRect(x(whole.start), track.top, x(whole.end) - x(whole.start), track.height);
  pen.fillStyle = ink.accent;
  for (const { start, end, share } of attentionCells(whole)) {
    if (x(end) < 0 || x(start) > pen.canvas.width) continue;
    const height = Math.max(share > 0.01 ? 1 : 0, share * track.height);
    const left = x(start);
    pen.fillRect(left, track.top + track.height - height, Math.max(1, x(end) - left - 0.5), height);
  }
}

function drawBands(pen, utterance, scene, ink, track, x, width) {
  const all = pointsOf(utterance, scene.now);
  const points = pointsInView(all, scene.view, width);
  const left = x(utterance.start);
  const right = x(utterance.end ?? scene.now);
  if (all.length === 0 || (utterance.end === null && all.at(-1).time < scene.now)) {
    const from = all.length === 0 ? left : x(all.at(-1).time);
    drawWaiting(pen, ink, track, from, right, utterance.whole?.state);
  }
  const y = (share) => track.top + (1 - share) * track.height;
  const bands = bandsOf(points, scene.record.labels);
  for (const band of bands) {
    pen.beginPath();
    points.forEach(({ time }, i) => pen.lineTo(x(time), y(band.upper[i])));
    for (let i = points.length - 1; i >= 0; --i) pen.lineTo(x(points[i].time), y(band.lower[i]));
    pen.closePath();
    pen.fillStyle = scene.colours.get(band.label);
    pen.fill();
    pen.strokeStyle = ink.card;
    pen.lineWidth = 1;
    pen.stroke();
  }
  drawUncertain(pen, points, ink, track, x);
  if (points.length === 0) return;
  const places = points.map(({ time }) => x(time));
  for (const band of bands) drawName(pen, band, places, scene, ink, { track, width });
}

// Time ranges without a prediction: not predicted yet, or too short or silent.
function drawWaiting(pen, ink, track, left, right, state) {
  if (right - left < 1) return;
  pen.fillStyle = ink.track;
  pen.fillRect(left, track.top, right - left, track.height);
  if (right - left < 64) return;
  pen.fillStyle = ink.soft;
  pen.font = ink.font;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const text = { silent: 'too quiet', too_short: 'too short' }[state] ?? 'listening…';
  pen.fillText(text, (left + right) / 2, track.top + track.height / 2);
}

// A dashed line along the top marks uncertain predictions.
function drawUncertain(pen, points, ink, track, x) {
  pen.strokeStyle = ink.text;
  pen.lineWidth = 2;
  pen.setLineDash([4, 4]);
  points.forEach(({ uncertain, time }, i) => {
    if (!uncertain || i === 0) return;
    pen.beginPath();
    pen.moveTo(x(points[i - 1].time), track.top - 3);
    pen.lineTo(x(time), track.top - 3);
    pen.stroke();
  });
  pen.setLineDash([]);
}

function drawName(pen, band, places, scene, ink, { track, width }) {
  pen.font = ink.boldFont;
  const name = titleOf(band.label);
  const half = pen.measureText(name).width / 2 + 6;
  pen.fillStyle = ink.on(scene.colours.get(band.label));
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const margin = kLeastName / track.height / 2;
  for (const place of namePlaces(band, places, { half, margin, left: 0, right: width, apart: kNamesApart })) {
    pen.fillText(name, place.x, track.top + (1 - place.middle) * track.height);
  }
}

function drawCursor(pen, { cursor, live }, ink, tracks, x) {
  if (cursor === null || live) return;
  const left = Math.round(x(cursor));
  pen.fillStyle = ink.text;
  pen.fillRect(left - 1, 0, 2, tracks.axis.top);
  pen.beginPath();
  pen.arc(Math.max(4, left), 4, 4, 0, 2 * Math.PI);
  pen.fill();
}
