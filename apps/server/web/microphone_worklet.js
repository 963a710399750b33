// Runs on the audio thread: collects the microphone's blocks of 128 frames into larger ones.

const kBlock = 2048;  // frames: 43 ms at 48 kHz

class MicrophoneProcessor extends AudioWorkletProcessor {
  #channels = [];
  #filled = 0;

  process([input]) {
    if (input.length === 0) return true;  // not connected yet, or muted by the system
    const frames = input[0].length;
    if (this.#channels.length !== input.length || this.#filled + frames > kBlock) {
      this.#post();
      this.#channels = input.map(() => new Float32Array(kBlock));
    }
    input.forEach((samples, i) => this.#channels[i].set(samples, this.#filled));
    this.#filled += frames;
    return true;
  }

  #post() {
    if (this.#filled === 0) return;
    this.port.postMessage(this.#channels.map((channel) => channel.slice(0, this.#filled)));
    this.#filled = 0;
  }
}

registerProcessor('microphone', MicrophoneProcessor);
