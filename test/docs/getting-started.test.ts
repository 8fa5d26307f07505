import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, type Finished, finished, PATIENCE } from '../cli/command.ts';
import {
  COMPILE_CACHE,
  eventually,
  graphql,
  Program,
  type SandboxProcess,
  startSandboxProcess,
} from '../e2e/processes.ts';
import { readPage } from './pages/markdown.ts';
import { ROOT } from './pages/pages.ts';
import { commandsOf, linesOf, type Commands } from './pages/shell.ts';

const { blocks } = readPage(`${ROOT}docs/getting-started.md`);
const STEPS = commandsOf(blocks);

/** The one step that has this in it. */
function step(part: string): Commands {
  const found = STEPS.filter(({ text }) => text.includes(part));
  if (found.length !== 1) throw new Error(`${found.length} blocks of the page have ${part} in them`);
  return found[0] as Commands;
}

/** What Ctrl-C does, and more. */
function endGroup(program: Program, signal: NodeJS.Signals): Promise<unknown> {
  process.kill(-program.pid, signal);
  return program.ended;
}

/** The one block of a language that has this in it. */
const file = (language: string, part: string): string => {
  const found = blocks.filter((block) => block.language === language && block.text.includes(part));
  if (found.length !== 1) throw new Error(`${found.length} blocks of ${language} have ${part} in them`);
  return found[0]?.text ?? '';
};

const PROJECT = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { scripts: Record<string, string> };

/**
 * `npm ci` and the build before `npm start` are what `.ci/run` does on a fresh machine: here the start alone is carried out, for other tests
 * use what was built.
 */
const NPM = `npm() { case "$1" in ci) ;; start) ${String(PROJECT.scripts['start'])} ;; *) command npm "$@" ;; esac; }`;

