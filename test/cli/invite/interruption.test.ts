import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { InviteMembersInput } from '../../../src/cli/service/__generated__/graphql.ts';
import { SECRET, signWithSecret } from '../../access/issuer.ts';
import { eventually, graphql, type SandboxProcess, startSandboxProcess, startService } from '../../e2e/processes.ts';
import { WireServer } from '../../support/wire-server.ts';
import { finished, freePort, linesOf, newFolder, PATIENCE, rollcall, run, writeConfig } from '../command.ts';
import { accounts, joinedIn } from './people.ts';

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
    const trusted = new URL('../../../schema/client/persisted-documents.json', import.meta.url).pathname;
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
