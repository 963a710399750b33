// The page's files follow the project's rules, and browsers can use them unchanged under a strict security policy.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const kPage = fileURLToPath(new URL('../../apps/server/web/', import.meta.url));
const kTests = fileURLToPath(new URL('.', import.meta.url));
const files = new Map(readdirSync(kPage).map((name) => [name, readFileSync(kPage + name, 'utf8')]));
const scripts = [...files].filter(([name]) => name.endsWith('.js'));

// The relative paths that a file loads.
function named(text) {
  const patterns = [/from '\.\/([^']+)'/g, /import '\.\/([^']+)'/g, /new URL\('([^']+)', import\.meta\.url\)/g,
    /(?:src|href)="([^"#]+)"/g];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name));
}

test('everything that is named is there, and everything there is used', () => {
  const reached = new Set(['index.html']);
  for (const name of reached) {
    assert.ok(files.has(name), `${name} is not there`);
    named(files.get(name)).forEach((next) => reached.add(next));
  }
  assert.deepEqual([...files.keys()].filter((name) => !reached.has(name)), []);
});

test('nothing comes from another address', () => {
  for (const [name, text] of files) {
    const loads = [...text.matchAll(/(?:src|href|url|import|from|fetch)\s*[=(]?\s*['"(](?:https?:)?\/\/[^'"]*/g)];
    assert.deepEqual(loads.map(([found]) => found), [], name);
    assert.ok(!/@import|@font-face/.test(text), name);
  }
});

test('no code or style stands in the document, and none is made from text', () => {
  const page = files.get('index.html');
  assert.ok(!/<style|\sstyle=|\son\w+=|javascript:/.test(page));
  assert.ok([...page.matchAll(/<script\b[^>]*>/g)].every(([tag]) => tag.includes(' src=')));
  for (const [name, text] of scripts) {
    assert.ok(!/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/.test(text), name);
  }
});

test('files and functions are as short as they must be', () => {
  const tests = ['', 'browser/'].flatMap((folder) => readdirSync(kTests + folder)
    .filter((name) => name.endsWith('.js')).map((name) => [folder + name, readFileSync(kTests + folder + name, 'utf8')]));
  for (const [name, text] of [...files, ...tests]) {
    const lines = text.split('\n');
    assert.ok(lines.length <= 400, `${name}: ${lines.length} lines`);
    lines.forEach((line, i) => assert.ok(line.length <= 130, `${name}:${i + 1}: ${line.length} characters`));
  }
  for (const [name, text] of scripts) {
    for (const [body] of text.matchAll(/^( *)(?:export |async |static |function |#?\w+\().*\{\n(?:(?!\1\}).*\n)*/gm)) {
      if (/class /.test(body.split('\n')[0])) continue;
      assert.ok(body.split('\n').length <= 60, `${name}: ${body.split('\n')[0].trim()} is too long`);
    }
  }
});

test('every script says at its head which part it is', () => {
  for (const [name, text] of scripts) assert.match(text, /^\/\/ \S.*\.\n/, name);
});
