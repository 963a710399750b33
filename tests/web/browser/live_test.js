// Speaking into the microphone: what is sent, what is shown, what can be had afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { clock } from '../../../apps/server/web/times.js';
import { titleOf } from '../../../apps/server/web/emotions.js';
import { download, expectedLabel, mockOnly, openBrowser, rowsOf, textOf, until } from './browser.js';

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

// How many pixels of the attention's track, and of the bands, have some colour.
const painted = (page) => page.evaluate(() => {
  const picture = document.querySelector('#timeline');
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.drawImage(picture, 0, 0);
  const count = (top, height, wanted) => {
    const { data } = pen.getImageData(0, top, canvas.width, height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 200 && wanted(data[i], data[i + 1], data[i + 2])) ++found;
    }
    return found;
  };
  const blue = (r, g, b) => b > 150 && b > r + 60;
  const vivid = (r, g, b) => Math.max(r, g, b) - Math.min(r, g, b) > 60;
  return { attention: count(canvas.height * 0.33, canvas.height * 0.1, blue),
    bands: count(canvas.height * 0.5, canvas.height * 0.4, vivid) };
});

test('a recording', async (t) => {
  const seen = await browser.open();
  const { page, received, sent } = seen;
  const ofType = (type) => received.filter((message) => message.type === type);

  await t.test('shows the label of the latest window', async () => {
    await page.click('#record');
    await until(() => ofType('emotion').length > 0, 'an emotion');
    await until(async () => (await page.locator('#label').innerText()) === titleOf(
      ofType('emotion').at(-1).uncertain ? 'uncertain' : ofType('emotion').at(-1).label), 'the label', 3);
    assert.equal(await textOf(page, '#record-word'), 'Stop');
    assert.ok(await page.locator('#level').isVisible());
    assert.ok((await painted(page)).bands > 100);
    assert.match(await textOf(page, '#spoken'), /\w/);
  });

  await t.test('shows that nobody speaks, once the utterance is over', async () => {
    await until(() => ofType('utterance_end').length > 0, 'the end of the utterance');
    assert.equal(await page.locator('#choose').isDisabled(), true);
    if (!mockOnly) await until(async () => (await textOf(page, '#label')) === 'No speech', 'silence');
    assert.ok((await painted(page)).attention > 5);
  });

  await t.test('sends start, samples at the sound card\'s rate, and end', async () => {
    await page.click('#record');
    await until(() => ofType('ended').length > 0, 'the end');
    await until(async () => (await textOf(page, '#record-word')) === 'Record', 'the button');
    const [start, ...rest] = sent;
    const rate = await page.evaluate(() => new AudioContext().sampleRate);
    assert.deepEqual(start, { type: 'start', sample_rate: rate, encoding: 'f32le', options: { window: 3, hop: 0.5 } });
    assert.deepEqual(rest.at(-1), { type: 'end' });
    const blocks = rest.slice(0, -1);
    assert.ok(blocks.every((bytes) => bytes > 0 && bytes % 4 === 0));
    const seconds = blocks.reduce((sum, bytes) => sum + bytes, 0) / 4 / rate;
    assert.ok(Math.abs(seconds - ofType('ended')[0].duration) < 0.05, `${seconds} s`);
  });

  await t.test('lists its utterances', async () => {
    const rows = await rowsOf(page);
    const ends = ofType('utterance_end');
    assert.equal(rows.length, ends.length);
    ends.forEach(({ start, end, prediction }, i) => {
      assert.equal(rows[i][1], clock(start));
      assert.equal(rows[i][2], clock(end));
      if (prediction.state === 'ok') assert.ok(rows[i][3].startsWith(titleOf(prediction.label)), rows[i][3]);
    });
    if (expectedLabel) assert.equal(ends[0].prediction.label, expectedLabel);
  });

  await t.test('can be had as CSV and JSON', async () => {
    const csv = await download(page, '#save-csv');
    assert.equal(csv.name, 'microphone.emotions.csv');
    const lines = csv.text.trimEnd().split('\n');
    assert.equal(lines.length, 1 + ofType('utterance_end').length + ofType('emotion').length);
    const json = await download(page, '#save-json');
    assert.equal(json.name, 'microphone.emotions.json');
    assert.deepEqual(JSON.parse(json.text).utterances[0].prediction.probabilities,
      ofType('utterance_end')[0].prediction.probabilities);
  });

  await t.test('can be replayed from any utterance', async () => {
    const { start } = ofType('utterance_end')[0];
    await page.click('#rows tr:first-child button');
    await until(async () => (await textOf(page, '#play')) === 'Pause', 'the replay');
    const mark = async () => Number(await page.getAttribute('#timeline', 'aria-valuenow'));
    await until(async () => (await mark()) > start + 0.4, 'the mark\'s way', 5);
    assert.ok((await mark()) < start + 6);
    assert.equal(await page.getAttribute('#rows tr:first-child', 'aria-current'), 'true');
    await page.click('#play');
    assert.equal(await textOf(page, '#play'), 'Play');
  });

  assert.deepEqual(seen.complaints, []);
  assert.deepEqual(seen.foreign, []);
  await seen.close();
});

test('without motion the picture stands still until it turns its page', async () => {
  const seen = await browser.open({ reducedMotion: 'reduce' });
  await seen.page.click('#record');
  await until(() => seen.received.some(({ type }) => type === 'utterance_start'), 'an utterance');
  assert.equal(await seen.page.evaluate(() => getComputedStyle(document.querySelector('#now')).transitionDuration), '0s');
  await seen.page.click('#record');
  await until(async () => (await textOf(seen.page, '#record-word')) === 'Record', 'the button');
  assert.deepEqual(seen.complaints, []);
  await seen.close();
});
