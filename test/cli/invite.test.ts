import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { InviteMembersInput } from '../../src/cli/service/__generated__/graphql.ts';
import { SECRET, signWithSecret } from '../access/issuer.ts';
import {
  eventually,
  graphql,
  type SandboxProcess,
  type Service,
  startSandboxProcess,
  startService,
} from '../e2e/processes.ts';
import { WireServer } from '../support/wire-server.ts';
import { finished, freePort, linesOf, newFolder, PATIENCE, rollcall, run, shell, writeConfig } from './command.ts';

const COUNTS = 'query ($id: ID!) { group(id: $id) { memberships(states: [JOINED]) { totalCount } } }';
const joinedIn = async (url: string, id: string): Promise<number> =>
  (await graphql(url, COUNTS, { id })).data.group.memberships.totalCount as number;

/** Numbered accounts. */
const accounts = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);

describe('rollcall invite', PATIENCE, () => {
  let service: Service;
  let environment: Record<string, string>;
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
    environment = { ROLLCALL_URL: service.url };
  }, PATIENCE.timeout);
  afterAll(() => service[Symbol.asyncDispose]());

  const writeFile = (name: string, text: string): string => {
    const path = join(newFolder(), name);
    writeFileSync(path, text);
    return path;
  };

  it('invites a thousand from a file, and counts what it leaves out', async () => {
    const named = accounts('user', 1_000);
    const file = writeFile(
      'people.txt',
      [...named.slice(0, 500), '', ...named.slice(400), ' user1 , user2'].join('\n'),
    );
    const { code, stdout, stderr } = await run(['invite', 'tencent:load-file', file], environment);
    expect([code, stdout]).toEqual([0, '    1000  joined\n']);
    expect(stderr).toContain('left out: 102 named more than once, 1 blank');
    expect(await joinedIn(service.url, 'tencent:load-file')).toBe(1_000);
  });

  it('takes the first column of a table', async () => {
    const file = writeFile('people.csv', 'account,name\nalice,"Alice, the first"\n"bob","Bob\nthe second"\n\ncarol\n');
    const { code, stdout, stderr } = await run(['invite', 'tencent:load-table', file], environment);
    expect([code, stdout, stderr]).toEqual([
      0,
      'alice  joined\nbob    joined\ncarol  joined\n       3  joined\n',
      expect.stringContaining('left out: 1 blank, 1 of headings'),
    ]);
  });

  it('takes the column whose heading names accounts, wherever it stands, without the marks of copied text', async () => {
    const file = writeFile(
      'people.csv',
      '\uFEFF姓名;微信号\r\nAlice;wxid_a\r\nBob;\u200Bwxid_b\u200B\r\nEva;wxid_b\r\n',
    );
    const { stdout, stderr } = await run(['invite', 'wechat:load-column@chatroom', file, '--json'], environment);
    const members = linesOf(stdout).filter(({ type }) => type === 'outcome');
    expect(members.map(({ account }) => account)).toEqual(['wxid_a', 'wxid_b']);
    expect(stderr).toContain('left out: 1 named more than once, 1 of headings');
  });

  it('reads the pipe that a shell makes', async () => {
    const { code, stdout } = await finished(
      shell('rollcall invite tencent:load-substitution <(seq 1 3) <(seq 3 5)', environment),
    );
    expect([code, stdout]).toEqual([0, expect.stringMatching(/\n {7}5 {2}joined\n$/)]);
  });

  it.each([
    ['people.txt', 'there is no file people.txt'],
    ['./people', 'there is no file ./people'],
    [tmpdir(), 'is a folder'],
  ])('does not take %s for an account', async (source, says) => {
    const { code, stderr } = await run(['invite', 'tencent:load-files', source], environment);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
    expect(stderr).toContain('--literal');
  });

  it('takes what can be no path for an account', async () => {
    const { code, stdout } = await run(['invite', 'tencent:load-long', 'x'.repeat(400)], environment);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^x{63}… {2}failed {8}INVALID_ACCOUNT: /)]);
  });

  it('tells a file that cannot be read as text', async () => {
    const path = join(newFolder(), 'people.txt');
    writeFileSync(path, Buffer.from([0xff, 0xfe, 0x61, 0x00]));
    const { code, stderr } = await run(['invite', 'tencent:load-files', path], environment);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not UTF-8')]);
  });

  it('takes a pipe, and gives one', async () => {
    const line = 'seq 1 25 | rollcall invite tencent:load-pipe - --json | grep -c MemberJoined';
    expect(await finished(shell(line, environment))).toMatchObject({ code: 0, stdout: '25\n' });
  });

  it('takes every argument for an account when it is told so', async () => {
    const file = writeFile('people.txt', 'alice');
    const { stdout } = await run(['invite', 'tencent:load-literal', '--literal', '-', 'p'], environment);
    expect(stdout).toBe('-  joined\np  joined\n       2  joined\n');
    const { code } = await run(['invite', 'tencent:load-literal', '--literal', file], environment);
    expect(code).toBe(1);
  });

  it('tells each of a few members, and ends with 1 when one is not in', async () => {
    const { code, stdout } = await run(['invite', 'tencent:load-mixed', 'ghost1', 'alice'], environment);
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ghost1 {2}failed {8}NOT_FOUND: /),
      'alice   joined',
      '       1  joined',
      '       1  failed',
      '',
    ]);
  });

  it('tells the failures of many by their reason', async () => {
    const file = writeFile('people.txt', [...accounts('user', 20), ...accounts('ghost', 7)].join('\n'));
    const { code, stdout } = await run(['invite', 'tencent:load-reasons', file, 'x'.repeat(40)], environment);
    expect(code).toBe(1);
    expect(stdout.split('\n').map((line) => line.trim())).toEqual([
      '20  joined',
      '8  failed',
      expect.stringMatching(/^7 {2}NOT_FOUND: /),
      'ghost1, ghost2, ghost3, ghost4, ghost5 and 2 more',
      expect.stringMatching(/^1 {2}INVALID_ACCOUNT: /),
      'x'.repeat(40),
      '',
    ]);
  });

  it('prints a line of JSON for each outcome, and one for the whole', async () => {
    const { code, stdout } = await run(['invite', 'zim:load-json', 'alice', 'ghost1', '--json'], environment);
    expect(code).toBe(1);
    expect(linesOf(stdout)).toEqual([
      expect.objectContaining({ type: 'outcome', account: 'alice', outcome: 'MemberJoined', state: 'JOINED' }),
      expect.objectContaining({ type: 'outcome', account: 'ghost1', outcome: 'MemberNotFound', state: 'FAILED' }),
      expect.objectContaining({ type: 'summary', joined: 1, failed: 1, invited: 0, allWell: false }),
    ]);
  });

  it('hands on what an invite may say, and what a provider does not take', async () => {
    const consent = ['invite', 'zim:load-consent', 'never1', '--require-consent', '--operator', 'u_owner'];
    expect(await run(consent, environment)).toMatchObject({
      code: 0,
      stdout: 'never1  invited       awaits CONSENT\n       1  invited\n',
    });
    const { code, stderr } = await run(['invite', 'zim:load-consent', 'bob', '--silent'], environment);
    expect([code, stderr]).toEqual([2, expect.stringContaining('input.silent: ')]);
  });

  it('leaves without waiting, and tells the results later', async () => {
    const left = await run(['invite', 'zim:load-later', 'alice', 'bob', '--no-wait', '--json'], environment);
    expect(left.code).toBe(0);
    const [{ operationId, members } = {}] = linesOf(left.stdout);
    expect(members).toBe(2);
    const results = await run(['results', String(operationId)], environment);
    expect(results).toMatchObject({ code: 0, stdout: 'alice  joined\nbob    joined\n       2  joined\n' });
    expect(await run(['results', 'no-such-operation'], environment)).toMatchObject({ code: 2 });
  });

  it('invites nobody in a dry run', async () => {
    const { code, stdout } = await run(['invite', 'tencent:load-dry', 'a', 'b', '--dry-run', '--json'], environment);
    expect(code).toBe(0);
    expect(linesOf(stdout)).toEqual([
      expect.objectContaining({ type: 'plan', members: 2, mutations: 1, calls: 1, membersPerCall: 500 }),
    ]);
    expect(await joinedIn(service.url, 'tencent:load-dry')).toBe(0);
    expect(await run(['invite', 'nobody:x', 'a', '--dry-run'], environment)).toMatchObject({ code: 2 });
  });

  it('sends more than fit into one mutation in several, and none of them twice', async () => {
    const file = writeFile('many.txt', accounts('member', 10_001).join('\n'));
    const parameters = ['invite', 'tencent:load-many', file, '--json', '--idempotency-key', 'many', '--no-wait'];
    const first = linesOf((await run(parameters, environment)).stdout);
    expect(first.map(({ members }) => members)).toEqual([10_000, 1]);
    expect(linesOf((await run(parameters, environment)).stdout)).toEqual(first);
  });
});

