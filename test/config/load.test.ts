import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.ts';
import { checkConfig, loadConfig } from '../../src/config/load.ts';
import type { Problem } from '../../src/config/problem.ts';

const EXAMPLE = new URL('example.yaml', import.meta.url).pathname;
const VARIABLES = {
  DATABASE_URL: 'postgres://rollcall:pw@db/rollcall',
  EVENTS_URL: 'nats://events:4222',
  JWT_SECRET: 'jwt-secret',
  ROUTER_SECRET: 'router-secret',
  GEWE_TOKEN: 'gewe-token',
  TENCENT_KEY: 'tencent-key',
  TENCENT_APP_ID: '1400000001',
  IMKIT_TOKEN: 'imkit-token',
  ZIM_SECRET: 'zim-secret',
  METRICS_TOKEN: 'metrics-token',
};
const WECHAT = { id: 'wechat', provider: 'gewe', baseUrl: 'http://127.0.0.1:1', token: 't', appId: 'a' };

function configOf(loaded: ReturnType<typeof checkConfig>): Config {
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  return loaded.config;
}

const problemsOf = (loaded: ReturnType<typeof checkConfig>): readonly Problem[] =>
  'problems' in loaded ? loaded.problems : [];
const check = (raw: unknown, environment: Record<string, string> = {}) => problemsOf(checkConfig(raw, environment));
/** A configuration that is right but for what is given. */
const checkWith = (parts: object, environment: Record<string, string> = {}) =>
  check({ connections: [WECHAT], ...parts }, environment);
const checkConnection = (parts: object, environment: Record<string, string> = {}) =>
  check({ connections: [{ ...WECHAT, ...parts }] }, environment);

