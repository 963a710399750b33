// A live recording: microphone → samples → the server's events.

import { LiveStream } from './live_stream.js';
import { Microphone } from './microphone.js';
import { kSlow, microphoneProblem, streamProblem } from './words.js';

const kSlowSeconds = 3;   // of sound that waits to be sent: say so
const kStuckSeconds = 30;  // give up

/// Phases: asking → connecting → live → finishing → over. Callbacks: onPhase(phase), onStart(rate),
/// onSamples(samples), onMessage(message), onWarning(text), onOver(problem or '').
export class Recording {
  constructor(callbacks) {
    Object.assign(this, callbacks);
    this.phase = 'asking';
  }

  /// Returns when the microphone is open or has failed; everything else is reported by callbacks.
  async start({ page, token }) {
    this.onPhase('asking');
    try {
      this.microphone = await Microphone.open();
    } catch (error) {
      this.#over(microphoneProblem(error, error.secure !== false));
      return;
    }
    if (this.phase === 'over') return void this.microphone.close();
    this.#enter('connecting');
    this.stream = new LiveStream({
      page, token,
      sampleRate: this.microphone.sampleRate,
      onMessage: (message) => this.#hear(message),
      onEnd: (end) => this.#ended(end),
    });
  }

  /// Ends the recording. The server's remaining messages still arrive.
  stop() {
    if (this.phase === 'asking') return this.#over('');
    if (this.phase !== 'live' && this.phase !== 'connecting') return;
    this.#enter('finishing');
    this.microphone.close();
    this.stream.end();
  }

  #hear(message) {
    if (message.type === 'started' && this.phase === 'connecting') {
      this.#enter('live');
      this.onStart(this.microphone.sampleRate);
      this.microphone.listen((samples) => this.#send(samples), () => this.#lost());
    }
    this.onMessage(message);
  }

  #send(samples) {
    if (this.phase !== 'live') return;
    this.onSamples(samples);
    this.stream.send(samples);
    const waiting = this.stream.backlog / (4 * this.microphone.sampleRate);
    if (waiting > kSlowSeconds) this.onWarning(kSlow);
    if (waiting > kStuckSeconds) this.stop();
  }

  #lost() {
    this.onWarning('The microphone was disconnected. The sound recorded until then is kept below.');
    this.stop();
  }

  #ended({ clean, code, said }) {
    this.microphone.close();
    this.#over(clean ? '' : streamProblem(code, said));
  }

  #enter(phase) {
    this.phase = phase;
    this.onPhase(phase);
  }

  #over(problem) {
    if (this.phase === 'over') return;
    this.#enter('over');
    this.onOver(problem);
  }
}
