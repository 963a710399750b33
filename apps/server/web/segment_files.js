// A record as downloadable files. The CSV has the columns of `emovox predict --format csv`.

/// One CSV field (RFC 4180). A ' is put before a text that a spreadsheet would run as a formula.
export function csvField(value) {
  let text = String(value ?? '');
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/// CSV: one row for each segment; each live utterance is followed by its windows.
export function toCsv(record) {
  const header = ['file', 'part', 'state', 'label', 'confidence', 'uncertain', 'start', 'end',
    ...record.labels.map((label) => `p_${label}`)];
  const rows = partsOf(record).map(({ part, prediction }) => {
    const ok = prediction.state === 'ok';
    return [record.name, part, prediction.state, prediction.label, ok ? prediction.confidence : '',
      prediction.uncertain, prediction.start, prediction.end,
      ...record.labels.map((label) => (ok ? prediction.probabilities[label] ?? '' : ''))];
  });
  return [header, ...rows].map((fields) => fields.map(csvField).join(',') + '\n').join('');
}

/// JSON: all predictions with attention; no audio.
export function toJson(record) {
  const { kind, name, model, labels, duration } = record;
  const parts = record.utterances.map(({ number, start, end, windows, whole }) =>
    ({ number, start, end, prediction: whole, windows }));
  return JSON.stringify({ source: kind, name, model, duration, labels, utterances: parts }, null, 2) + '\n';
}

/// "call 1.wav" → "call-1.emotions.csv".
export function fileName(record, ending) {
  const stem = record.name.replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N}_-]+/gu, '-');
  return `${stem.replace(/^-+|-+$/g, '') || 'recording'}.emotions.${ending}`;
}

function partsOf(record) {
  const [whole, window] = record.kind === 'file' ? ['whole', 'segment'] : ['utterance', 'window'];
  return record.utterances.flatMap((utterance) => [
    ...(utterance.whole ? [{ part: whole, prediction: utterance.whole }] : []),
    ...utterance.windows.map((prediction) => ({ part: window, prediction })),
  ]);
}
