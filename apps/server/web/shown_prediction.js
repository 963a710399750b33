// The prediction that the page shows: of the live voice, or of the replayed recording.

const kHold = 2;  // seconds for which the prediction of a finished utterance stays while nobody speaks

/// While recording, at `now` seconds: {prediction}, or {state}, a state of now_panel.js.
export function livePrediction(record, now) {
  const last = record.utterances.at(-1);
  if (!last) return { state: 'quiet' };
  if (last.end === null) {
    const window = last.windows.at(-1);
    return window ? { prediction: window } : { state: 'voice' };
  }
  return last.whole && now - last.end < kHold ? { prediction: last.whole } : { state: 'quiet' };
}

/// After the recording: the prediction of the chosen row, or of the window at the cursor.
export function replayPrediction(record, { cursor, chosen, moving }) {
  const windows = record.kind === 'microphone' && (moving || !chosen);
  const prediction = windows ? record.predictionAt(cursor) : chosen?.prediction ?? record.predictionAt(cursor);
  return prediction ? { prediction } : { state: 'quiet' };
}

/// A row's name for a heading: "Whole file", "Segment 3", "Utterance 2".
export function rowTitle({ part, number }) {
  return part === 'whole' ? 'Whole file' : `${part[0].toUpperCase()}${part.slice(1)} ${number}`;
}

/// Index of a row in `rows`; -1: none.
export function indexOf(rows, row) {
  return rows.findIndex(({ part, number }) => part === row?.part && number === row?.number);
}

/// The row at `time`: `current` as long as it contains that time.
export function rowAt(record, time, current) {
  const rows = record.rows();
  const kept = rows[indexOf(rows, current)];
  if (kept && time >= kept.start && time <= (kept.end ?? Infinity)) return kept;
  const parts = rows.filter(({ part }) => part !== 'whole');
  return parts.find(({ start, end }) => start <= time && time <= (end ?? Infinity)) ?? null;
}
