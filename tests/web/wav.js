// Makes and measures WAV files for the tests.

const kHead = 44;  // bytes of a plain header

/// `seconds` of tone bursts at `rate`, a second of sound and half a second of none: 16-bit PCM.
export function makeWav(seconds, rate = 16000) {
  const count = Math.round(seconds * rate);
  const bytes = Buffer.alloc(kHead + 2 * count);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(kHead - 8 + 2 * count, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);   // PCM
  bytes.writeUInt16LE(1, 22);   // one channel
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * count, 40);
  for (let i = 0; i < count; ++i) {
    const time = i / rate;
    const burst = time % 1.5 < 1 ? Math.sin(Math.PI * (time % 1.5)) : 0;
    const tone = Math.sin(2 * Math.PI * (180 + 60 * Math.sin(5 * time)) * time);
    bytes.writeInt16LE(Math.round(12000 * burst * tone), kHead + 2 * i);
  }
  return bytes;
}

/// Length in seconds of a plain 16-bit WAV.
export function wavSeconds(bytes) {
  if (bytes.length < kHead || bytes.toString('latin1', 0, 4) !== 'RIFF') return 0;
  return (bytes.length - kHead) / bytes.readUInt32LE(28);
}

/// A plain 16-bit WAV of one channel with `before` and `after` seconds of silence around it.
export function padWav(bytes, before, after) {
  const rate = bytes.readUInt32LE(24);
  const silence = (seconds) => Buffer.alloc(2 * Math.round(seconds * rate));
  const data = Buffer.concat([silence(before), bytes.subarray(kHead), silence(after)]);
  const head = Buffer.from(bytes.subarray(0, kHead));
  head.writeUInt32LE(kHead - 8 + data.length, 4);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