describe('getting started', { timeout: 120_000 }, () => {
  const ran = new Set<Commands>();
  const running: Program[] = [];
  let folder = '';
  let port = '';
  let sandbox: SandboxProcess;
  /** Where the simulated providers of `npm start` are. */
  let simulated = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-getting-started-'));
    // The reader's folder, but for what is written into it.
    const entries = readdirSync(ROOT).filter((name) => !name.startsWith('.') && name !== 'data');
    for (const name of entries) symlinkSync(ROOT + name, join(folder, name));
    port = await freePort();
    sandbox = await startSandboxProcess();
  }, PATIENCE.timeout);
  afterAll(async () => {
    await Promise.all(running.filter(({ isOver }) => !isOver).map((program) => endGroup(program, 'SIGKILL')));
    await sandbox[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  /** The page's ports and hosts are put in place of, and nothing else. */
  const here = (text: string): string =>
    text
      .replaceAll('https://rollcall.example', `http://127.0.0.1:${port}`)
      .replaceAll('127.0.0.1:4000', `127.0.0.1:${port}`)
      .replaceAll('http://127.0.0.1:36255', simulated);

  function start(commands: Commands): Program {
    ran.add(commands);
    // With a group of its own, which Ctrl-C is for.
    const program = Program.run('setsid', ['bash', '-eo', 'pipefail', '-c', `${NPM}\n${here(commands.text)}`], {
      cwd: folder,
      env: {
        HOME: folder,
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        PORT: port,
        ROLLCALL_URL: `http://127.0.0.1:${port}/graphql`,
        ZIM_SECRET: '0123456789abcdef0123456789abcdef',
        ZIM_CALLBACK_SECRET: 'fedcba9876543210fedcba9876543210',
        npm_config_update_notifier: 'false',
        npm_config_offline: 'true',
      },
    });
    running.push(program);
    return program;
  }

  /** Carries a block out to its end, and compares what it prints with what the page says. */
  async function carryOut(commands: Commands, code = 0): Promise<Finished> {
    const done = await finished(start(commands));
    expect([done.code, done.stderr], `docs/getting-started.md:${commands.line}\n${done.stdout}`).toEqual([
      code,
      expect.not.stringContaining('command not found'),
    ]);
    if (commands.prints?.kind === 'json') expect(JSON.parse(done.stdout)).toEqual(JSON.parse(commands.prints.text));
    if (commands.prints?.kind === 'text') expect(linesOf(done.stdout)).toEqual(linesOf(commands.prints.text));
    return done;
  }

  async function serves(program: Program): Promise<void> {
    await program.prints(/^Rollcall serves /m);
  }

  it('leads from nothing to a first invite', async () => {
    const first = step('npm ci');
    const program = start(first);
    await serves(program);
    [, simulated = ''] = await program.prints(/five simulated providers at (\S+)/);
    expect(linesOf(program.stdout)).toEqual(linesOf(first.prints?.text ?? ''));
    // As it is pasted into the console, whose own tests press its buttons.
    const pasted = file('text', 'userb').trim().split('\n');
    const { data } = await graphql(
      `http://127.0.0.1:${port}`,
      'mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { results { __typename } } }',
      { input: { groupId: 'zim:groupA', members: pasted.map((account) => ({ account })) } },
    );
    expect(data.inviteMembers.results).toHaveLength(pasted.length);
    for (const path of ['/', '/playground']) expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
    await carryOut(step('invite zim:groupA alice'));
    await carryOut(step('carol'));
  });

  it('shows what happens later', async () => {
    const watching = start(step('rollcall watch'));
    await eventually('it watches', () => Promise.resolve(watching.stderr.includes('watching zim:groupA')));
    const leaving = step('"do":"leave"');
    await carryOut({ ...leaving, prints: null });
    ran.add(leaving);
    await watching.prints(/LEFT/);
    expect(linesOf(watching.stdout)).toEqual(linesOf(leaving.prints?.text ?? file('text', 'LEFT')));
    await endGroup(watching, 'SIGINT');

    const streaming = start(step('text/event-stream'));
    await streaming.prints(/^:/m);
    await graphql(
      `http://127.0.0.1:${port}`,
      'mutation { removeMembers(input: { groupId: "zim:groupA", accounts: ["bob"] }) { results { __typename } } }',
    );
    await streaming.prints(/^event: next\ndata: .*"to":"REMOVED".*"account":"bob"/m);
    await endGroup(streaming, 'SIGINT');
  });

  it('leads to a first real connection', async () => {
    const sandboxUrl = `${sandbox.url}/zim`;
    const atSandbox = (yaml: string): string => yaml.replace('https://zim-api.zego.im', sandboxUrl);
    const [without = '', withWebhooks = ''] = blocks
      .filter(({ language, text }) => language === 'yaml' && text.includes('zego-zim'))
      .map(({ text }) => text);
    expect(without).toContain('https://zim-api.zego.im');
    writeFileSync(join(folder, 'rollcall.yaml'), atSandbox(without));
    const checked = await carryOut(step('config check'));
    expect(checked.stdout).not.toContain('0123456789abcdef');

    await endFirst();
    const program = start(step('ROLLCALL_CONFIG=rollcall.yaml npm start'));
    await serves(program);
    expect(program.stdout).not.toContain('simulated');
    await carryOut(step('invite zim:groupA dave'));

    await program.end('SIGTERM');
    expect(withWebhooks).toContain('webhook:');
    writeFileSync(join(folder, 'rollcall.yaml'), atSandbox(withWebhooks));
    await serves(start(step('ROLLCALL_CONFIG=rollcall.yaml npm start')));
    // There is no certificate here, so that is what the doctor finds wrong, and nothing else.
    const { stdout } = await carryOut(step('--public-url'), 1);
    expect(stdout).toContain('takes no unsigned webhook');
    expect(stdout.match(/^ +(?:fault|warning) .*$/gm)).toEqual([
      expect.stringContaining('the address is not https'),
      expect.stringContaining('only machines nearby'),
    ]);
  });

  it('leads to a client', async () => {
    writeFileSync(join(folder, 'invite.mjs'), here(file('js', 'INVITE')));
    await carryOut(step('node invite.mjs'));
  });

  it('has no other commands, and names an install that is tried on a fresh machine', () => {
    expect(STEPS.length).toBeGreaterThan(8);
    expect(STEPS.filter((commands) => !ran.has(commands)).map(({ line, text }) => `${line}: ${text}`)).toEqual([]);
    const bare = blocks.filter(({ language }) => language === '').map(({ line }) => line);
    expect(bare).toEqual([]);
    expect(readFileSync(`${ROOT}.ci/run`, 'utf8')).toMatch(/^step 'npm ci' npm ci$[^]*npm start/m);
  });

  async function endFirst(): Promise<void> {
    const [first] = running;
    await first?.end('SIGTERM');
  }
});
