// The timeline as a control: a canvas that is a slider over time.

import { draw } from './timeline_drawing.js';
import { timeAt, zoomedView, viewShowing, wholeView } from './timeline_geometry.js';
import { readInk } from './ink.js';
import { spokenTime } from './times.js';

const kSmallStep = 0.5;  // seconds
const kLargeStep = 5;

export class Timeline {
  /// Calls `onSeek(time)` when the cursor moves and `onPlay()` on Enter. `describe(time)` gives the
  /// prediction there in words.
  constructor(canvas, { onSeek, onPlay, describe }) {
    Object.assign(this, { canvas, onSeek, onPlay, describe });
    this.pen = canvas.getContext('2d');
    this.view = wholeView(0);
    this.scene = null;
    this.refreshInk();
    new ResizeObserver(() => this.draw()).observe(canvas);
    canvas.addEventListener('pointerdown', (event) => this.#press(event));
    canvas.addEventListener('pointermove', (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) this.#seekTo(event);
    });
    canvas.addEventListener('keydown', (event) => this.#key(event));
  }

  refreshInk() {
    this.ink = readInk();
  }

  /// `scene` as in timeline_drawing.js, without its view.
  show(scene) {
    this.scene = scene;
    this.draw();
    this.canvas.ariaValueMax = scene.now.toFixed(1);
    this.canvas.ariaValueNow = (scene.cursor ?? 0).toFixed(1);
    if (scene.live) this.canvas.ariaValueText = `recording, ${spokenTime(Math.floor(scene.now))}`;
    else this.canvas.ariaValueText = `${spokenTime(scene.cursor ?? 0)}, ${this.describe(scene.cursor ?? 0)}`;
  }

  draw() {
    if (!this.scene) return;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== columns || this.canvas.height !== rows) {
      this.canvas.width = columns;
      this.canvas.height = rows;
    }
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(this.pen, { ...this.scene, view: this.view }, this.ink, { width, height });
  }

  zoom(factor) {
    if (!this.scene || this.scene.live) return;
    const { cursor, now } = this.scene;
    const middle = this.view.from + this.view.span / 2;
    const seen = cursor >= this.view.from && cursor <= this.view.from + this.view.span;
    this.view = zoomedView(this.view, factor, seen ? cursor : middle, now);
    this.draw();
  }

  showAll() {
    if (!this.scene || this.scene.live) return;
    this.view = wholeView(this.scene.now);
    this.draw();
  }

  /// Moves the view so that [start, end] is visible.
  reveal(start, end) {
    this.view = viewShowing(this.view, start, end, this.scene.now);
  }

  #press(event) {
    if (!this.scene || this.scene.live) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.#seekTo(event);
  }

  #seekTo(event) {
    const { left, width } = this.canvas.getBoundingClientRect();
    this.#seek(timeAt(event.clientX - left, this.view, width));
  }

  #seek(time) {
    this.onSeek(Math.min(this.scene.now, Math.max(0, time)));
  }

  #key(event) {
    if (!this.scene || this.scene.live) return;
    const { cursor, now } = this.scene;
    const step = event.shiftKey ? kLargeStep : kSmallStep;
    const places = { ArrowRight: cursor + step, ArrowUp: cursor + step, ArrowLeft: cursor - step,
      ArrowDown: cursor - step, PageUp: cursor + kLargeStep, PageDown: cursor - kLargeStep, Home: 0, End: now };
    if (event.key === 'Enter' || event.key === ' ') this.onPlay();
    else if (Object.hasOwn(places, event.key)) this.#seek(places[event.key]);
    else return;
    event.preventDefault();
  }
}
