// Packages that npm installed in EMOVOX_NODE_MODULES (the build folder), or beside these tests.
import { createRequire } from 'node:module';
import { join } from 'node:path';

export const load = createRequire(process.env.EMOVOX_NODE_MODULES
  ? join(process.env.EMOVOX_NODE_MODULES, 'node_modules', 'here.js') : import.meta.url);
