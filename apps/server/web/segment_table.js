// The table of segments: one row each, with a button that replays from its start.

import { colourTable, percent, titleOf } from './emotions.js';
import { clock, spokenTime } from './times.js';

const kStateWords = { silent: 'too quiet', too_short: 'too short' };

export class SegmentTable {
  #rows = [];  // {row: HTMLTableRowElement, key: what it shows}
  #marked;

  /// Calls `onReplay(segment)` when a row's button is pressed.
  constructor(body, onReplay) {
    this.body = body;
    this.onReplay = onReplay;
    body.addEventListener('keydown', (event) => this.#move(event));
  }

  /// Updates the rows. Rows that did not change keep their elements, so that the focus stays.
  show(segments, labels, theme, playable) {
    const colours = colourTable(labels, theme);
    while (this.#rows.length > segments.length) this.#rows.pop().row.remove();
    segments.forEach((segment, i) => {
      const key = JSON.stringify([segment.start, segment.end, segment.prediction?.label,
        segment.prediction?.confidence, segment.prediction?.state, theme, playable]);
      if (this.#rows[i]?.key === key) return;
      const row = this.#rows[i]?.row ?? this.body.insertRow();
      const focused = row.contains(document.activeElement);
      row.replaceChildren(...this.#cells(segment, colours, playable));
      if (focused) row.querySelector('button')?.focus();
      this.#rows[i] = { row, key };
    });
  }

  /// Marks the row that is replayed or chosen; -1: none.
  mark(index) {
    const row = this.#rows[index]?.row;
    if (row === this.#marked) return;
    this.#marked?.removeAttribute('aria-current');
    this.#marked = row;
    if (!row) return;
    row.setAttribute('aria-current', 'true');
    const list = this.body.closest('.scroll');  // scrolls the list, never the page
    const head = row.offsetTop - list.querySelector('thead').offsetHeight;
    list.scrollTop = Math.min(head, Math.max(list.scrollTop, row.offsetTop + row.offsetHeight - list.clientHeight));
  }

  #cells(segment, colours, playable) {
    const { part, number, start, end, prediction } = segment;
    const name = part === 'whole' ? 'whole' : String(number);
    const replay = document.createElement('button');
    replay.type = 'button';
    replay.className = 'replay';
    replay.disabled = !playable;
    replay.setAttribute('aria-label',
      `Replay ${part === 'whole' ? 'the whole file' : `${part} ${number}`} from ${spokenTime(start)}`);
    replay.addEventListener('click', () => this.onReplay(segment));
    const head = cellOf('th', name, 'count');
    head.scope = 'row';
    const first = document.createElement('td');
    first.append(replay);
    return [first, head, cellOf('td', clock(start), 'number'),
      cellOf('td', end === null ? '…' : clock(end), 'number'),
      emotionCell(prediction, colours), cellOf('td', confidenceOf(prediction), 'number')];
  }

  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = this.#rows.findIndex(({ row }) => row.contains(event.target));
    const next = this.#rows[at + step]?.row.querySelector('button');
    if (!step || !next) return;
    event.preventDefault();
    next.focus();
  }
}

function cellOf(kind, text, name) {
  const cell = document.createElement(kind);
  cell.textContent = text;
  cell.className = name;
  return cell;
}

function confidenceOf(prediction) {
  return prediction?.state === 'ok' ? percent(prediction.confidence) : '–';
}

function emotionCell(prediction, colours) {
  const cell = document.createElement('td');
  if (!prediction) {
    cell.append('…');
  } else if (prediction.state !== 'ok') {
    cell.append(kStateWords[prediction.state] ?? prediction.state);
  } else {
    const swatch = document.createElement('span');
    swatch.className = 'swatch';
    swatch.style.setProperty('--tone', colours.get(prediction.label));
    cell.append(swatch, titleOf(prediction.label));
    if (prediction.uncertain) cell.append(badge('uncertain'));
  }
  return cell;
}

function badge(word) {
  const mark = document.createElement('span');
  mark.className = 'badge';
  mark.textContent = word;
  return mark;
}
