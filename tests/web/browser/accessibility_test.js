// What a checker of accessibility would look at, in light and dark, wide and narrow.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { contrast } from '../../../apps/server/web/ink.js';
import { predict, openBrowser } from './browser.js';

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

test('names, labels, headings and tables', async () => {
  const { page, close } = await browser.open();
  await predict(page, browser.wav);
  const faults = await page.evaluate(() => {
    const found = [];
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    if (new Set(ids).size !== ids.length) found.push('an id stands twice');
    if (!document.documentElement.lang || !document.title) found.push('no language or no title');
    for (const button of document.querySelectorAll('button, [role=slider], [role=meter]')) {
      if (!(button.ariaLabel ?? button.textContent).trim()) found.push(`${button.outerHTML}: no name`);
    }
    for (const input of document.querySelectorAll('input')) {
      if (!input.labels?.length && !input.ariaLabel) found.push(`${input.outerHTML}: no label`);
    }
    for (const node of document.querySelectorAll('[aria-labelledby], [aria-describedby]')) {
      const named = node.getAttribute('aria-labelledby') ?? node.getAttribute('aria-describedby');
      if (!document.getElementById(named)) found.push(`${named}: is not there`);
    }
    for (const cell of document.querySelectorAll('th')) if (!cell.scope) found.push(`${cell.outerHTML}: no scope`);
    if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
    if (document.querySelectorAll('main').length !== 1) found.push('not one main');
    if (document.querySelectorAll('[style*="url"], [onclick], script:not([src]), style').length) found.push('inline code');
    const spoken = document.querySelector('#spoken');
    if (spoken.ariaLive !== 'polite') found.push('the live region is not polite');
    return found;
  });
  assert.deepEqual(faults, []);
  assert.match(await page.locator('#spoken').textContent(), /: (\w|Uncertain)/);
  await close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`text stands out from what is behind it, ${colorScheme}`, async () => {
    const { page, close } = await browser.open({ colorScheme });
    await predict(page, browser.wav);
    const texts = await page.evaluate(() => {
      const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
      const over = (colours) => {  // what is seen of colours laid over one another
        for (const colour of colours) {
          pen.fillStyle = colour;
          pen.fillRect(0, 0, 1, 1);
        }
        return '#' + [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3)
          .map((value) => value.toString(16).padStart(2, '0')).join('');
      };
      const faded = (node) => node.closest(':disabled') !== null;
      const own = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
      return [...document.querySelectorAll('body *')]
        .filter((node) => own(node) && node.checkVisibility() && !faded(node) && !node.closest('.unseen, noscript'))
        .map((node) => {
          const behind = [];
          for (let at = node; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
          const back = over(['Canvas', ...behind]);
          return [node.textContent.trim().slice(0, 30), over([back, getComputedStyle(node).color]), back];
        });
    });
    assert.ok(texts.length > 20);
    for (const [text, ink, back] of texts) {
      assert.ok(contrast(ink, back) >= 4.5, `“${text}”: ${ink} on ${back} is ${contrast(ink, back).toFixed(2)}`);
    }
    await close();
  });
}

for (const width of [320, 360, 768]) {
  test(`nothing is cut off at ${width} pixels, and fingers find the buttons`, async () => {
    const { page, close } = await browser.open({ viewport: { width, height: 740 } });
    await predict(page, browser.wav);
    const [scroll, table, small] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.querySelector('.scroll').scrollWidth - document.querySelector('.scroll').clientWidth,
      [...document.querySelectorAll('button')].filter((button) => button.checkVisibility())
        .filter((button) => Math.min(button.clientWidth, button.clientHeight) < 22).map(({ id }) => id),
    ]);
    assert.ok(scroll <= width, `the page is ${scroll} pixels wide`);
    if (width >= 360) assert.ok(table <= 0, `the table is ${table} pixels too wide`);
    assert.deepEqual(small, []);
    await close();
  });
}
