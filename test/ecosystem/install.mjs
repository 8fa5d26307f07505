import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Installs the gateways, composers, clients and suites that the tests need, unless exactly these are there already. */

const folder = new URL('.', import.meta.url);
const wanted = readFileSync(new URL('package-lock.json', folder), 'utf8');
const installed = new URL('node_modules/.installed-lock.json', folder);

if (!existsSync(installed) || readFileSync(installed, 'utf8') !== wanted) {
  process.stderr.write('Installing the gateways, clients and suites of test/ecosystem; this takes a minute.\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(installed, wanted);
}
