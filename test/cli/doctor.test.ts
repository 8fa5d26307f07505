import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { inspectWay } from '../../src/cli/doctor/connection/chat.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { type SandboxProcess, startSandboxProcess, startService } from '../e2e/processes.ts';
import { type WireReaction, WireServer } from '../support/wire-server.ts';
import { newFolder, PATIENCE, run, writeConfig } from './command.ts';

interface Finding {
  readonly subject: string;
  readonly check: string;
  readonly verdict: string;
  readonly code: string;
  readonly why: string;
  readonly advice: string | null;
}

type Changes = Readonly<Record<string, object>>;

describe('rollcall doctor', PATIENCE, () => {
  let sandbox: SandboxProcess;
  beforeAll(async () => {
    sandbox = await startSandboxProcess();
  }, PATIENCE.timeout);
  afterAll(() => sandbox[Symbol.asyncDispose]());
  afterEach(() => fetch(`${sandbox.url}/reset`, { method: 'POST' }));

  const order = async (body: object): Promise<void> => {
    const response = await fetch(`${sandbox.url}/control`, { method: 'POST', body: JSON.stringify(body) });
    expect(response.status).toBe(200);
  };

  /** The sandbox's connections that are named, each with what is changed in it; undefined leaves a key out. */
  const connections = (changes: Changes) =>
    sandbox.connections.filter(({ id }) => id in changes).map((one) => ({ ...one, ...changes[one.id] }));

  /** What the doctor finds wrong, and the code with which it ends. */
  async function examine(changes: Changes, parameters: string[] = [], environment: Record<string, string> = {}) {
    const config = writeConfig({ connections: connections(changes) });
    const { code, stdout } = await run(['doctor', '--config', config, '--json', ...parameters], {
      PORT: '0',
      ROLLCALL_DATA_DIR: join(newFolder(), 'data'),
      ...environment,
    });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    for (const { verdict, advice } of findings) expect(advice === null).toBe(!['warning', 'fault'].includes(verdict));
    const wrong = findings.filter(({ verdict }) => verdict === 'warning' || verdict === 'fault');
    return { code, findings, wrong: wrong.map((finding) => `${finding.subject}: ${finding.verdict} ${finding.code}`) };
  }

  /** A server in a provider's place. */
  async function stand(react: () => WireReaction): Promise<string> {
    const server = await WireServer.start();
    server.react(react);
    onTestFinished(() => server.stop());
    return server.url;
  }

  const ALL: Changes = { wechat: {}, tencent: {}, 'tencent-app': {}, imkit: {}, zim: {} };

  it('tells a dozen planted faults apart, each with what to do', async () => {
    const answer = (body: object, more: object = {}) => stand(() => ({ body, ...more }));
    const hourAgo = { date: new Date(Date.now() - 3_600_000).toUTCString() };
    const page = await stand(() => ({ status: 200, text: '<html></html>' }));
    const planted: readonly [plant: string, like: string, changes: object, code: string][] = [
      ['wrong secret', 'tencent', { secretKey: 'not-the-key' }, 'wrong-credential'],
      ['wrong region', 'tencent', { sdkAppId: 1_400_000_001 }, 'wrong-app-or-region'],
      ['not an administrator', 'tencent', { administrator: 'somebody' }, 'wrong-account'],
      ['plan over', 'tencent', { baseUrl: await answer({ ErrorCode: 60_020 }) }, 'app-closed'],
      ['clock off', 'imkit', { baseUrl: await answer({ RC: 404 }, { headers: hourAgo }) }, 'clock-off'],
      ['quota 0', 'tencent', { baseUrl: await answer({ ErrorCode: 60_007 }) }, 'no-quota'],
      ['limits too high', 'zim', { limits: { callsPerSecond: 50 } }, 'limits-above-provider'],
      ['device offline', 'wechat', { baseUrl: await answer({ ret: 200, msg: 'ok', data: false }) }, 'logged-out'],
      ['provider down', 'imkit', { baseUrl: await answer({}, { status: 502 }) }, 'provider-failed'],
      ['another server', 'wechat', { baseUrl: page }, 'not-the-provider'],
      ['nobody listens', 'zim', { baseUrl: await WireServer.unreachableUrl() }, 'unreachable-refused'],
      ['no such host', 'zim', { baseUrl: 'https://provider.invalid' }, 'unreachable-unknown-host'],
      ['no TLS', 'imkit', { baseUrl: page.replace('http:', 'https:') }, 'unreachable-certificate'],
      ['webhook unsigned', 'tencent', { webhook: undefined }, 'webhook-without-secret'],
      ['webhook guessable', 'imkit', { webhook: { pathSecret: 'short' } }, 'webhook-secret-short'],
    ];
    const config = writeConfig({
      connections: planted.map(([plant, like, changes]) => {
        const well = sandbox.connections.find(({ id }) => id === like);
        return { ...well, ...changes, id: plant.replaceAll(' ', '-') };
      }),
    });
    const environment = { PORT: '0', ROLLCALL_DATA_DIR: join(newFolder(), 'data') };
    const { code, stdout } = await run(['doctor', '--config', config, '--json'], environment);
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    const wrong = findings.filter(({ verdict }) => verdict === 'warning' || verdict === 'fault');
    expect(wrong.map(({ subject, code: told }) => [subject, told])).toEqual(
      planted.map(([plant, , , expected]) => [plant.replaceAll(' ', '-'), expected]),
    );
    expect(new Set(wrong.map(({ advice }) => advice)).size).toBe(planted.length);
    expect(code).toBe(1);
  });

  it('tells of the driver chat what can be told without a login', async () => {
    const { sdkAppId, secretKey } = sandbox.connections.find(({ id }) => id === 'tencent') as Record<string, unknown>;
    const chat = { id: 'chat', provider: 'tencent-im-sdk', driver: 'chat', sdkAppId, secretKey, operator: 'u_owner' };
    const told = async (changes: object, parts: Changes, environment: Record<string, string> = {}) => {
      const config = writeConfig({ connections: [...connections(parts), { ...chat, ...changes }] });
      const { stdout } = await run(['doctor', '--config', config, '--json'], {
        PORT: '0',
        ROLLCALL_DATA_DIR: join(newFolder(), 'data'),
        ...environment,
      });
      const { findings } = JSON.parse(stdout) as { findings: Finding[] };
      const about = findings.filter(({ subject, check }) => subject === 'chat' && /SDK|credentials/.test(check));
      return about.map(({ verdict, code }) => `${verdict} ${code}`);
    };
    const notTheKey = 'f'.repeat(64);
    expect(await told({}, { tencent: {} })).toEqual(['ok ok', 'ok ok']);
    expect(await told({ secretKey: notTheKey }, { tencent: {} })).toEqual(['ok ok', 'fault wrong-credential']);
    const stranger = { tencent: { administrator: 'somebody' } };
    expect(await told({ secretKey: notTheKey }, stranger)).toEqual(['ok ok', 'fault wrong-credential']);
    expect(await told({ secretKey: notTheKey }, {})).toEqual(['ok ok', 'skipped skipped']);
    expect(await told({ secretKey: 'short' }, {})).toEqual(['ok ok', 'warning secret-malformed']);
    const hide = join(newFolder(), 'hide.mjs');
    writeFileSync(
      hide,
      `import Module from 'node:module';
      const resolve = Module._resolveFilename;
      Module._resolveFilename = (name, ...rest) => resolve(name.startsWith('@tencentcloud/') ? name + '-gone' : name, ...rest);`,
    );
    expect(await told({}, {}, { NODE_OPTIONS: `--import=${hide}` })).toContain('fault sdk-missing');
  });

  it('takes any of the hosts of the SDK for a way there', async () => {
    const there = new URL(await stand(() => ({ status: 404, body: {} })));
    const gone = new URL(await WireServer.unreachableUrl());
    const look = (urls: readonly URL[]) => inspectWay('chat', urls, { clock: systemClock });
    expect(await look([gone, there])).toMatchObject({ verdict: 'ok', why: `${there.host} answers` });
    expect(await look([gone, gone])).toMatchObject({ verdict: 'fault', code: 'unreachable-refused' });
    expect(await look([])).toMatchObject({ verdict: 'skipped' });
  });

  it('finds nothing wrong where all is well, and disturbs nobody', async () => {
    const { code, findings, wrong } = await examine(ALL, ['--group', 'zim:groupA']);
    expect([code, wrong]).toEqual([0, []]);
    expect(findings.find(({ check }) => check === 'group')?.why).toContain('groupA is there');
    const journal = (await (await fetch(`${sandbox.url}/journal`)).json()) as { entries: { accounts: string[] }[] };
    expect(journal.entries.flatMap(({ accounts }) => accounts)).toEqual([]);
  });

  it('tells wrong secrets, and shows none', async () => {
    const { code, wrong, findings } = await examine({
      wechat: { token: 'not-the-token' },
      tencent: { secretKey: 'not-the-key' },
      imkit: { token: 'not-the-token' },
      zim: { serverSecret: 'not-the-secret' },
    });
    expect(code).toBe(1);
    expect(wrong).toEqual(['wechat', 'tencent', 'imkit', 'zim'].map((id) => `${id}: fault wrong-credential`));
    const told = findings.filter(({ code: one }) => one === 'wrong-credential').map(({ why }) => why);
    for (const [index, key] of ['token', 'secretKey', 'token', 'serverSecret'].entries())
      expect(told[index]).toContain(`(${key}`);
    expect(JSON.stringify(findings)).not.toContain('not-the');
  });

  it('tells a host that answers and is not the provider, and an app that another region has', async () => {
    const page = await stand(() => ({ status: 200, text: '<html></html>' }));
    const elsewhere = { baseUrl: page };
    const { code, wrong } = await examine({
      wechat: elsewhere,
      tencent: { sdkAppId: 1_400_000_001 },
      'tencent-app': elsewhere,
      imkit: elsewhere,
      zim: { baseUrl: `${sandbox.url}/no-provider` },
    });
    expect([code, wrong]).toEqual([
      1,
      [
        'wechat: fault not-the-provider',
        'tencent: fault wrong-app-or-region',
        'tencent-app: fault not-the-provider',
        'imkit: fault not-the-provider',
        'zim: fault not-the-provider',
      ],
    ]);
  });

  it('tells a clock that is off by the date of an answer, and by what signatures are answered', async () => {
    const hourAgo = new Date(Date.now() - 3_600_000).toUTCString();
    const room = await stand(() => ({ status: 404, headers: { date: hourAgo }, body: { RC: 404, RM: 'no room' } }));
    await order({ connection: 'tencent', calls: 'reads', code: { code: 70001, times: 1 } });
    await order({ connection: 'zim', calls: 'reads', code: { code: 100000004, times: 1 } });
    const { code, wrong, findings } = await examine({ tencent: {}, imkit: { baseUrl: room }, zim: {} });
    expect([code, wrong]).toEqual([1, ['tencent', 'imkit', 'zim'].map((id) => `${id}: fault clock-off`)]);
    expect(findings.map(({ why }) => why)).toContainEqual(
      expect.stringMatching(/our clock is 3[56]\d\d seconds ahead of that of the provider/),
    );
  });

  it('tells why a provider is not reached', async () => {
    await order({ connection: 'imkit', hang: true });
    await order({ connection: 'tencent', down: true });
    const { code, wrong } = await examine({
      wechat: { baseUrl: await WireServer.unreachableUrl() },
      tencent: {},
      imkit: { timeoutMs: 300 },
      zim: { baseUrl: 'http://provider.invalid' },
    });
    expect([code, wrong]).toEqual([
      1,
      [
        'wechat: fault unreachable-refused',
        'tencent: fault unreachable-broken',
        'imkit: fault unreachable-timeout',
        'zim: fault unreachable-unknown-host',
      ],
    ]);
  });

  it('tells a quota that is not there', async () => {
    for (const connection of ['wechat', 'tencent', 'tencent-app', 'imkit', 'zim'])
      await order({ connection, rateLimited: true });
    const { code, wrong } = await examine(ALL);
    expect([code, wrong]).toEqual([1, Object.keys(ALL).map((id) => `${id}: fault no-quota`)]);
  });

  it('does not take one call too many for a quota that is not there', async () => {
    await order({ connection: 'tencent', calls: 'reads', failNext: { rateLimited: true, times: 1 } });
    expect(await examine({ tencent: {} })).toMatchObject({ code: 0, wrong: [] });
  });

  it('tells accounts in whose name nothing can be asked', async () => {
    const { code, wrong } = await examine({ tencent: { administrator: 'somebody' }, zim: { operator: 'ghost-owner' } });
    expect([code, wrong]).toEqual([1, ['tencent: fault wrong-account', 'zim: fault wrong-account']]);
  });

  it.each([
    ['wechat:no-such@chatroom', 'wechat: fault group-not-shown'],
    ['tencent:no-such-group', 'tencent: fault group-unknown'],
    ['imkit:no-such-room', 'imkit: fault group-unknown'],
    ['zim:no-such-group', 'zim: fault group-unknown'],
  ])('tells that %s is not there', async (group, expected) => {
    const [id = ''] = group.split(':');
    expect(await examine({ [id]: {} }, ['--group', group])).toMatchObject({ code: 1, wrong: [expected] });
  });

  it('tells webhooks that are not taken because nothing tells them from forgeries, or could be guessed', async () => {
    const { code, wrong } = await examine({
      tencent: { webhook: undefined },
      imkit: { webhook: { pathSecret: 'short' } },
    });
    expect([code, wrong]).toEqual([
      0,
      ['tencent: warning webhook-without-secret', 'imkit: warning webhook-secret-short'],
    ]);
  });

  it('tells an address to which no provider posts, or behind which is nobody', async () => {
    const config = writeConfig({ connections: connections({ zim: {} }) });
    await using service = await startService({ ROLLCALL_CONFIG: config, ROLLCALL_DATA_DIR: ':memory:' });
    const here = await examine({ zim: {} }, ['--public-url', service.url]);
    expect(here.wrong).toEqual(['zim: fault webhook-not-https', 'zim: warning webhook-not-public']);
    expect(here.findings.at(-1)?.why).toContain('takes no unsigned webhook');

    const nowhere = (await WireServer.unreachableUrl()).replace('http:', 'https:');
    const unreachable = await examine({ zim: {} }, ['--public-url', nowhere]);
    expect(unreachable.wrong).toEqual(['zim: warning webhook-not-public', 'zim: fault webhook-unreachable']);

    const open = await stand(() => ({ status: 200, body: {} }));
    expect((await examine({ zim: {} }, ['--public-url', open])).wrong).toContain('zim: fault webhook-unsigned');
    const other = await stand(() => ({ status: 404, body: {} }));
    expect((await examine({ zim: {} }, ['--public-url', other])).wrong).toContain('zim: fault webhook-elsewhere');
  });

  it('tells a store that cannot be written, and one that is down', async () => {
    const file = join(newFolder(), 'a-file');
    writeFileSync(file, '');
    const written = await examine({ zim: {} }, [], { ROLLCALL_DATA_DIR: join(file, 'data') });
    expect(written).toMatchObject({ code: 1, wrong: ['store: fault store-not-writable'] });
    const { port } = new URL(await WireServer.unreachableUrl());
    const database = `postgres://rollcall:database-password@127.0.0.1:${port}/rollcall`;
    const down = await examine({ zim: {} }, [], { DATABASE_URL: database, EVENTS_URL: `nats://127.0.0.1:${port}` });
    expect(down).toMatchObject({
      code: 1,
      wrong: ['store: fault store-unreachable', 'events: fault wire-unreachable'],
    });
    expect(JSON.stringify(down.findings)).not.toContain('database-password');
  });

  it('tells a port that is taken, and one that this service has', async () => {
    const taken = await stand(() => ({ status: 404, body: {} }));
    const other = await examine({ zim: {} }, [], { PORT: new URL(taken).port });
    expect(other).toMatchObject({ code: 1, wrong: ['server: fault address-unusable'] });
    const folder = newFolder();
    const config = writeConfig({ connections: connections({ zim: {}, imkit: {} }) });
    await using service = await startService({ ROLLCALL_CONFIG: config, ROLLCALL_DATA_DIR: folder });
    const environment = { PORT: new URL(service.url).port, ROLLCALL_DATA_DIR: folder };
    const own = await examine({ zim: {}, imkit: {} }, [], environment);
    expect(own.wrong).toEqual([]);
    const why = own.findings.map((finding) => finding.why);
    expect(why).toContainEqual(expect.stringContaining('serves at port'));
    expect(why).toContainEqual('it reaches its store and its providers');
    expect(why).toContainEqual(expect.stringContaining('a running process holds'));
    const changed = await examine({ zim: {}, tencent: {} }, [], environment);
    expect(changed.wrong).toEqual(['server: warning service-outdated']);
  });

  it('tells what a service that runs does not reach', async () => {
    const gone = { zim: { baseUrl: await WireServer.unreachableUrl() } };
    const config = writeConfig({ connections: connections(gone) });
    await using service = await startService({ ROLLCALL_CONFIG: config, ROLLCALL_DATA_DIR: ':memory:' });
    const { wrong, findings } = await examine({ zim: {} }, [], { PORT: new URL(service.url).port });
    expect(wrong).toEqual(['server: warning service-lacks']);
    expect(findings.find(({ code }) => code === 'service-lacks')?.why).toContain('zim unreachable');
  });

  it('tells a PORT that is none', async () => {
    const withFile = await examine({ zim: {} }, [], { PORT: 'abc' });
    expect(withFile).toMatchObject({ code: 1, wrong: ['configuration: fault configuration'] });
    const { code, stdout } = await run(['doctor'], { PORT: 'abc', ROLLCALL_DATA_DIR: newFolder() });
    expect([code, stdout]).toEqual([1, expect.stringContaining('PORT           it is "abc", and no port')]);
  });

  it('tells every mistake of a configuration, and goes on with what it can', async () => {
    const config = writeConfig({ colour: 'blue', connections: [{ id: 'a', provider: 'pigeon' }] });
    const { code, stdout } = await run(['doctor', '--config', config], { PORT: '0', ROLLCALL_DATA_DIR: newFolder() });
    expect(code).toBe(1);
    expect(stdout).toContain('colour: is not a key that is known here');
    expect(stdout).toContain('connections[0].provider: must be one of');
    expect(stdout).toMatch(/^store$/m);
    expect(stdout).toMatch(/2 faults, 0 warnings\n$/);
  });

  it('tells access that is open, secrets that can be guessed, and keys that are not there', async () => {
    const access = async (auth: unknown, host = '127.0.0.1') => {
      const config = writeConfig({ server: { host, port: 0 }, auth, connections: connections({ zim: {} }) });
      const { stdout } = await run(['doctor', '--config', config, '--json'], { ROLLCALL_DATA_DIR: newFolder() });
      const { findings } = JSON.parse(stdout) as { findings: Finding[] };
      return findings.filter(({ subject }) => subject === 'access').map(({ verdict, code }) => `${verdict} ${code}`);
    };
    expect(await access('none', '0.0.0.0')).toEqual(['warning access-open']);
    expect(await access({ jwt: { secret: 'short' }, routerSecret: 'x'.repeat(32) })).toEqual([
      'warning secret-short',
      'ok ok',
    ]);
    const empty = await stand(() => ({ body: { keys: [] } }));
    expect(await access({ jwt: { jwksUrl: empty } })).toEqual(['fault keys-missing']);
    expect(await access({ jwt: { jwksUrl: await WireServer.unreachableUrl() } })).toEqual(['fault keys-unreachable']);
    const keys = await stand(() => ({ body: { keys: [{ kty: 'OKP' }] } }));
    expect(await access({ jwt: { jwksUrl: keys } })).toEqual(['ok ok']);
  });
});