describe('rollcall invite, where the service or its caller is interrupted', PATIENCE, () => {
  let sandbox: SandboxProcess;
  beforeAll(async () => {
    sandbox = await startSandboxProcess();
  }, PATIENCE.timeout);
  afterAll(() => sandbox[Symbol.asyncDispose]());

  /** Slow enough to be met in the middle: 20 calls, ten a second. */
  const slowConfig = (): string => {
    const limits = { membersPerCall: 50, callsPerSecond: 10 };
    return writeConfig({
      connections: sandbox.connections.filter(({ id }) => id === 'tencent').map((one) => ({ ...one, limits })),
    });
  };
  const people = (): string => {
    const path = join(newFolder(), 'people.txt');
    writeFileSync(path, accounts('user', 1_000).join('\n'));
    return path;
  };

  it('goes on when the service was killed and is there again', async () => {
    const settings = { ROLLCALL_CONFIG: slowConfig(), ROLLCALL_DATA_DIR: newFolder(), PORT: await freePort() };
    await using first = await startService(settings);
    await using command = rollcall(['invite', 'tencent:load-killed', people()], { ROLLCALL_URL: first.url });
    await eventually('some are settled', () => Promise.resolve(/ settled/.test(command.stderr)));
    await first.program.end('SIGKILL');
    await eventually('the command notices', () => Promise.resolve(/asking again/.test(command.stderr)));
    await using second = await startService(settings);
    const { code, stdout, stderr } = await finished(command);
    expect([code, stderr]).toEqual([0, expect.stringContaining('the service is there again')]);
    const [joined = 0, already = 0] = [/(\d+) {2}joined/, /(\d+) {2}already in/].map((pattern) =>
      Number(pattern.exec(stdout)?.[1] ?? 0),
    );
    expect(joined + already).toBe(1_000);
    expect(await joinedIn(second.url, 'tencent:load-killed')).toBe(1_000);
  });

  it('ends with 130 when it is interrupted, says how to go on, and the invites go on', async () => {
    await using service = await startService({ ROLLCALL_CONFIG: slowConfig(), ROLLCALL_DATA_DIR: ':memory:' });
    const environment = { ROLLCALL_URL: service.url };
    await using command = rollcall(['invite', 'tencent:load-left', people()], environment);
    await eventually('some are settled', () => Promise.resolve(/ settled/.test(command.stderr)));
    command.signal('SIGINT');
    const { code, stderr } = await finished(command);
    expect(code).toBe(130);
    const [, operationId] = /`rollcall results (\S+)`/.exec(stderr) ?? [];
    const results = await run(['results', String(operationId)], environment);
    expect(results).toMatchObject({ code: 0, stdout: '    1000  joined\n' });
  });

  it('tells how to go on when what becomes of a mutation is not known, or only some were taken', async () => {
    await using service = await startService({ ROLLCALL_CONFIG: slowConfig(), ROLLCALL_DATA_DIR: ':memory:' });
    // Stands between: what is asked arrives, what is answered does not.
    const between = await WireServer.start();
    onTestFinished(() => between.stop());
    between.react(() => 'break');
    const invite = (...more: string[]) => ['invite', 'tencent:load-doubt', 'alice', '--json', ...more];
    const lost = await run(invite('--url', between.url), {});
    expect(lost.code).toBe(3);
    const [, key] = /0 of 1 mutations .*--idempotency-key (\S+) /.exec(lost.stderr) ?? [];
    const [{ body } = { body: null }] = between.seen;
    const { input } = (body as { variables: { input: InviteMembersInput } }).variables;
    await graphql(service.url, 'mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { repeated } }', {
      input,
    });
    const again = await run(invite('--idempotency-key', String(key)), { ROLLCALL_URL: service.url });
    expect(again.code).toBe(0);
    expect(linesOf(again.stdout)[0]).toMatchObject({ account: 'alice', outcome: 'MemberJoined' });

    const counts = { total: 10_000 };
    const taken = { data: { inviteMembers: { operation: { id: 'operation-1', status: 'RUNNING', counts } } } };
    const refusal = { errors: [{ message: 'the token has expired', extensions: { code: 'UNAUTHENTICATED' } }] };
    const answers = [taken, refusal];
    between.react(() => ({ body: answers.shift() }));
    const many = join(newFolder(), 'many.txt');
    writeFileSync(many, accounts('member', 10_001).join('\n'));
    const partly = await run(['invite', 'tencent:load-partly', many, '--url', between.url], {});
    expect(partly.code).toBe(4);
    expect(partly.stderr.split('\n')).toEqual([
      expect.stringContaining('the token has expired; '),
      expect.stringContaining('`rollcall results operation-1` follows them'),
      expect.stringContaining('1 of 2 mutations are known to be stored'),
      '',
    ]);
  });

  it('tells nothing of going on when nothing was begun', async () => {
    const { stderr } = await run(['invite', 'zim:a', 'b'], { ROLLCALL_URL: await WireServer.unreachableUrl() });
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('nothing listens there')]);
  });

  it('is understood by a service that takes no documents but those that are published', async () => {
    const trusted = new URL('../../schema/client/persisted-documents.json', import.meta.url).pathname;
    const config = writeConfig({ documents: { trusted, onlyTrusted: true }, connections: sandbox.connections });
    await using service = await startService({ ROLLCALL_CONFIG: config, ROLLCALL_DATA_DIR: ':memory:' });
    const environment = { ROLLCALL_URL: service.url };
    expect(await run(['invite', 'zim:load-trusted', 'alice'], environment)).toMatchObject({ code: 0 });
    expect(await run(['invite', 'zim:load-trusted', 'alice', '--dry-run'], environment)).toMatchObject({ code: 0 });
    await using watch = rollcall(['watch', 'zim:load-trusted'], environment);
    await eventually('it watches', () => Promise.resolve(watch.stderr.includes('watching')));
  });

  it('ends with 4 when it is not allowed, and never shows its token', async () => {
    const config = writeConfig({ auth: { jwt: { secret: SECRET } }, connections: sandbox.connections });
    await using service = await startService({ ROLLCALL_CONFIG: config, ROLLCALL_DATA_DIR: ':memory:' });
    const invite = async (token: string) =>
      run(['--debug', 'invite', 'zim:load-1', 'alice'], { ROLLCALL_URL: service.url, ROLLCALL_TOKEN: token });
    const reads = await signWithSecret({ sub: 'reader', scope: 'membership:read' });
    const invites = await signWithSecret({ sub: 'inviter', scope: 'membership:invite membership:read' });
    const answers = [await invite(''), await invite('nonsense'), await invite(reads), await invite(invites)];
    expect(answers.map(({ code }) => code)).toEqual([4, 4, 4, 0]);
    const printed = answers.map(({ stdout, stderr }) => stdout + stderr).join('');
    for (const token of ['nonsense', reads, invites]) expect(printed).not.toContain(token);
  });
});
