// Which verdict the page shows at a moment: of the voice that speaks now, or of what is replayed.

const kHold = 2;  // seconds for which a finished utterance's verdict stays when nobody speaks

/// While recording, `now` seconds in: {prediction} or {state}, a state of now_panel.js.
export function liveVerdict(record, now) {
  const last = record.utterances.at(-1);
  if (!last) return { state: 'quiet' };
  if (last.end === null) {
    const window = last.windows.at(-1);
    return window ? { prediction: window } : { state: 'voice' };
  }
  return last.whole && now - last.end < kHold ? { prediction: last.whole } : { state: 'quiet' };
}

/// Afterwards: of the chosen row, or of the place of the mark where windows say more than the row.
export function laterVerdict(record, { cursor, chosen, moving }) {
  const windows = record.kind === 'microphone' && (moving || !chosen);
  const prediction = windows ? record.judgementAt(cursor) : chosen?.prediction ?? record.judgementAt(cursor);
  return prediction ? { prediction } : { state: 'quiet' };
}

/// A row's name for a heading: "Whole file", "Segment 3", "Utterance 2".
export function rowTitle({ part, number }) {
  return part === 'whole' ? 'Whole file' : `${part[0].toUpperCase()}${part.slice(1)} ${number}`;
}

/// Where a row stands among `rows`, -1 for none.
export function indexOf(rows, row) {
  return rows.findIndex(({ part, number }) => part === row?.part && number === row?.number);
}

/// The row at `time`; `current` is kept as long as it holds that time.
export function rowAt(record, time, current) {
  const rows = record.rows();
  const kept = rows[indexOf(rows, current)];
  if (kept && time >= kept.start && time <= (kept.end ?? Infinity)) return kept;
  const parts = rows.filter(({ part }) => part !== 'whole');
  return parts.find(({ start, end }) => start <= time && time <= (end ?? Infinity)) ?? null;
}
