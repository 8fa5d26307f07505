import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Installs the packages of each named folder of `test`, which are never shipped, unless exactly these are there already. */

for (const name of process.argv.slice(2)) {
  const folder = new URL(`${name}/`, import.meta.url);
  const wanted = readFileSync(new URL('package-lock.json', folder), 'utf8');
  const installed = new URL('node_modules/.installed-lock.json', folder);
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) continue;
  process.stderr.write(`Installing the packages of test/${name}; this takes up to a minute.\n`);
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(installed, wanted);
}
