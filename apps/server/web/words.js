// Error messages: what happened, and what the user can do.

/// Message for an error of getUserMedia; `secure`: whether the browser lets this page use a microphone.
export function microphoneProblem(error, secure) {
  if (!secure) {
    return 'Browsers give the microphone only to pages from this computer (http://127.0.0.1 or ' +
      'http://localhost) or over HTTPS. Open the page that way, or choose a file.';
  }
  switch (error?.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'The browser was not allowed to use the microphone. Allow it in the settings of this ' +
        'page (beside its address), then press Record again.';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'No microphone was found. Connect one, then press Record again, or choose a file.';
    case 'NotReadableError':
    case 'AbortError':
      return 'The microphone is there but gives no sound; another program may hold it. Close that ' +
        'program, then press Record again.';
    default:
      return `The microphone could not be opened (${error?.message || 'no reason given'}).`;
  }
}

const kKept = 'The predictions until now are kept below.';

/// Message for a stream that the server closed: by its close code, with the server's message if any.
export function streamProblem(code, message) {
  const said = message ? ` It said: ${message}` : '';
  switch (code) {
    case 1001:
      return `The server is shutting down. ${kKept}`;
    case 1008:
      return `The server refused this recording.${said} ${kKept}`;
    case 1009:
      return `The server found the recording or a piece of it too long.${said} ${kKept}`;
    case 1013:
      return `The server is busy with other recordings. Try again in a moment.${said}`;
    case 1006:
      return `The connection to the server was lost. Is emovox serve still running? ${kKept}`;
    default:
      return `The server ended the recording (${code}).${said} ${kKept}`;
  }
}

export const kUnreachable =
  'The server does not answer. Start it with “emovox serve”, then try again.';
export const kSlow =
  'The server cannot keep up with the microphone; the timeline may be late.';
export const kUnplayable =
  'This browser cannot play this kind of file, so there is no waveform and no replay. The results ' +
  'are complete.';

/// Where the sound is sent, by the address of the page.
export function placeNote(host) {
  const here = host === 'localhost' || host === '[::1]' || host.endsWith('.localhost') || /^127(\.\d+){3}$/.test(host);
  return here ? 'Nothing leaves this machine.' : `Sound is sent only to ${host}.`;
}

/// Message for a file without a prediction: by HTTP status, with the server's message.
export function fileProblem(name, status, message) {
  const said = message ? ` It said: ${message}` : '';
  switch (status) {
    case 400:
    case 415:
    case 422:
      return `The server cannot read “${name}” as audio.${said}`;
    case 408:
      return `Sending “${name}” took too long.${said}`;
    case 413:
      return `“${name}” is larger or longer than the server accepts.${said}`;
    case 429:
    case 503:
      return 'The server is busy. Try again in a moment.';
    default:
      return `The server gave no prediction for “${name}” (${status}).${said}`;
  }
}
