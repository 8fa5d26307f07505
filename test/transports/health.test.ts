import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { localWire } from '../../src/wires/local-wire.ts';
import type { EventWire } from '../../src/wires/wire.ts';
import { ManualClock } from '../support/manual-clock.ts';
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
