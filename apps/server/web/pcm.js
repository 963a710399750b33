// Samples to send: packed as f32le, and their level.

export const kFloor = -60;  // dB of full scale: the meter's left end

/// Float32Array → ArrayBuffer of little-endian 32-bit floats, on machines of any byte order.
export function packFloats(samples) {
  const bytes = new DataView(new ArrayBuffer(4 * samples.length));
  samples.forEach((sample, i) => bytes.setFloat32(4 * i, sample, true));
  return bytes.buffer;
}

/// Channels of equal length → their mean.
export function mixDown(channels) {
  if (channels.length === 1) return channels[0];
  const mixed = new Float32Array(channels[0].length);
  for (const channel of channels) {
    for (let i = 0; i < mixed.length; ++i) mixed[i] += channel[i] / channels.length;
  }
  return mixed;
}

/// Root mean square in dB of full scale, at least kFloor.
export function levelOf(samples) {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  if (samples.length === 0 || sum === 0) return kFloor;
  return Math.max(kFloor, 10 * Math.log10(sum / samples.length));
}

/// dB of full scale → [0, 1], the length of the level meter.
export function meterShare(level) {
  return Math.min(1, Math.max(0, 1 - level / kFloor));
}

/// [-1, 1] → 16-bit integers, which halve the memory of the recording.
export function toIntegers(samples) {
  return Int16Array.from(samples, (sample) =>
    Math.round(32767 * Math.min(1, Math.max(-1, sample))));
}
