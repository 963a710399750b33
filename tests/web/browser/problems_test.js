// Whatever fails is told in plain words, where it failed, and what was heard stays.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';

import { predict, mockOnly, openBrowser, rowsOf, textOf, until } from './browser.js';

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());
afterEach(() => { if (browser.mock) browser.mock.faults = {}; });

// Browsers report failed requests on the console; the page itself must not.
const ownComplaints = ({ complaints }) => complaints.filter((line) => !line.startsWith('error: Failed to load') &&
  !line.includes('WebSocket connection to'));

const problem = async (page) => {
  await page.waitForSelector('#sound-problem:not([hidden])');
  return textOf(page, '#sound-problem');
};

test('the microphone was refused', async () => {
  const seen = await browser.open({ microphone: false });
  await seen.page.click('#record');
  assert.match(await problem(seen.page), /not allowed to use the microphone/);
  assert.equal(await textOf(seen.page, '#record-word'), 'Record');
  assert.equal(await seen.page.getAttribute('#sound-problem', 'role'), 'alert');
  assert.deepEqual(seen.complaints, []);
  await seen.close();
});

test('there is no microphone', async () => {
  const seen = await browser.open({ before: () => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('none', 'NotFoundError'));
  } });
  await seen.page.click('#record');
  assert.match(await problem(seen.page), /No microphone was found/);
  await seen.close();
});

test('the browser gives this page no microphone at all', async () => {
  const seen = await browser.open({ before: () => {
    Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
  } });
  await seen.page.click('#record');
  assert.match(await problem(seen.page), /HTTPS/);
  await seen.close();
});

test('the server is busy', { skip: mockOnly }, async () => {
  browser.mock.faults = { start: { code: 1013, message: 'sessions: 64 are open; must be at most 64' } };
  const seen = await browser.open();
  await seen.page.click('#record');
  assert.match(await problem(seen.page), /busy .* It said: sessions: 64 are open/);
  assert.ok(await seen.page.locator('#timeline-card').isHidden());
  assert.deepEqual(ownComplaints(seen), []);
  await seen.close();
});

test('the stream breaks off, and what was heard stays', { skip: mockOnly }, async () => {
  browser.mock.faults = { after: { seconds: 1, code: 1006 } };
  const seen = await browser.open();
  await seen.page.click('#record');
  assert.match(await problem(seen.page), /was lost/);
  assert.equal((await rowsOf(seen.page)).length, 1);
  assert.ok(await seen.page.locator('#play').isEnabled());
  assert.deepEqual(ownComplaints(seen), []);
  await seen.close();
});

test('the server ends the stream with an error of its own', { skip: mockOnly }, async () => {
  browser.mock.faults = { after: { seconds: 0.5, code: 1009, message: 'stream: is 600 s long; must be at most 600 s' } };
  const seen = await browser.open();
  await seen.page.click('#record');
  assert.match(await problem(seen.page), /too long\. It said: stream: is 600 s long/);
  assert.deepEqual(ownComplaints(seen), []);
  await seen.close();
});

test('a file is refused, and the next one is predicted', { skip: mockOnly }, async () => {
  browser.mock.faults = { file: { status: 415, message: 'body: is text; must be audio' } };
  const seen = await browser.open();
  await predict(seen.page, browser.wav);
  assert.match(await problem(seen.page), /cannot read “.*” as audio\. It said: body: is text; must be audio/);
  browser.mock.faults = {};
  await predict(seen.page, browser.wav);
  assert.ok(await seen.page.locator('#sound-problem').isHidden());
  assert.ok((await rowsOf(seen.page)).length > 0);
  assert.deepEqual(ownComplaints(seen), []);
  await seen.close();
});

test('the server is gone', async () => {
  const seen = await browser.open();
  await seen.page.route('**/v1/**', (route) => route.abort());
  await seen.page.setInputFiles('#file', browser.wav);
  assert.match(await problem(seen.page), /does not answer\. Start it with “emovox serve”/);
  assert.deepEqual(ownComplaints(seen), []);
  await seen.close();
});

test('a server with a token asks for it, and takes it for files and for the stream', { skip: mockOnly }, async () => {
  browser.mock.faults = { token: 'secret/ü' };
  const seen = await browser.open();
  await seen.page.waitForSelector('#access:not([hidden])');
  await seen.page.fill('#token', 'wrong');
  await seen.page.press('#token', 'Enter');
  assert.match(await problem(seen.page), /did not accept/);
  await seen.page.fill('#token', 'secret');
  browser.mock.faults = { token: 'secret' };
  await seen.page.press('#token', 'Enter');
  await seen.page.waitForSelector('#access', { state: 'hidden' });
  assert.equal((await predict(seen.page, browser.wav)).status(), 200);
  await seen.page.click('#record');
  await until(() => seen.received.some(({ type }) => type === 'utterance_start'), 'an utterance');
  assert.deepEqual(ownComplaints(seen), []);
  await seen.close();
});
