// The recorded samples, in this browser only, and their peaks for the waveform.

import { toIntegers } from './pcm.js';

const kBucketsPerSecond = 100;  // peaks are kept for every 10 ms

/// A mono recording that grows. Samples are held as 16-bit integers.
export class Sound {
  constructor(sampleRate) {
    this.sampleRate = sampleRate;
    this.length = 0;  // samples
    this.pieces = [];  // {first: index of its first sample, samples: Int16Array}
    this.peaks = new Float32Array(2 * 1024);  // [bucket, (lowest, highest)]
    this.bucketSize = Math.max(1, Math.round(sampleRate / kBucketsPerSecond));  // samples
  }

  get duration() {
    return this.length / this.sampleRate;
  }

  append(samples) {
    this.pieces.push({ first: this.length, samples: toIntegers(samples) });
    this.#growPeaks(this.length + samples.length);
    for (let i = 0; i < samples.length; ++i) {
      const bucket = 2 * Math.floor((this.length + i) / this.bucketSize);
      this.peaks[bucket] = Math.min(this.peaks[bucket], samples[i]);
      this.peaks[bucket + 1] = Math.max(this.peaks[bucket + 1], samples[i]);
    }
    this.length += samples.length;
  }

  /// Samples [from, to) in seconds, limited to the recorded range.
  read(from, to) {
    const first = Math.max(0, Math.round(from * this.sampleRate));
    const last = Math.min(this.length, Math.round(to * this.sampleRate));
    const out = new Float32Array(Math.max(0, last - first));
    for (const { first: start, samples } of this.pieces) {
      const begin = Math.max(first, start);
      const end = Math.min(last, start + samples.length);
      for (let i = begin; i < end; ++i) out[i - first] = samples[i - start] / 32767;
    }
    return out;
  }

  /// Lowest and highest sample of each of `columns` equal stretches of [from, to) seconds:
  /// [columns, 2], zeros where there is no sound.
  outline(from, to, columns) {
    const out = new Float32Array(2 * columns);
    const perSecond = this.sampleRate / this.bucketSize;
    const known = Math.ceil(this.length / this.bucketSize);
    for (let column = 0; column < columns; ++column) {
      const begin = Math.floor((from + ((to - from) * column) / columns) * perSecond);
      const end = (from + ((to - from) * (column + 1)) / columns) * perSecond;
      for (let k = Math.max(0, begin); k < Math.min(known, end); ++k) {
        out[2 * column] = Math.min(out[2 * column], this.peaks[2 * k]);
        out[2 * column + 1] = Math.max(out[2 * column + 1], this.peaks[2 * k + 1]);
      }
    }
    return out;
  }

  #growPeaks(length) {
    const needed = 2 * Math.ceil(length / this.bucketSize);
    if (needed <= this.peaks.length) return;
    const grown = new Float32Array(Math.max(needed, 2 * this.peaks.length));
    grown.set(this.peaks);
    this.peaks = grown;
  }
}
