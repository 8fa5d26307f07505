import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Program } from '../e2e/processes.ts';
import { finished, newFolder, PATIENCE } from './command.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { bin, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  bin: { rollcall: string };
  engines: { node: string };
};

/** A clone in which nothing is built, and in which building is one statement. */
function clone(build: string): string {
  const folder = newFolder();
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(ROOT, bin.rollcall), join(folder, bin.rollcall));
  writeFileSync(join(folder, 'build.mjs'), `import fs from 'node:fs'; ${build}`);
  const scripts = { build: 'node build.mjs' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', scripts }));
  return join(folder, bin.rollcall);
}

it('can be linked before anything is built', () => {
  expect(statSync(join(ROOT, bin.rollcall)).mode & 0o111).toBe(0o111);
  expect(bin.rollcall).not.toMatch(/^dist/);
});

it('knows the Node that the package needs', () => {
  const [, oldest] = /OLDEST_NODE = (\d+)/.exec(readFileSync(join(ROOT, bin.rollcall), 'utf8')) ?? [];
  expect(`>=${String(oldest)}`).toBe(engines.node);
});

it('builds once when nothing is built, and goes on as the command that was asked for', PATIENCE, async () => {
  const program = clone(`
    console.log('built');
    fs.mkdirSync('dist/cli', { recursive: true });
    fs.writeFileSync('dist/cli/main.js', 'console.log(process.argv.slice(2).join()); process.exitCode = 3;');`);
  const first = await finished(Program.run(process.execPath, [program, 'watch', 'zim:a']));
  expect(first).toMatchObject({ code: 3, stdout: 'watch,zim:a\n' });
  expect(first.stderr).toMatch(/building once\nbuilt\n$/);
  const second = await finished(Program.run(process.execPath, [program, 'schema']));
  expect(second).toEqual({ code: 3, stdout: 'schema\n', stderr: '' });
});

it('says what to do when the build fails', PATIENCE, async () => {
  const { code, stdout, stderr } = await finished(Program.run(process.execPath, [clone('process.exit(1);')]));
  expect([code, stdout, stderr]).toEqual([70, '', expect.stringContaining('`npm ci && npm run build` shows why')]);
});
