// Plays a Sound from any time on. It decodes short pieces, so that memory stays bounded.

const kPiece = 5;  // seconds

export class Player {
  #context = null;
  #sources = [];
  #from = 0;    // seconds of the sound at which this replay began
  #began = 0;   // the context's clock then
  #queued = 0;  // seconds of the sound until which pieces are queued
  #timer = 0;

  /// Calls `onStop()` when the sound has ended, not after stop().
  constructor(onStop) {
    this.onStop = onStop;
    this.playing = false;
  }

  /// Playback position in seconds.
  get time() {
    const heard = this.#from + Math.max(0, this.#context.currentTime - this.#began);
    return Math.min(heard, this.sound.duration);
  }

  async play(sound, from) {
    this.stop();
    this.#context ??= new AudioContext();
    this.playing = true;
    this.sound = sound;
    this.#from = this.#queued = from;
    this.#began = Infinity;  // no sound was played yet
    await this.#context.resume();
    if (!this.playing || this.#queued !== from) return;  // stopped or moved while it woke up
    this.#began = this.#context.currentTime + 0.02;
    this.#timer = setInterval(() => this.#advance(), 200);
    this.#advance();
  }

  stop() {
    this.playing = false;
    clearInterval(this.#timer);
    this.#sources.forEach((source) => source.stop());
    this.#sources = [];
  }

  #advance() {
    if (this.time >= this.sound.duration) {
      this.stop();
      this.onStop();
      return;
    }
    while (this.#queued < Math.min(this.time + kPiece, this.sound.duration)) this.#queue();
  }

  #queue() {
    const samples = this.sound.read(this.#queued, this.#queued + kPiece);
    if (samples.length === 0) {
      this.#queued = this.sound.duration;
      return;
    }
    const buffer = this.#context.createBuffer(1, samples.length, this.sound.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(this.#context, { buffer });
    source.connect(this.#context.destination);
    source.onended = () => {
      this.#sources = this.#sources.filter((other) => other !== source);
    };
    source.start(this.#began + this.#queued - this.#from);
    this.#sources.push(source);
    this.#queued += kPiece;
  }
}
