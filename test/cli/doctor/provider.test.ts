import { describe, expect, it } from 'vitest';
import { WireServer } from '../../support/wire-server.ts';
import { PATIENCE } from '../command.ts';
import { ALL, openPractice, stand } from './practice.ts';

describe('rollcall doctor, of a provider', PATIENCE, () => {
  const { sandbox, order, examine } = openPractice();

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
      zim: { baseUrl: `${sandbox().url}/no-provider` },
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
});
