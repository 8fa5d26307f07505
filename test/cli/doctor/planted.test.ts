import { describe, expect, it } from 'vitest';
import { WireServer } from '../../support/wire-server.ts';
import { PATIENCE } from '../command.ts';
import { ALL, openPractice, stand, wrongIn } from './practice.ts';

describe('rollcall doctor', PATIENCE, () => {
  const { sandbox, diagnose, examine } = openPractice();

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
    const { code, findings } = await diagnose({
      connections: planted.map(([plant, like, changes]) => {
        const well = sandbox().connections.find(({ id }) => id === like);
        return { ...well, ...changes, id: plant.replaceAll(' ', '-') };
      }),
    });
    const wrong = wrongIn(findings);
    expect(wrong.map(({ subject, code: told }) => [subject, told])).toEqual(
      planted.map(([plant, , , expected]) => [plant.replaceAll(' ', '-'), expected]),
    );
    expect(new Set(wrong.map(({ advice }) => advice)).size).toBe(planted.length);
    expect(code).toBe(1);
  });

  it('finds nothing wrong where all is well, and disturbs nobody', async () => {
    const { code, findings, wrong } = await examine(ALL, ['--group', 'zim:groupA']);
    expect([code, wrong]).toEqual([0, []]);
    expect(findings.find(({ check }) => check === 'group')?.why).toContain('groupA is there');
    const journal = (await (await fetch(`${sandbox().url}/journal`)).json()) as { entries: { accounts: string[] }[] };
    expect(journal.entries.flatMap(({ accounts }) => accounts)).toEqual([]);
  });
});
