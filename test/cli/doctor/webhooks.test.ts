import { describe, expect, it } from 'vitest';
import { startService } from '../../e2e/processes.ts';
import { WireServer } from '../../support/wire-server.ts';
import { PATIENCE, writeConfig } from '../command.ts';
import { openPractice, stand } from './practice.ts';

describe('rollcall doctor, of webhooks', PATIENCE, () => {
  const { connections, examine } = openPractice();

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
});
