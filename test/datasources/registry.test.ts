import { describe, expect, it } from 'vitest';
import { PROVIDERS, connectionSettings, createDataSource } from '../../src/datasources/registry.ts';
import type { ProviderName } from '../../src/datasources/registry.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { steadyRandom } from './wire-subject.ts';

const valid: Record<string, Record<string, unknown>> = {
  gewe: { id: 'wechat', provider: 'gewe', baseUrl: 'http://api.geweapi.com', token: 't', appId: 'a' },
  'tencent-im': {
    id: 'tencent',
    provider: 'tencent-im',
    baseUrl: 'https://console.tim.qq.com',
    sdkAppId: 1400000000,
    secretKey: 's',
    administrator: 'administrator',
    webhook: { token: 'w' },
  },
  bridge: {
    id: 'tencent-app',
    provider: 'tencent-im-sdk',
    driver: 'bridge',
    baseUrl: 'http://127.0.0.1:9000/invite',
    operator: 'u_owner',
  },
  chat: {
    id: 'tencent-sdk',
    provider: 'tencent-im-sdk',
    driver: 'chat',
    sdkAppId: 1400000000,
    secretKey: 's',
    operator: 'u_owner',
  },
  imkit: {
    id: 'imkit',
    provider: 'imkit',
    baseUrl: 'https://app.imkit.io',
    clientKey: 'c',
    token: 't',
    webhook: { pathSecret: 'p' },
  },
  'zego-zim': {
    id: 'zim',
    provider: 'zego-zim',
    baseUrl: 'https://zim-api.zego.im',
    appId: 1234567890,
    serverSecret: 's',
    operator: 'u_owner',
    webhook: { secrets: ['w'] },
  },
};

/** The paths of all that is wrong with an entry. */
function problems(entry: unknown): string[] {
  const result = connectionSettings.safeParse(entry);
  if (result.success) return [];
  return result.error.issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path],
    )
    .map((path) => path.join('.'))
    .toSorted();
}

describe('connection settings', () => {
  it.each(Object.keys(valid))('take an entry for %s and fill in the defaults', (name) => {
    expect(connectionSettings.parse(valid[name])).toEqual({
      ...valid[name],
      limits: {},
      timeoutMs: 10_000,
      retry: { attempts: 8, firstDelayMs: 500, maxDelayMs: 60_000 },
      inviteExpiresAfter: 7 * 24 * 3600 * 1000,
    });
  });

  it.each(Object.keys(valid))('name all keys of %s that are missing or unknown at once', (name) => {
    const { provider, driver, id } = valid[name] ?? {};
    const bare = { provider, id: `${String(id)}!`, unknown: 1, ...(driver === undefined ? {} : { driver }) };
    const expected: Record<string, string[]> = {
      gewe: ['appId', 'baseUrl', 'token'],
      'tencent-im': ['baseUrl', 'sdkAppId', 'secretKey'],
      bridge: ['baseUrl', 'operator'],
      chat: ['operator', 'sdkAppId', 'secretKey'],
      imkit: ['baseUrl'],
      'zego-zim': ['appId', 'baseUrl', 'operator', 'serverSecret'],
    };
    expect(problems(bare)).toEqual([...(expected[name] ?? []), 'id', 'unknown'].toSorted());
  });

  it.each<[string, object, string[]]>([
    ['an empty secret', { token: '' }, ['token']],
    ['a URL of another kind', { baseUrl: 'ftp://x' }, ['baseUrl']],
    ['a long id', { id: 'x'.repeat(65) }, ['id']],
    [
      'limits that limit nothing',
      { limits: { membersPerCall: 0, callsPerSecond: 0, scope: 'world' } },
      ['limits.callsPerSecond', 'limits.membersPerCall', 'limits.scope'],
    ],
    ['a retry that is none', { retry: { attempts: 0 } }, ['retry.attempts']],
    ['a duration of unknown length', { inviteExpiresAfter: 'P1M' }, ['inviteExpiresAfter']],
    ['a duration of nothing', { inviteExpiresAfter: 'PT0S' }, ['inviteExpiresAfter']],
    ['a webhook without proof', { webhook: {} }, ['webhook']],
    ['an unknown key inside', { webhook: { pathSecret: 'p', secret: 's' } }, ['webhook.secret']],
  ])('refuse %s', (_title, change, paths) => {
    expect(problems({ ...valid['gewe'], ...change })).toEqual(paths);
  });

  it('refuse a provider or a driver that there is not', () => {
    expect(problems({ id: 'x', provider: 'icq' })).toEqual(['provider']);
    expect(problems({ id: 'x' })).toEqual(['provider']);
    expect(problems({ id: 'x', provider: 'tencent-im-sdk', driver: 'native' })).toEqual(['driver']);
  });

  it('take what overrides a default', () => {
    const settings = connectionSettings.parse({
      ...valid['gewe'],
      inviteExpiresAfter: 'PT1H30M',
      retry: { attempts: 2 },
      timeoutMs: 500,
    });
    expect(settings).toMatchObject({
      inviteExpiresAfter: 90 * 60 * 1000,
      retry: { attempts: 2, firstDelayMs: 500, maxDelayMs: 60_000 },
      timeoutMs: 500,
    });
  });

  it('take IMKit with an API key alone, and miss what else it needs without one', () => {
    const { clientKey: _clientKey, token: _token, ...rest } = valid['imkit'] ?? {};
    expect(problems({ ...rest, apiKey: 'k' })).toEqual([]);
    expect(problems(rest)).toEqual(['clientKey', 'token']);
    expect(problems({ ...rest, clientKey: 'c' })).toEqual(['token']);
  });

  it('call Tencent’s administrator by the usual name', () => {
    const { administrator: _administrator, ...rest } = valid['tencent-im'] ?? {};
    expect(connectionSettings.parse(rest)).toMatchObject({ administrator: 'administrator' });
  });

  it('do not show a value in what they complain about', () => {
    const result = connectionSettings.safeParse({
      ...valid['zego-zim'],
      serverSecret: { hidden: 's3cr3t' },
      appId: 's3cr3t',
    });
    expect(JSON.stringify(result.error?.issues)).not.toContain('s3cr3t');
  });
});

