// The colours of the emotions can be distinguished, by colour-blind people too; names and percentages.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { colourTable, kKnownEmotions, percent, titleOf } from '../../apps/server/web/emotions.js';
import { contrast, linear, readableOn } from '../../apps/server/web/ink.js';

// Simulation of colour blindness, in linear RGB (Machado, Oliveira and Fernandes, 2009).
const kEyes = {
  usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

// Linear RGB → OKLab (Ottosson, 2020).
function oklab([r, g, b]) {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s];
}

function seen(colour, eye) {
  const rgb = linear(colour);
  return oklab(eye.map((row) => Math.min(1, Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2]))));
}

for (const theme of ['light', 'dark']) {
  for (const [name, eye] of Object.entries(kEyes)) {
    test(`any two colours differ for ${name} eyes, ${theme}`, () => {
      const colours = [...colourTable(kKnownEmotions, theme)];
      for (const [a, first] of colours) {
        for (const [b, second] of colours) {
          if (a >= b) continue;
          const [p, q] = [seen(first, eye), seen(second, eye)];
          const distance = Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
          assert.ok(distance > 0.12, `${a} and ${b}: ${distance.toFixed(3)}`);
        }
      }
    });
  }
}

test('names on the colours can be read, and the colours be seen on the card', () => {
  for (const [theme, card] of [['light', '#ffffff'], ['dark', '#1d2026']]) {
    for (const [label, colour] of colourTable(kKnownEmotions, theme)) {
      assert.ok(contrast(readableOn(colour), colour) >= 4.5, `${label} on ${theme}`);
      assert.ok(contrast(colour, card) >= 1.9, `${label} beside ${card}`);
    }
  }
});

test('contrast is that of WCAG', () => {
  assert.ok(Math.abs(contrast('#000000', '#ffffff') - 21) < 1e-9);
  assert.ok(Math.abs(contrast('#777777', '#ffffff') - 4.478) < 1e-3);
});

test('every label has its own colour, known or not', () => {
  const labels = ['angry', 'joy', 'pride', 'neutral', 'shame'];
  const table = colourTable(labels, 'light');
  assert.equal(new Set(table.values()).size, labels.length);
  assert.equal(table.get('angry'), colourTable(['anger'], 'light').get('anger'));
  assert.equal(colourTable(Array.from({ length: 12 }, (_, i) => `x${i}`), 'dark').size, 12);
});

test('titles and per cents', () => {
  assert.equal(titleOf('anger'), 'Anger');
  assert.equal(titleOf(''), '');
  assert.deepEqual([0, 0.001, 0.305, 0.914, 0.9998, 1].map(percent),
    ['0 %', '<1 %', '31 %', '91 %', '>99 %', '100 %']);
});
