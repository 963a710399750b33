// Geometry of the timeline. A view is {from, span} in seconds; x is in pixels, from 0 to `width`.

export const kShortestView = 1;  // seconds

export function xOf(time, view, width) {
  return ((time - view.from) / view.span) * width;
}

export function timeAt(x, view, width) {
  return view.from + (x / width) * view.span;
}

/// The view of the last `span` seconds before `now`. A shorter recording starts at the left.
export function followingView(now, span) {
  return { from: Math.max(0, now - span), span };
}

/// The same with reduced motion: the view moves in steps of half its span.
export function turningView(now, span) {
  const half = span / 2;
  return { from: now <= span ? 0 : (Math.ceil(now / half) - 2) * half, span };
}

export function wholeView(duration) {
  return { from: 0, span: Math.max(kShortestView, duration) };
}

/// Zooms: `factor` < 1 zooms in. `centre` keeps its place, and the view stays within the recording.
export function zoomedView(view, factor, centre, duration) {
  const whole = wholeView(duration);
  const span = Math.min(whole.span, Math.max(kShortestView, view.span * factor));
  const share = (centre - view.from) / view.span;
  const from = centre - share * span;
  return { from: Math.min(whole.span - span, Math.max(0, from)), span };
}

/// The view, moved as little as needed to show [start, end].
export function viewShowing(view, start, end, duration) {
  if (start >= view.from && end <= view.from + view.span) return view;
  const from = start - Math.max(0, (view.span - (end - start)) / 2);
  const last = Math.max(0, wholeView(duration).span - view.span);
  return { from: Math.min(last, Math.max(0, from)), span: view.span };
}

const kSteps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/// Times of an axis: {step, times}, at least `apart` pixels from one to the next.
export function ticksOf(view, width, apart = 64) {
  const least = (apart / width) * view.span;
  const step = kSteps.find((candidate) => candidate >= least) ?? kSteps.at(-1);
  const times = [];
  for (let k = Math.ceil(view.from / step - 1e-9); k * step <= view.from + view.span + 1e-9; ++k) {
    times.push(Number((k * step).toFixed(3)));
  }
  return { step, times };
}

/// An utterance's probabilities over time: those of a window at its end, those of the first window also
/// at the start. Without windows, those of the whole utterance throughout. Empty: no prediction yet.
export function pointsOf(utterance, now) {
  const windows = utterance.windows.filter(({ state }) => state === 'ok');
  const whole = utterance.whole?.state === 'ok' ? [utterance.whole] : [];
  const known = windows.length > 0 ? windows : whole;
  if (known.length === 0) return [];
  const points = known.map(({ end, probabilities, uncertain }) => ({ time: end, probabilities, uncertain }));
  const end = utterance.end ?? Math.min(now, points.at(-1).time);
  points.unshift({ ...points[0], time: Math.min(utterance.start, points[0].time) });
  if (end > points.at(-1).time) points.push({ ...points.at(-1), time: end });
  return points;
}

const kBin = 6;  // pixels

/// The points to draw at `width` pixels: those in view, with one neighbour at each side. Points closer
/// than kBin pixels are replaced by their mean over kBin pixels.
export function pointsInView(points, view, width) {
  const from = points.findLastIndex(({ time }) => time <= view.from);
  const to = points.findIndex(({ time }) => time >= view.from + view.span);
  const seen = points.slice(Math.max(0, from), to < 0 ? points.length : to + 1);
  const bin = (kBin / width) * view.span;  // seconds
  if (seen.length < 3 || (seen.at(-1).time - seen[0].time) / (seen.length - 1) >= bin) return seen;
  const groups = new Map();
  for (const point of seen.slice(1, -1)) {
    const key = Math.floor(point.time / bin);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(point);
  }
  return [seen[0], ...[...groups.values()].map(meanOf), seen.at(-1)];
}

function meanOf(points) {
  const mean = { time: 0, probabilities: {}, uncertain: points.some(({ uncertain }) => uncertain) };
  for (const { time, probabilities } of points) {
    mean.time += time / points.length;
    for (const [label, share] of Object.entries(probabilities)) {
      mean.probabilities[label] = (mean.probabilities[label] ?? 0) + share / points.length;
    }
  }
  return mean;
}

/// Points → one band for each label, stacked from the bottom in the order of the labels: {label, lower,
/// upper}, as shares of the height. The top band ends at exactly 1 where there are probabilities.
export function bandsOf(points, labels) {
  const sums = points.map(({ probabilities }) =>
    labels.reduce((sum, label) => sum + (probabilities[label] ?? 0), 0) || 1);
  let lower = points.map(() => 0);
  return labels.map((label) => {
    const upper = points.map(({ probabilities }, i) =>
      Math.min(1, lower[i] + (probabilities[label] ?? 0) / sums[i]));
    const band = { label, lower, upper };
    lower = upper;
    return band;
  });
}

/// Thickness of a band at point `i`, as a share of the height.
export function thicknessAt(band, i) {
  return band.upper[i] - band.lower[i];
}

/// The edge (upper or lower) of a band at x, interpolated between points at the increasing `places`.
export function edgeAt(edge, places, x) {
  let [low, next] = [0, places.length - 1];  // the first place at or after x lies in (low, next]
  while (next - low > 1) {
    const middle = (low + next) >> 1;
    if (places[middle] >= x) next = middle;
    else low = middle;
  }
  const [a, b] = [places[low], places[next]];
  const share = b > a ? Math.min(1, Math.max(0, (x - a) / (b - a))) : 0;
  return edge[low] + share * (edge[next] - edge[low]);
}

/// Places for the name of a band, thickest first, at least `apart` pixels from each other:
/// [{x, middle}]. A name needs `half` pixels on both sides and `margin` of the height above and below.
export function namePlaces(band, places, { half, margin, left, right, apart }) {
  const between = (x) => places.filter((place) => Math.abs(place - x) < half);
  const fits = (x, middle) => [x - half, x, x + half, ...between(x)].every((at) =>
    edgeAt(band.upper, places, at) >= middle + margin && edgeAt(band.lower, places, at) <= middle - margin);
  const found = [];
  const [first, last] = [Math.max(left, places[0]) + half, Math.min(right, places.at(-1)) - half];
  if (first > last) return found;
  const order = places.map((_, i) => i).sort((i, j) => thicknessAt(band, j) - thicknessAt(band, i));
  for (const i of order) {
    const x = Math.min(last, Math.max(first, places[i]));
    const middle = (edgeAt(band.upper, places, x) + edgeAt(band.lower, places, x)) / 2;
    if (found.every((other) => Math.abs(other.x - x) >= apart) && fits(x, middle)) found.push({ x, middle });
  }
  return found;
}

/// Attention of steps over [start, end] → {start, end, share} each, the strongest having share 1.
export function attentionCells(prediction) {
  const { attention, start, end } = prediction;
  const strongest = Math.max(0, ...attention);
  if (strongest <= 0) return [];
  const step = (end - start) / attention.length;
  return attention.map((weight, i) => (
    { start: start + i * step, end: start + (i + 1) * step, share: weight / strongest }));
}

/// The parts of [0, now] in which nobody speaks: {start, end}.
export function silencesOf(utterances, now) {
  const silences = [];
  let heard = 0;
  for (const { start, end } of utterances) {
    if (start > heard) silences.push({ start: heard, end: start });
    heard = Math.max(heard, end ?? Infinity);
  }
  if (now > heard) silences.push({ start: heard, end: now });
  return silences;
}
