import { expect, it } from 'vitest';
import { eventually, graphql, startSandboxProcess, startService } from '../e2e/processes.ts';
import { DATABASE_URL, newDatabase } from '../support/postgres.ts';
import { finished, freePort, linesOf, newFolder, PATIENCE, rollcall, run, writeConfig } from './command.ts';

const GROUP = 'tencent:load-watched';
const INVITE = `mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) {
  results { ... on InviteMemberOutcome { membership { history { edges { cursor } } } } }
} }`;

/** Invites somebody, and tells where that began. */
async function invite(url: string, account: string): Promise<string> {
  const { data } = await graphql(url, INVITE, { input: { groupId: GROUP, members: [{ account }] } });
  return data.inviteMembers.results[0].membership.history.edges[0].cursor as string;
}

it(
  'tells every change once and in order, over a service that is killed and comes back',
  { timeout: 40_000 },
  async () => {
    await using sandbox = await startSandboxProcess();
    const settings = {
      ROLLCALL_CONFIG: writeConfig({ connections: sandbox.connections }),
      ROLLCALL_DATA_DIR: newFolder(),
      PORT: await freePort(),
    };
    await using first = await startService(settings);
    const cursor = await invite(first.url, 'first');
    await using watch = rollcall(['watch', GROUP, '--json', '--since', cursor], { ROLLCALL_URL: first.url });
    await invite(first.url, 'second');
    await watch.prints(/"account":"second".*"to":"JOINED"/);
    await first.program.end('SIGKILL');
    await using second = await startService(settings);
    // Before it has found back, or after: it is told all the same.
    await invite(second.url, 'third');
    await watch.prints(/"account":"third".*"to":"JOINED"/);
    await invite(second.url, 'fourth');
    await watch.prints(/"account":"fourth".*"to":"JOINED"/);
    watch.signal('SIGINT');
    const { code, stdout, stderr } = await finished(watch);
    expect(code).toBe(130);
    const changes = linesOf(stdout);
    expect(changes.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(changes.map(({ account, to }) => `${String(account)} ${String(to)}`)).toEqual([
      'first JOINED',
      ...['second', 'third', 'fourth'].flatMap((account) => [`${account} QUEUED`, `${account} JOINED`]),
    ]);
    expect(stderr).toContain('asking again');
    expect(stderr).toContain(`--since ${String(changes.at(-1)?.['cursor'])}`);
  },
);

it('is plain in a pipe: a line for each change, without colours', PATIENCE, async () => {
  await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  const cursor = await invite(service.url, 'somebody');
  await using watch = rollcall(['watch', GROUP, '--since', cursor], { ROLLCALL_URL: service.url });
  await watch.prints(/^\S+Z {2}somebody {2}QUEUED → JOINED {2}INVITE$/m);
});

const AWAY = 'tells what happened while the service was away, also before the first change of a group without members';
const LEAVE: NodeJS.Signals[] = ['SIGKILL', 'SIGTERM'];
it.each(LEAVE)(`${AWAY} (%s)`, PATIENCE, (signal) => watchWhileAway(signal, { ROLLCALL_DATA_DIR: newFolder() }));
it.skipIf(DATABASE_URL === undefined)(`${AWAY} (PostgreSQL)`, PATIENCE, async () =>
  watchWhileAway('SIGKILL', { DATABASE_URL: await newDatabase() }),
);

async function watchWhileAway(signal: NodeJS.Signals, store: Readonly<Record<string, string>>): Promise<void> {
  await using sandbox = await startSandboxProcess();
  const settings = {
    ROLLCALL_CONFIG: writeConfig({ connections: sandbox.connections }),
    ...store,
    PORT: await freePort(),
  };
  await using first = await startService(settings);
  await using watch = rollcall(['watch', GROUP, '--json'], { ROLLCALL_URL: first.url });
  await eventually('it watches', () => Promise.resolve(watch.stderr.includes('watching')));
  await first.program.end(signal);
  await eventually('it notices', () => Promise.resolve(watch.stderr.includes('asking again')));
  // Where the watch does not ask.
  await using elsewhere = await startService({ ...settings, PORT: '0' });
  await invite(elsewhere.url, 'first');
  expect(await elsewhere.program.end('SIGTERM')).toMatchObject({ code: 0 });
  expect(watch.stdout).toBe('');
  await using second = await startService(settings);
  await invite(second.url, 'second');
  await watch.prints(/"account":"second".*"to":"JOINED"/);
  watch.signal('SIGINT');
  const { code, stdout, stderr } = await finished(watch);
  expect(code).toBe(130);
  expect(linesOf(stdout).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  expect(stderr).toContain('the service is there again');
}

it('tells a place to go on from, also when nothing has happened', PATIENCE, async () => {
  await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  const environment = { ROLLCALL_URL: service.url };
  await using watch = rollcall(['watch', GROUP], environment);
  await eventually('it watches', () => Promise.resolve(watch.stderr.includes('watching')));
  watch.signal('SIGINT');
  const { stderr } = await finished(watch);
  const [, cursor] = /--since (\S+)`/.exec(stderr) ?? [];
  await invite(service.url, 'somebody');
  await using next = rollcall(['watch', GROUP, '--since', String(cursor)], environment);
  await next.prints(/somebody {2}\(unknown\) → QUEUED.*\n.*somebody {2}QUEUED → JOINED/);
});

it('watches no group of a connection that is not there', PATIENCE, async () => {
  await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  const watch = (group: string) => run(['watch', group], { ROLLCALL_URL: service.url });
  expect(await watch('nobody:a')).toMatchObject({
    code: 2,
    stderr: 'rollcall: the service has no connection nobody\n',
  });
  expect(await watch('nonsense')).toMatchObject({ code: 2 });
});

it('tells of a place that the store has lost, and nothing of going on from there', PATIENCE, async () => {
  const settings = { ROLLCALL_DATA_DIR: newFolder(), PORT: await freePort() };
  await using first = await startService(settings);
  await invite(first.url, 'somebody');
  await using watch = rollcall(['watch', GROUP], { ROLLCALL_URL: first.url });
  await eventually('it watches', () => Promise.resolve(watch.stderr.includes('watching')));
  await first.program.end('SIGKILL');
  await using _second = await startService({ ...settings, ROLLCALL_DATA_DIR: newFolder() });
  const { code, stderr } = await finished(watch);
  expect([code, stderr]).toEqual([1, expect.stringContaining('without --since the watch begins now')]);
  expect(stderr).not.toContain('goes on from here');
});

it('takes no cursor that is none', PATIENCE, async () => {
  await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  const { code, stderr } = await run(['watch', GROUP, '--since', 'nonsense'], { ROLLCALL_URL: service.url });
  expect([code, stderr]).toEqual([2, expect.stringContaining('after')]);
});
