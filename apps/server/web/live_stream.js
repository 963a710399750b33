// The WebSocket of one recording: sends start, samples and end; reports the server's messages and the close.

import { packFloats } from './pcm.js';
import { endMessage, readMessage, startMessage, subprotocols } from './protocol.js';

const kPatience = 15000;  // milliseconds to wait for a response to start or end

/// The address of the stream, relative to the page's.
export function streamAddress(page) {
  const address = new URL('v1/stream', page);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.hash = address.search = '';
  return address;
}

export class LiveStream {
  #socket;
  #timer;
  #over = false;
  #started = false;
  #ending = false;
  #said = '';

  /// Calls `onMessage(message)`, and once, at the end, `onEnd({clean, code, said})`.
  constructor({ page, token, sampleRate, onMessage, onEnd }) {
    this.onMessage = onMessage;
    this.onEnd = onEnd;
    this.#socket = new WebSocket(streamAddress(page), subprotocols(token));
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#socket.send(startMessage(sampleRate));
    this.#socket.onmessage = ({ data }) => this.#take(data);
    this.#socket.onclose = ({ code }) => this.#finish(false, code);
    this.#wait();
  }

  /// Bytes that wait to be sent.
  get backlog() {
    return this.#socket.bufferedAmount;
  }

  send(samples) {
    if (this.#socket.readyState === WebSocket.OPEN && !this.#ending) {
      this.#socket.send(packFloats(samples));
    }
  }

  /// Ends the samples. The server sends its remaining messages; then onEnd is called.
  end() {
    if (this.#over || this.#ending) return;
    this.#ending = true;
    if (!this.#started || this.#socket.readyState !== WebSocket.OPEN) return this.#finish(true, 1000);
    this.#socket.send(endMessage());
    this.#wait();
  }

  #take(data) {
    let message;
    try {
      message = typeof data === 'string' ? readMessage(data) : null;
    } catch (error) {
      this.#said = error.message;
      this.#finish(false, 1002);
      return;
    }
    if (!message) return;
    if (message.type === 'error') {
      this.#said = message.message;
      this.#wait();  // the close frame that follows has the reason
      return;
    }
    if (message.type === 'started') {
      this.#started = true;
      clearTimeout(this.#timer);
    }
    this.onMessage(message);
    if (message.type === 'ended') this.#finish(true, 1000);
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#finish(false, 1006), kPatience);
  }

  #finish(clean, code) {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#socket.close();
    this.onEnd({ clean, code, said: this.#said });
  }
}