describe('the configuration', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const fileWith = (text: string, name = 'rollcall.yaml'): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('loads with every key that it can have', () => {
    const config = configOf(loadConfig(EXAMPLE, VARIABLES));
    expect(config).toMatchObject({
      server: { host: '127.0.0.1', port: 4000 },
      store: { url: VARIABLES.DATABASE_URL },
      events: { url: VARIABLES.EVENTS_URL },
      auth: {
        jwt: { secret: 'jwt-secret', issuer: 'https://issuer.example', audience: 'rollcall', clockTolerance: 30_000 },
        routerSecret: 'router-secret',
      },
      subscriptions: { callbackOrigins: ['http://router:4000'], legacyWebSocket: true, retention: 30 * 86_400_000 },
      signals: { metricsToken: 'metrics-token' },
    });
    expect(config.connections).toHaveLength(6);
    expect(config.connections[0]).toMatchObject({
      token: 'gewe-token',
      limits: { membersPerCall: 10, callsPerSecond: 0.5, scope: 'group', readsPerSecond: 2 },
      timeoutMs: 5_000,
      retry: { attempts: 3, firstDelayMs: 100, maxDelayMs: 1_000 },
      inviteExpiresAfter: 3 * 86_400_000,
    });
    expect(config.connections[3]).toMatchObject({ driver: 'chat', sdkAppId: 1_400_000_001, secretKey: 'tencent-key' });
  });

  it('needs no more than one connection, and has defaults for the rest', () => {
    expect(configOf(checkConfig({ connections: [WECHAT] }, {}))).toMatchObject({
      server: { host: '127.0.0.1', port: 4000 },
      store: {},
      events: {},
      subscriptions: { callbackOrigins: [], legacyWebSocket: true, retention: 30 * 86_400_000 },
      connections: [
        {
          timeoutMs: 10_000,
          retry: { attempts: 8, firstDelayMs: 500, maxDelayMs: 60_000 },
          inviteExpiresAfter: 7 * 86_400_000,
          limits: {},
        },
      ],
    });
  });

  it('is read from JSON as well', () => {
    for (const indent of [0, 2, '\t']) {
      const path = fileWith(JSON.stringify({ connections: [WECHAT] }, null, indent), 'rollcall.json');
      expect(configOf(loadConfig(path, {})).connections).toMatchObject([{ id: 'wechat' }]);
    }
  });

  it('tells everything that is wrong at once, each with its path', () => {
    const problems = check({
      server: { host: '0.0.0.0', port: 'four thousand', name: 'x' },
      store: { url: 'mysql://db' },
      events: { url: 'amqp://events' },
      subscriptions: { retention: '30 days', legacyWebSocket: 'yes', callbackOrigins: ['router'] },
      connections: [
        { ...WECHAT, colour: 'blue', timeoutMs: 'long', token: undefined },
        { ...WECHAT, provider: 'pigeon' },
        { id: 'tencent', provider: 'tencent-im-sdk', driver: 'telepathy' },
        {
          ...WECHAT,
          id: 'no spaces',
          limits: { scope: 'world', membersPerCall: 0 },
          retry: { attempts: 1.5 },
          inviteExpiresAfter: 'P1M',
        },
        'zim',
        {
          id: 'tencent',
          provider: 'tencent-im',
          baseUrl: 'console.tim.qq.com',
          sdkAppId: '${APP_ID}',
          secretKey: '${KEY}',
        },
      ],
      conections: [],
    });
    expect(Object.fromEntries(problems.map(({ path, message }) => [path, message]))).toEqual({
      'server.port': 'must be a number',
      'server.name': 'is not a key that is known here',
      'store.url': 'must be a postgres URL',
      'events.url': 'must be a nats or redis URL',
      auth: expect.stringContaining('only a loopback host is accepted'),
      'subscriptions.retention': 'must be an ISO 8601 duration without years and months, e.g. P30D',
      'subscriptions.legacyWebSocket': 'must be true or false',
      'subscriptions.callbackOrigins[0]': 'must be an http or https URL',
      'connections[0].colour': 'is not a key that is known here',
      'connections[0].timeoutMs': 'must be a number',
      'connections[0].token': 'is missing',
      'connections[1].provider': 'must be one of gewe, tencent-im, tencent-im-sdk, imkit, zego-zim',
      'connections[1].id': 'is the id of connections[0] already',
      'connections[2].driver': 'must be one of bridge, chat',
      'connections[3].id': 'must be 1 to 64 letters, digits, "_" or "-"',
      'connections[3].limits.scope': expect.stringContaining('"connection"|"group"'),
      'connections[3].limits.membersPerCall': expect.stringContaining('>=1'),
      'connections[3].retry.attempts': 'must be a whole number',
      'connections[3].inviteExpiresAfter': 'must be an ISO 8601 duration without years and months, e.g. P7D',
      'connections[4]': 'must be a section with keys of its own',
      'connections[5].id': 'is the id of connections[2] already',
      'connections[5].baseUrl': 'must be an http or https URL',
      'connections[5].sdkAppId': 'the environment variable APP_ID is not set',
      'connections[5].secretKey': 'the environment variable KEY is not set',
      conections: 'is not a key that is known here',
    });
    expect(problems).toHaveLength(25);
  });

  it.each([
    ['nothing', null, 'the file', 'must be a section with keys of its own'],
    ['a list', [], 'the file', 'must be a section with keys of its own'],
    ['no connections', {}, 'connections', 'is missing'],
    ['an empty list of connections', { connections: [] }, 'connections', 'must name at least one connection'],
    ['connections that are no list', { connections: {} }, 'connections', 'must be a list'],
    ['a connection without a provider', { connections: [{ id: 'a' }] }, 'connections[0].provider', 'is missing'],
  ])('with %s is refused', (_what, raw, path, message) => {
    expect(check(raw)).toEqual([{ path, message }]);
  });

  describe('its durations', () => {
    it.each(['P30D', 'PT1H30M', 'P1W', 'PT0.5S'])('may be %s', (retention) => {
      expect(checkWith({ subscriptions: { retention } })).toEqual([]);
    });
    it.each(['P1Y', 'P1M', '30', '', 'P', 'PT', 'P0D', '-P1D'])('may not be "%s"', (retention) => {
      expect(checkWith({ subscriptions: { retention } }).map(({ path }) => path)).toEqual(['subscriptions.retention']);
    });
  });

  describe('its access control', () => {
    it.each(['127.0.0.1', '127.8.8.8', 'localhost', '::1'])('may be left out on %s', (host) => {
      expect(checkWith({ server: { host } })).toEqual([]);
    });

    it.each(['0.0.0.0', '::', '192.168.1.5', '127.0.0.1.example', 'rollcall.example'])(
      'may not be left out on %s, also when the environment says so',
      (host) => {
        expect(checkWith({ server: { host } }).map(({ path }) => path)).toEqual(['auth']);
        expect(checkWith({}, { HOST: host }).map(({ path }) => path)).toEqual(['auth']);
      },
    );

    it('may be none when somebody says so', () => {
      expect(checkWith({ auth: 'none', server: { host: '0.0.0.0' } })).toEqual([]);
    });

    it.each([
      [{}, 'auth', 'needs jwt or routerSecret'],
      ['nobody', 'auth', 'must be "none", or an object'],
      [true, 'auth', 'must be "none", or an object'],
      [null, 'auth', 'must be "none", or an object'],
      [{ jwt: {} }, 'auth.jwt', 'needs exactly one of secret and jwksUrl'],
      [
        { jwt: { secret: 's', jwksUrl: 'https://issuer.example/keys' } },
        'auth.jwt',
        'needs exactly one of secret and jwksUrl',
      ],
      [{ jwt: { secret: 5 } }, 'auth.jwt.secret', 'must be a text'],
      [{ jwt: { secret: 's', algorithm: 'none' } }, 'auth.jwt.algorithm', 'is not a key that is known here'],
      [{ jwt: { jwksUrl: 'issuer.example/keys' } }, 'auth.jwt.jwksUrl', 'must be an http or https URL'],
      [{ jwt: { jwksUrl: 'file:///keys' } }, 'auth.jwt.jwksUrl', 'must be an http or https URL'],
      [{ jwt: { secret: 's', issuer: '' } }, 'auth.jwt.issuer', 'too small'],
      [{ jwt: { secret: 's', clockTolerance: 30 } }, 'auth.jwt.clockTolerance', 'must be a text'],
      [
        { jwt: { secret: 's', clockTolerance: '30 s' } },
        'auth.jwt.clockTolerance',
        'must be an ISO 8601 duration of at',
      ],
      [{ jwt: { secret: 's', clockTolerance: 'PT5M1S' } }, 'auth.jwt.clockTolerance', 'at most five minutes'],
      [{ routerSecret: '' }, 'auth.routerSecret', 'too small'],
      [{ routerSecret: 'sécret' }, 'auth.routerSecret', 'must be ASCII without spaces'],
      [{ routerSecret: ' secret' }, 'auth.routerSecret', 'must be ASCII without spaces'],
      [{ routerSecrets: 's' }, 'auth.routerSecrets', 'is not a key that is known here'],
    ])('may not be %j', (auth, path, message) => {
      expect(checkWith({ auth, server: { host: '0.0.0.0' } })).toContainEqual({
        path,
        message: expect.stringContaining(message),
      });
    });

    it('takes the clock of an issuer as right, unless it is told otherwise', () => {
      const toleranceOf = (jwt: object): unknown =>
        configOf(checkConfig({ auth: { jwt: { secret: 's', ...jwt } }, connections: [WECHAT] }, {})).auth;
      expect(toleranceOf({})).toEqual({ jwt: { secret: 's', clockTolerance: 0 } });
      expect(toleranceOf({ clockTolerance: 'PT5M' })).toEqual({ jwt: { secret: 's', clockTolerance: 300_000 } });
    });

    it('may come from keys that an issuer publishes', () => {
      expect(
        checkWith({ auth: { jwt: { jwksUrl: 'https://issuer.example/keys', issuer: 'i', audience: 'a' } } }),
      ).toEqual([]);
    });
  });

  describe('its variables', () => {
    it('are replaced in any text, also in the middle', () => {
      const config = configOf(
        checkConfig(
          { connections: [{ ...WECHAT, baseUrl: 'http://${NAME}:${PORT_OF_GEWE}/${NAME}' }] },
          { NAME: 'gewe', PORT_OF_GEWE: '81' },
        ),
      );
      expect(config.connections).toMatchObject([{ baseUrl: 'http://gewe:81/gewe' }]);
    });

    it('stand for numbers and truth values where those are expected', () => {
      const config = configOf(
        checkConfig(
          {
            server: { port: '${P}' },
            subscriptions: { legacyWebSocket: '${LEGACY}' },
            connections: [{ ...WECHAT, appId: '${ID}', timeoutMs: '${T}' }],
          },
          { P: '4001', LEGACY: 'false', ID: '0042', T: '900' },
        ),
      );
      expect(config).toMatchObject({
        server: { port: 4001 },
        subscriptions: { legacyWebSocket: false },
        connections: [{ appId: '0042', timeoutMs: 900 }],
      });
    });

    it('are no way to write a number as a text in the file', () => {
      expect(checkConnection({ timeoutMs: '900' })).toEqual([
        { path: 'connections[0].timeoutMs', message: 'must be a number' },
      ]);
      expect(checkConnection({ timeoutMs: '${T}' }, { T: 'long' })).toEqual([
        { path: 'connections[0].timeoutMs', message: 'must be a number' },
      ]);
    });

    it('have to be set, and are named when they are not', () => {
      const message = 'the environment variable A, B is not set';
      expect(checkConnection({ token: '${A}-${B}' }, { B: '' })).toEqual([{ path: 'connections[0].token', message }]);
    });

    it('of the store and the events may be unset', () => {
      expect(checkWith({ store: { url: '${DATABASE_URL}' }, events: { url: '${EVENTS_URL}' } })).toEqual([]);
    });

    it('are not replaced a second time', () => {
      const config = configOf(checkConfig({ connections: [{ ...WECHAT, token: '${A}' }] }, { A: '${B}', B: 'no' }));
      expect(config.connections).toMatchObject([{ token: '${B}' }]);
    });
  });

  it('gives way to the environment', () => {
    const config = configOf(
      checkConfig(
        { server: { host: '0.0.0.0', port: 1 }, store: { url: 'postgres://file/db' }, connections: [WECHAT] },
        {
          HOST: '127.0.0.1',
          PORT: '0',
          DATABASE_URL: 'postgresql://environment/db',
          EVENTS_URL: 'redis://environment',
        },
      ),
    );
    expect(config).toMatchObject({
      server: { host: '127.0.0.1', port: 0 },
      store: { url: 'postgresql://environment/db' },
      events: { url: 'redis://environment' },
    });
    const ignored = configOf(checkConfig({ server: { port: 1 }, connections: [WECHAT] }, { PORT: '', HOST: '' }));
    expect(ignored.server).toEqual({ host: '127.0.0.1', port: 1, origins: [] });
  });

  it('names the variable when that is what is wrong', () => {
    expect(checkWith({}, { PORT: '4000x', DATABASE_URL: 'mysql://db' })).toEqual([
      { path: 'PORT', message: 'must be a number' },
      { path: 'DATABASE_URL', message: 'must be a postgres URL' },
    ]);
    expect(checkWith({}, { PORT: '65536' }).map(({ path }) => path)).toEqual(['PORT']);
    expect(checkWith({ store: 'postgres://db' }, {}).map(({ path }) => path)).toEqual(['store']);
  });

  describe('its file', () => {
    it('has to be there', () => {
      const path = join(folder, 'nowhere.yaml');
      expect(problemsOf(loadConfig(path, {}))).toEqual([
        { path: 'ROLLCALL_CONFIG', message: `the file ${path} cannot be read` },
      ]);
      expect(problemsOf(loadConfig(folder, {}))).toHaveLength(1);
    });

    it.each([
      ['connections:\n  - { id: a\n', 'line 3'],
      ['a: 1\na: 2\n', 'line 2'],
      ['a:\n\t- b\n', 'line 2'],
      ['a: "\\q"', 'line 1'],
      ['---\na: 1\n---\nb: 2\n', 'line 3'],
    ])('is refused with the line when it is no YAML: %j', (text, line) => {
      expect(problemsOf(loadConfig(fileWith(text), {})).map(({ path }) => path)).toContain(line);
    });

    it('may be empty, and then lacks its connections', () => {
      expect(problemsOf(loadConfig(fileWith(''), {}))).toEqual([
        { path: 'the file', message: 'must be a section with keys of its own' },
      ]);
    });
  });

  it('never has a value in its problems', () => {
    const secret = 's3cret';
    const broken = [
      `connections: [{ id: a, provider: gewe, token: "${secret}" `,
      `connections:\n  - { id: a, provider: gewe, token: *${secret} }\n`,
      `connections:\n  - { id: a, provider: gewe, token: &${secret} x, appId: *other }\n`,
      `connections:\n  - token: !${secret} x\n`,
      `token: ${secret}: ${secret}\n`,
      `token: "${secret}\\q"\n`,
      `a: &a [x]\nb: [${'*a, '.repeat(200)}*${secret}]\n`,
    ].map((text) => problemsOf(loadConfig(fileWith(text), {})));
    const wrong = [
      'id',
      'provider',
      'baseUrl',
      'token',
      'appId',
      'timeoutMs',
      'inviteExpiresAfter',
      'limits',
      'retry',
      'webhook',
    ].flatMap((key) =>
      [[secret], { [key]: secret }, `${secret} `, `http://${secret}:x`].map((value) =>
        checkConnection({ [key]: value, timeoutMs: secret }),
      ),
    );
    const sections = ['server', 'store', 'events', 'auth', 'subscriptions', 'connections'].flatMap((key) =>
      [
        secret,
        [secret],
        {
          url: secret,
          host: secret,
          port: secret,
          jwt: secret,
          routerSecret: [secret],
          retention: secret,
          jwksUrl: secret,
        },
      ].map((value) => checkWith({ [key]: value })),
    );
    for (const problems of [...broken, ...wrong, ...sections]) {
      expect(problems.length).toBeGreaterThan(0);
      expect(JSON.stringify(problems)).not.toContain(secret);
    }
  });
});
