// A mock of `emovox serve`: the page, HTTP and the stream, with fixed predictions.
//
// To start it by hand: node tests/web/mock_server.js [PORT]

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { predictionFor, kLabels, kModel, lastMessages, messagesBetween } from './mock_predictions.js';
import { load } from './modules.js';
import { wavSeconds } from './wav.js';

const { WebSocketServer } = load('ws');

const kPage = fileURLToPath(new URL('../../apps/server/web/', import.meta.url));
const kTypes = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' };
export const kHeaders = {
  'Content-Security-Policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Permissions-Policy': 'microphone=(self)',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
};

/// Starts listening. `faults` may be changed while it runs: `token` (asked for), `file` ({status,
/// message}: the answer to files), `start` ({code, message}: instead of started), `after` ({seconds,
/// code, message}: the stream breaks off then; code 1006 breaks the connection).
export async function startMock(port = 0) {
  const mock = { faults: {}, streams: 0 };
  const server = createServer((request, response) => {
    answer(mock, request, response).catch((error) => send(response, 500, { error: { message: String(error) } }));
  });
  const sockets = new WebSocketServer({ noServer: true,
    handleProtocols: (offered) => (offered.has('emovox') ? 'emovox' : false) });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/v1/stream' || !streamAllowed(mock, request)) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (stream) => serveStream(mock, stream));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  mock.address = `http://127.0.0.1:${server.address().port}/`;
  mock.stop = () => new Promise((resolve) => {
    for (const stream of sockets.clients) stream.terminate();
    server.close(resolve);
    server.closeAllConnections();
  });
  return mock;
}

async function answer(mock, request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://mock');
  if (!pathname.startsWith('/v1/')) return sendPage(response, pathname);
  const { token, file } = mock.faults;
  if (token && request.headers.authorization !== `Bearer ${token}`) {
    return send(response, 401, { error: { code: 'unauthorized', message: 'token: is missing; must be given' } });
  }
  if (pathname === '/v1/models') return send(response, 200, { models: [{ name: kModel, labels: kLabels }] });
  if (pathname !== '/v1/emotion') return send(response, 404, { error: { message: 'no such place' } });
  const { name, bytes } = filePart(await bodyOf(request));
  if (file) return send(response, file.status, { error: { code: 'mock', message: file.message } });
  return send(response, 200, predictedFile(name, wavSeconds(bytes), searchParams));
}

async function sendPage(response, pathname) {
  const name = pathname === '/' ? 'index.html' : pathname.slice(1);
  const type = kTypes[extname(name)];
  const content = type && !name.includes('..') ? await readFile(join(kPage, name)).catch(() => null) : null;
  if (!content) return send(response, 404, { error: { message: 'no such place' } });
  response.writeHead(200, { ...kHeaders, 'Content-Type': type }).end(content);
}

function send(response, status, object) {
  response.writeHead(status, { ...kHeaders, 'Content-Type': 'application/json' }).end(JSON.stringify(object));
}

async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

// The first part of a multipart body.
function filePart(body) {
  const head = body.subarray(0, body.indexOf('\r\n\r\n'));
  const boundary = head.subarray(0, head.indexOf('\r\n'));
  const bytes = body.subarray(head.length + 4, body.lastIndexOf(boundary) - 2);
  return { name: /filename="([^"]*)"/.exec(head.toString())?.[1] ?? '', bytes };
}

// Segments and attention are sent only on request.
function predictedFile(file, seconds, asked) {
  const segments = [];
  for (let start = 0; start + 3 <= Math.max(3, seconds) + 1e-9; start += 0.5) {
    segments.push(predictionFor(1 + Math.floor(start / 2), start, Math.min(start + 3, seconds)));
  }
  const { attention, ...whole } = predictionFor(1, 0, seconds);
  return { file, ...whole, ...(asked.get('attention') === 'true' ? { attention } : {}),
    ...(asked.get('segments') === 'true' ? { segments } : {}) };
}

function streamAllowed(mock, request) {
  const { token } = mock.faults;
  if (!token) return true;
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(/, */);
  return offered.includes(`bearer.${Buffer.from(token).toString('base64url')}`);
}

function serveStream(mock, stream) {
  ++mock.streams;
  let start = null;
  let received = 0;  // seconds
  const tell = (message) => stream.send(JSON.stringify(message));
  const refuse = ({ code, message }) => {
    if (code === 1006) return stream.terminate();
    tell({ type: 'error', code: 'mock', message });
    stream.close(code);
  };
  stream.on('message', (data, binary) => {
    if (!binary) {
      const message = JSON.parse(data);
      if (message.type === 'end') {
        lastMessages(received).forEach(tell);
        return stream.close(1000);
      }
      start = message;
      if (mock.faults.start) return refuse(mock.faults.start);
      return tell({ type: 'started', session: `mock-${mock.streams}`, model: kModel, labels: kLabels,
        sample_rate: start.sample_rate });
    }
    const before = received;
    received += data.length / 4 / start.sample_rate;
    messagesBetween(before, received, start.options).forEach(tell);
    if (mock.faults.after && received >= mock.faults.after.seconds) refuse(mock.faults.after);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const mock = await startMock(Number(process.argv[2] ?? 8080));
  console.log(`mock of emovox serve: ${mock.address}`);
}
