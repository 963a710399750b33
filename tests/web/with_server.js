// Runs the browser tests against `emovox serve`, with a voice whose emotion `emovox predict` has predicted:
//
// node tests/web/with_server.js EMOVOX RECORDING
//
// Exits with 77 if the recording does not exist.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { padWav } from './wav.js';

const kBefore = 0.5;  // seconds of silence around the voice: the microphone plays it again and again,
const kAfter = 2;     // and an utterance ends with silence
const [, , emovox, recording] = process.argv;
const tests = fileURLToPath(new URL('./browser/', import.meta.url));

function labelOf(wav) {
  const { status, stdout, stderr } = spawnSync(emovox, ['predict', wav, '--format', 'jsonl'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout).label;
}

/// {process, address} once it listens.
async function startServer() {
  const server = spawn(emovox, ['serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = await once(createInterface(server.stdout), 'line');
  return { server, address: line.replace('listening on ', '') };
}

async function run(folder) {
  const wav = join(folder, 'spoken words.wav');
  writeFileSync(wav, padWav(readFileSync(recording), kBefore, kAfter));
  const label = labelOf(wav);
  const { server, address } = await startServer();
  console.log(`${address} before the browser, which hears ${label}`);
  const env = { ...process.env, EMOVOX_URL: address, EMOVOX_WAV: wav, EMOVOX_LABEL: label };
  const failed = readdirSync(tests).filter((name) => name.endsWith('_test.js')).filter((name) =>
    spawnSync(process.execPath, ['--test', join(tests, name)], { env, stdio: 'inherit' }).status !== 0);
  server.kill('SIGTERM');
  const [status] = await once(server, 'exit');
  assert.equal(status, 0, 'the server ends well');
  assert.deepEqual(failed, []);
}

if (!existsSync(recording)) {
  console.log(`${recording} is not there: skipped`);
  process.exit(77);
}
const folder = mkdtempSync(join(tmpdir(), 'emovox-server-'));
try {
  await run(folder);
} finally {
  rmSync(folder, { recursive: true });
}
