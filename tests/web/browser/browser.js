// A headless Chromium with a microphone that plays a WAV, before the mock or before a server that runs.
//
// EMOVOX_URL    address of a running `emovox serve`; without it each test file starts the mock
// EMOVOX_WAV    what is spoken into the microphone and chosen as a file; without it a made-up sound
// EMOVOX_LABEL  with both: the emotion that `emovox predict` gives for that WAV
// EMOVOX_CHROMIUM  the browser; /usr/bin/chromium without it

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startMock } from '../mock_server.js';
import { load } from '../modules.js';
import { makeWav } from '../wav.js';

const { chromium } = load('playwright-core');

/// What only the mock can play: its faults and its fixed times.
export const mockOnly = process.env.EMOVOX_URL ? 'only the mock does this' : false;
export const expectedLabel = process.env.EMOVOX_LABEL ?? '';

/// {address, wav, mock | null, folder, open(options) → Visit, close()}.
export async function openBrowser() {
  const folder = mkdtempSync(join(tmpdir(), 'emovox-page-'));
  const wav = process.env.EMOVOX_WAV ?? join(folder, 'spoken words.wav');
  if (!process.env.EMOVOX_WAV) writeFileSync(wav, makeWav(6));
  const mock = process.env.EMOVOX_URL ? null : await startMock();
  const browser = await chromium.launch({
    executablePath: process.env.EMOVOX_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${wav}`],
  });
  const address = process.env.EMOVOX_URL ?? mock.address;
  return {
    address, wav, mock, folder,
    open: (options) => visit(browser, address, options),
    close: async () => {
      await browser.close();
      await mock?.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/// One tab: {page, complaints, received, sent, close}. `complaints` gathers what the console says;
/// `received` and `sent` the stream's messages, binary ones as their length in bytes.
async function visit(browser, address, { microphone = true, before, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  if (microphone) await context.grantPermissions(['microphone']);
  const page = await context.newPage();
  const seen = { page, complaints: [], received: [], sent: [], foreign: [], close: () => context.close() };
  page.on('console', (message) => {
    if (message.type() !== 'log') seen.complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => seen.complaints.push(`thrown: ${error.message ?? error}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'blob:' && url.origin !== new URL(address).origin) seen.foreign.push(request.url());
  });
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => seen.received.push(JSON.parse(payload)));
    socket.on('framesent', ({ payload }) =>
      seen.sent.push(typeof payload === 'string' ? JSON.parse(payload) : payload.length));
  });
  if (before) await page.addInitScript(before);
  await page.goto(address);
  await page.waitForSelector('#bars li, #access:not([hidden]), #sound-problem:not([hidden])');
  return seen;
}

/// Waits until `found()` gives something, which is returned.
export async function until(found, what, seconds = 20) {
  for (let i = 0; i < 20 * seconds; ++i) {
    const value = await found();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return assert.fail(`${what}: did not come within ${seconds} s`);
}

export const textOf = (page, selector) => page.locator(selector).innerText();

/// The words of the table, a list a row, without the replay buttons.
export async function rowsOf(page) {
  return page.$$eval('#rows tr', (rows) => rows.map((row) => [...row.cells].slice(1).map((cell) => cell.innerText)));
}

/// Chooses the file at `path` as with the button, and waits for its prediction.
export async function predict(page, path) {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().includes('/v1/emotion')),
    page.setInputFiles('#file', path),
  ]);
  await page.waitForFunction(() => document.querySelector('#record-word').textContent === 'Record');
  return answer;
}

/// Presses `button` and gives what the browser saved: {name, text}.
export async function download(page, button) {
  const [saved] = await Promise.all([page.waitForEvent('download'), page.click(button)]);
  const pieces = [];
  for await (const piece of await saved.createReadStream()) pieces.push(piece);
  return { name: saved.suggestedFilename(), text: Buffer.concat(pieces).toString() };
}
