import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SANDBOX_GROUPS } from '../../src/sandbox/worlds.ts';
import { finished, PATIENCE } from '../cli/command.ts';
import { Program, type SandboxProcess, startSandboxProcess } from '../e2e/processes.ts';
import { readPage } from './pages/markdown.ts';
import { ROOT } from './pages/pages.ts';
import { codeIn } from './pages/tables.ts';

const PATH = `${ROOT}docs/sandbox.md`;

test('the page on the sandbox names every group that it has', () => {
  const named = codeIn(readFileSync(PATH, 'utf8'));
  const groups = Object.values(SANDBOX_GROUPS).flatMap((world) => world.groups.map(({ id }) => id));
  expect(groups.length).toBeGreaterThan(20);
  expect(groups.filter((id) => !named.includes(id))).toEqual([]);
});

describe('a command of the page on the sandbox', () => {
  const commands = readPage(PATH)
    .blocks.filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.trim().split('\n'));
  let sandbox: SandboxProcess;
  let home: string;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'rollcall-docs-'));
    // So that an answer that refuses is a failure of the command.
    writeFileSync(join(home, '.curlrc'), 'fail-with-body\n');
    sandbox = await startSandboxProcess();
  }, PATIENCE.timeout);
  afterAll(async () => {
    await sandbox[Symbol.asyncDispose]();
    rmSync(home, { recursive: true });
  });

  test('is there', () => {
    expect(commands.length).toBeGreaterThan(6);
  });

  test.each(commands)('is carried out: %s', async (command) => {
    const here = command.replaceAll('http://127.0.0.1:4100', sandbox.url);
    expect(here).not.toBe(command);
    const { code, stdout } = await finished(Program.run('bash', ['-c', here], { env: { HOME: home } }));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^[{[]/)]);
  });
});
