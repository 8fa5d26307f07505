import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { localWire } from '../../src/wires/local-wire.ts';
import type { EventWire } from '../../src/wires/wire.ts';
import { sendInvite } from '../invitations/support.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { TestService } from '../support/service.ts';
import { startFront } from './front.ts';

it('/readyz tells that the wire is down, and that requests are taken all the same', async () => {
  let down = true;
  const ping = async (): Promise<void> => {
    if (down) throw new Error('not connected');
  };
  const wire: EventWire = { ...localWire, ping };
  await using front = await startFront({
    schema: buildSchema('type Query { a: Int }'),
    clock: new ManualClock(),
    wire,
  });
  for (const events of ['unreachable', 'ok']) {
    const answer = await fetch(`${front.url}/readyz`);
    expect([answer.status, await answer.json()]).toMatchObject([200, { ready: true, store: 'ok', events }]);
    down = false;
  }
});

it('/readyz tells of a provider that answers at its address, and at which every call fails', async () => {
  await using service = await TestService.start();
  const tencent = async (): Promise<unknown> => {
    const answer = await fetch(`${service.url}/readyz`);
    const { ready, providers } = (await answer.json()) as { ready: boolean; providers: Record<string, string> };
    return [answer.status, ready, providers['tencent'], providers['zim']];
  };
  expect(await tencent()).toEqual([200, true, 'ok', 'ok']);
  service.sandbox.control({ connection: 'tencent', status: 503 });
  for (const group of ['load-1', 'load-2', 'load-3'])
    await sendInvite(service, { groupId: `tencent:${group}`, accounts: ['ann'], waitMs: 0 });
  await service.pass(20_000);
  expect(await tencent()).toEqual([200, true, 'unreachable', 'ok']);
  service.sandbox.control({ connection: 'tencent', clear: true });
  await service.pass(60_000);
  expect(await tencent()).toEqual([200, true, 'ok', 'ok']);
});
