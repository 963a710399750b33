// Decodes a sound file with the browser's decoder, for the waveform and for replay.

import { mixDown } from './pcm.js';
import { Sound } from './sound.js';

const kSampleRate = 16000;  // Hz, the sample rate of the models
const kBlock = 1 << 16;

/// Null if this browser cannot decode the file.
export async function soundOf(file) {
  try {
    const context = new OfflineAudioContext(1, 1, kSampleRate);
    const decoded = await context.decodeAudioData(await file.arrayBuffer());
    const channels = Array.from({ length: decoded.numberOfChannels }, (_, i) => decoded.getChannelData(i));
    const mixed = mixDown(channels);
    const sound = new Sound(decoded.sampleRate);
    for (let i = 0; i < mixed.length; i += kBlock) sound.append(mixed.subarray(i, i + kBlock));
    return sound;
  } catch {
    return null;
  }
}