describe('data sources by settings', () => {
  const create = (entry: unknown) =>
    createDataSource(connectionSettings.parse(entry), { clock: new ManualClock(), random: steadyRandom });

  it.each(Object.keys(valid))('are made for %s', async (name) => {
    const source = create(valid[name]);
    expect(source.connectionId).toBe(valid[name]?.['id']);
    const { capabilities } = PROVIDERS[valid[name]?.['provider'] as ProviderName];
    expect(source.capabilities).toEqual({
      ...capabilities,
      reportsChanges: capabilities.reportsChanges && 'webhook' in (valid[name] ?? {}),
    });
    await source.close();
  });

  it('have the configured limits', async () => {
    const limits = { membersPerCall: 7, callsPerSecond: 0.5, scope: 'group', readsPerSecond: 3 };
    const source = create({ ...valid['gewe'], limits });
    const { scope: _scope, ...numbers } = limits;
    expect(source.capabilities).toMatchObject({ ...numbers, quotaScope: 'GROUP' });
    await source.close();
  });

  it('stand for the numbers of the service contract', () => {
    const numbers = Object.entries(PROVIDERS).map(([name, { capabilities }]) => {
      const { membersPerCall, callsPerSecond, quotaScope, readsPerSecond, inviteOptions } = capabilities;
      return [name, membersPerCall, callsPerSecond, quotaScope, readsPerSecond, inviteOptions.join(' ')];
    });
    expect(numbers).toEqual([
      ['gewe', 20, 1, 'CONNECTION', 2, 'REASON'],
      ['tencent-im', 500, 100, 'CONNECTION', 100, 'SILENT'],
      ['tencent-im-sdk', 20, 5, 'CONNECTION', 5, 'OPERATOR'],
      ['imkit', 100, 16, 'CONNECTION', 16, 'REQUIRE_CONSENT SYSTEM_MESSAGE'],
      ['zego-zim', 100, 1, 'GROUP', 20, 'OPERATOR REQUIRE_CONSENT JOINED_AT'],
    ]);
  });
});
