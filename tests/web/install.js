// Installs what package-lock.json names: node install.js FOLDER
//
// It replaces npm, because Debian's npm conflicts with Node packages of other vendors. Each package is
// fetched once, compared with its checksum and unpacked into FOLDER/node_modules.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const kRegistry = 'https://registry.npmjs.org';

async function install(place, { version, integrity }, folder) {
  const name = place.replace('node_modules/', '');
  const resolved = `${kRegistry}/${name}/-/${name}-${version}.tgz`;
  const target = join(folder, place);
  const stamp = join(target, '.integrity');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === integrity) return;
  const bytes = await fetchBytes(resolved);
  const [algorithm, expected] = integrity.split(/-(.*)/);
  const found = createHash(algorithm).update(bytes).digest('base64');
  if (found !== expected) throw new Error(`${resolved}: checksum is ${found}; must be ${expected}`);
  const fresh = `${target}.fresh`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const tar = spawnSync('tar', ['-xz', '--strip-components=1', '-C', fresh], { input: bytes });
  if (tar.status !== 0) throw new Error(`${resolved}: tar could not unpack it: ${tar.stderr}`);
  writeFileSync(join(fresh, '.integrity'), integrity);
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  console.log(`${place} ${version}`);
}

async function fetchBytes(address) {
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw new Error(`${address}: could not be fetched (${error.cause?.message ?? error.message}); ` +
      'must be reachable when the build is configured for the first time');
  }
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error('install.js: no folder given; must be node install.js FOLDER');
const lock = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url)));
for (const [place, entry] of Object.entries(lock.packages)) {
  if (place !== '') await install(place, entry, folder);
}
