// A file chosen or dropped: the server's answer, as it stands.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';

import { percent, titleOf } from '../../../apps/server/web/emotions.js';
import { download, expectedLabel, predict, mockOnly, openBrowser, rowsOf, textOf, until } from './browser.js';

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

test('a chosen file', async (t) => {
  const seen = await browser.open();
  const { page } = seen;
  const answer = await (await predict(page, browser.wav)).json();

  await t.test('shows the label and probabilities of the answer', async () => {
    assert.equal(await textOf(page, '#label'), titleOf(answer.uncertain ? 'uncertain' : answer.label));
    if (expectedLabel) assert.equal(answer.label, expectedLabel);
    const bars = await page.$$eval('#bars li', (items) => items.map((item) => item.textContent));
    assert.deepEqual(bars, Object.entries(answer.probabilities).map(([label, share]) => titleOf(label) + percent(share)));
  });

  await t.test('lists the whole and every segment', async () => {
    const rows = await rowsOf(page);
    assert.equal(rows.length, 1 + answer.segments.length);
    assert.equal(rows[0][0], 'whole');
    assert.deepEqual(rows.slice(1).map((row) => row[4]), answer.segments.map(({ confidence }) => percent(confidence)));
  });

  await t.test('can be had as CSV and JSON', async () => {
    const csv = await download(page, '#save-csv');
    assert.equal(csv.text.split('\n').length, 3 + answer.segments.length);
    const { utterances } = JSON.parse((await download(page, '#save-json')).text);
    assert.equal(utterances[0].prediction.label, answer.label);
    assert.deepEqual(utterances[0].prediction.attention, answer.attention);
    assert.equal(utterances[0].windows.length, answer.segments.length);
  });

  await t.test('can be replayed from a segment, and goes on to the next', async () => {
    const last = page.locator('#rows tr').last();
    await last.locator('button').click();
    await until(async () => (await textOf(page, '#play')) === 'Pause', 'the replay');
    assert.equal(await last.getAttribute('aria-current'), 'true');
    await until(async () => (await textOf(page, '#play')) === 'Play', 'the end of the sound', 15);
  });

  assert.deepEqual(seen.complaints, []);
  assert.deepEqual(seen.foreign, []);
  await seen.close();
});

test('a dropped file is the same as a chosen one', async () => {
  const seen = await browser.open();
  const { page } = seen;
  const bytes = readFileSync(browser.wav).toString('base64');
  const transfer = await page.evaluateHandle(([content, name]) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name));
    return data;
  }, [bytes, basename(browser.wav)]);
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  assert.ok(await page.locator('#drop').isVisible());
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await until(async () => (await rowsOf(page)).length > 0, 'rows');
  assert.ok(await page.locator('#drop').isHidden());
  assert.deepEqual(seen.complaints, []);
  await seen.close();
});

test('what only the server can read is shown without waveform and replay', { skip: mockOnly }, async () => {
  const odd = join(browser.folder, 'voice.aiff');
  writeFileSync(odd, 'not for browsers');
  const { page, close } = await browser.open();
  await predict(page, odd);
  assert.match(await textOf(page, '#replay-problem'), /cannot play/);
  assert.ok(await page.locator('#play').isDisabled());
  assert.ok(await page.locator('#rows button').first().isDisabled());
  assert.ok((await rowsOf(page)).length > 0);
  await close();
});

test('waiting for a file can be cancelled', { skip: mockOnly }, async () => {
  const seen = await browser.open();
  const { page } = seen;
  await page.route('**/v1/emotion*', () => {});  // never answers
  await page.setInputFiles('#file', browser.wav);
  await until(async () => (await textOf(page, '#record-word')) === 'Cancel', 'the button');
  await page.click('#record');
  await until(async () => (await textOf(page, '#record-word')) === 'Record', 'the button');
  assert.ok(await page.locator('#sound-problem').isHidden());
  await seen.close();
});
