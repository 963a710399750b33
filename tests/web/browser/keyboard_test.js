// Everything can be done without a mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { predict, openBrowser, rowsOf, textOf, until } from './browser.js';

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className ||
  document.activeElement.textContent);
const mark = async (page) => Number(await page.getAttribute('#timeline', 'aria-valuenow'));

test('Tab reaches every control, in the order in which they stand', async () => {
  const { page, close } = await browser.open();
  await predict(page, browser.wav);
  const wanted = await page.$$eval('a[href], button:not(:disabled), [tabindex="0"]', (nodes) => nodes
    .filter((node) => node.checkVisibility()).map((node) => node.id || node.className || node.textContent));
  const reached = [];
  for (let i = 0; i < wanted.length; ++i) {
    await page.keyboard.press('Tab');
    reached.push(await focused(page));
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.equal(outline, 'solid', `${reached.at(-1)} shows its focus`);
  }
  assert.deepEqual(reached, wanted);
  await close();
});

test('single keys record, replay, zoom, and can be switched off', async () => {
  const seen = await browser.open();
  const { page } = seen;
  let choosers = 0;
  page.on('filechooser', () => { ++choosers; });
  await page.keyboard.press('r');
  await until(async () => (await textOf(page, '#record-word')) === 'Stop' && seen.sent.length > 10, 'the recording');
  await page.keyboard.press('r');
  await until(async () => (await textOf(page, '#record-word')) === 'Record', 'its end');
  await predict(page, browser.wav);
  await page.keyboard.press('n');
  await until(async () => (await page.getAttribute('#rows tr:nth-child(2)', 'aria-current')) === 'true', 'the row');
  await page.keyboard.press('p');
  assert.equal(await textOf(page, '#play'), 'Play');
  await page.keyboard.press('+');
  await page.keyboard.press('o');
  await until(() => choosers > 0, 'the choice of a file');
  await page.keyboard.press('?');
  assert.ok(await page.locator('#shortcuts').isVisible());
  await page.click('#single-keys');
  await page.keyboard.press('Escape');
  assert.ok(await page.locator('#shortcuts').isHidden());
  await page.keyboard.press('r');
  assert.equal(await textOf(page, '#record-word'), 'Record');
  await page.reload();
  await page.keyboard.press('?');
  assert.ok(await page.locator('#shortcuts').isHidden(), 'the choice outlives the page');
  assert.deepEqual(seen.complaints, []);
  await seen.close();
});

test('the timeline is a slider', async () => {
  const { page, close } = await browser.open();
  await predict(page, browser.wav);
  await page.focus('#timeline');
  const press = async (key) => {
    await page.keyboard.press(key);
    return mark(page);
  };
  const end = Number(await page.getAttribute('#timeline', 'aria-valuemax'));
  assert.ok(end > 0.5);
  assert.equal(await press('ArrowRight'), 0.5);
  assert.equal(await press('ArrowLeft'), 0);
  assert.equal(await press('End'), end);
  assert.equal(await press('Home'), 0);
  assert.equal(await press('Shift+ArrowRight'), Math.min(5, end));
  assert.match(await page.getAttribute('#timeline', 'aria-valuetext'), /seconds, \S/);
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await until(async () => (await textOf(page, '#play')) === 'Pause', 'the replay');
  await close();
});

test('arrows go from one replay button to the next', async () => {
  const { page, close } = await browser.open();
  await predict(page, browser.wav);
  assert.ok((await rowsOf(page)).length > 1);
  await page.focus('#rows tr:first-child button');
  await page.keyboard.press('ArrowDown');
  const row = () => page.evaluate(() => document.activeElement.closest('tr').rowIndex);
  assert.equal(await row(), 2);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  assert.equal(await row(), 1);
  await close();
});
