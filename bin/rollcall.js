#!/usr/bin/env node
// npx and npm link point here from `npm ci` on, before anything is built, and whatever Node the machine has.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 24;
const main = new URL('../dist/cli/main.js', import.meta.url);

/** Says what is wrong and ends with 70: the command line itself cannot run. */
function end(message) {
  process.stderr.write(`rollcall: ${message}\n`);
  process.exit(70);
}

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE)
  end(
    `needs Node ${OLDEST_NODE} or newer, and this is ${process.version}; in its folder npx finds the one that \`npm ci\` installs`,
  );

if (!existsSync(main)) {
  process.stderr.write('rollcall: nothing is built yet; building once\n');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    // What the build says is no result of the command.
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0 || !existsSync(main)) end('the build failed: `npm ci && npm run build` shows why');
}

await import(main.href);
