// The microphone: permission, then blocks of samples at the sound card's own rate.

import { mixDown } from './pcm.js';

// No echo cancellation, noise suppression or gain control: the model was trained on unprocessed voices.
const kConstraints = {
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
};

export class Microphone {
  /// Asks for permission. Throws the errors of getUserMedia, with `secure` = false if the browser
  /// offers no microphone to this page.
  static async open() {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw Object.assign(new Error('no microphone for this page'), { secure: false });
    }
    const stream = await navigator.mediaDevices.getUserMedia(kConstraints);
    try {
      const context = new AudioContext();
      await context.audioWorklet.addModule(new URL('microphone_worklet.js', import.meta.url));
      await context.resume();
      return new Microphone(stream, context);
    } catch (error) {
      stream.getTracks().forEach((track) => track.stop());
      throw error;
    }
  }

  constructor(stream, context) {
    this.stream = stream;
    this.context = context;
  }

  get sampleRate() {
    return this.context.sampleRate;
  }

  /// Calls `onSamples(Float32Array)` from now on; `onLost()` if the device goes away.
  listen(onSamples, onLost) {
    this.node = new AudioWorkletNode(this.context, 'microphone', { numberOfOutputs: 0 });
    this.node.port.onmessage = ({ data }) => onSamples(mixDown(data));
    this.source = this.context.createMediaStreamSource(this.stream);
    this.source.connect(this.node);
    this.stream.getAudioTracks()[0].onended = onLost;
  }

  /// May be called more than once.
  close() {
    this.stream.getTracks().forEach((track) => {
      track.onended = null;
      track.stop();
    });
    if (this.node) this.node.port.onmessage = null;
    this.source?.disconnect();
    if (this.context.state !== 'closed') this.context.close();
  }
}
