import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlOrder } from '../../src/sandbox/control/order.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { drawDelays, HELD_AT_MOST_MS } from '../../src/sandbox/webhooks/disturbances.ts';
import { seeded } from '../support/seeded.ts';
import { many, start } from './support.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

async function posting(seed = 1) {
  const started = await start({ random: seeded(seed) });
  const receiver = await WebhookReceiver.start();
  started.sandbox.sendWebhooksTo(receiver.url);
  await started.sandbox.webhooks.idle();
  receiver.received.splice(0);
  started.sandbox.reset();
  const joined = (): string[] => receiver.received.flatMap(({ body }) => body.new_user_ids as string[]);
  return { ...started, receiver, joined };
}

const order = (sandbox: Sandbox, webhooks: ControlOrder['webhooks'], group?: string): void =>
  sandbox.control({ connection: 'zim', group, webhooks });

const join = (sandbox: Sandbox, accounts: readonly string[], group = 'groupA'): void => {
  for (const account of accounts) sandbox.people.join('zim', group, account);
};

describe('webhooks on order', () => {
  it('are lost: they never leave, and the journal says so', async () => {
    const { sandbox, receiver } = await posting();
    order(sandbox, { lose: 1 });
    join(sandbox, ['u_1']);
    await sandbox.webhooks.idle();
    expect(receiver.received).toEqual([]);
    expect(sandbox.webhooks.entries).toMatchObject([{ attempts: 0, body: '', state: 'lost', lostBy: 'order' }]);
    expect(sandbox.webhooks.counts.zim).toMatchObject({ order: 1, delivered: 0 });
    order(sandbox, { lose: 0 });
    join(sandbox, ['u_2']);
    await sandbox.webhooks.idle();
    expect(receiver.received).toHaveLength(1);
  });

  it('are lost at random, the same ones with the same seed', async () => {
    const run = async (seed: number): Promise<string[]> => {
      const { sandbox, joined } = await posting(seed);
      order(sandbox, { lose: 0.5 });
      join(sandbox, many(60));
      await sandbox.webhooks.idle();
      return joined();
    };
    const [first, again, other] = [await run(7), await run(7), await run(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(first.length).toBeGreaterThan(10);
    expect(first.length).toBeLessThan(50);
  });

  it('are repeated to the letter', async () => {
    const { sandbox, receiver } = await posting();
    order(sandbox, { repeat: 1 });
    join(sandbox, ['u_1']);
    await sandbox.webhooks.idle();
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[1]?.text).toBe(receiver.received[0]?.text);
    expect(sandbox.webhooks.entries).toMatchObject([
      { sequence: 1, repeatOf: null, state: 'delivered' },
      { sequence: 2, repeatOf: 1, state: 'delivered' },
    ]);
  });

  it('are delayed by the clock', async () => {
    const { sandbox, clock, joined } = await posting();
    order(sandbox, { delayMs: 1000 });
    join(sandbox, ['u_1']);
    clock.advance(999);
    await sandbox.webhooks.idle();
    expect([joined(), sandbox.webhooks.underWay]).toEqual([[], 1]);
    clock.advance(1);
    await sandbox.webhooks.idle();
    expect(joined()).toEqual(['u_1']);
  });

  it('are delayed by as much as chance has it, which mixes them', async () => {
    const { sandbox, clock, joined } = await posting();
    order(sandbox, { delayMs: 100, jitterMs: 400 });
    join(sandbox, many(20));
    clock.advance(99);
    await sandbox.webhooks.idle();
    expect(joined()).toEqual([]);
    for (let ms = 0; ms <= 400; ms++) {
      clock.advance(1);
      await sandbox.webhooks.idle();
    }
    expect(joined()).not.toEqual(many(20));
    expect(joined().toSorted()).toEqual(many(20).toSorted());
  });

  it('change places in pairs, group by group', async () => {
    const { sandbox, joined } = await posting();
    order(sandbox, { reorder: true });
    join(sandbox, ['u_1'], 'consent-group');
    join(sandbox, ['u_2', 'u_3', 'u_4', 'u_5']);
    await sandbox.webhooks.idle();
    expect(joined()).toEqual(['u_3', 'u_2', 'u_5', 'u_4']);
    join(sandbox, ['u_6'], 'consent-group');
    await sandbox.webhooks.idle();
    expect(joined().slice(4)).toEqual(['u_6', 'u_1']);
  });

  it('go after a while when there is nothing to change places with', async () => {
    const { sandbox, clock, joined } = await posting();
    order(sandbox, { reorder: true });
    join(sandbox, ['u_1']);
    clock.advance(HELD_AT_MOST_MS - 1);
    await sandbox.webhooks.idle();
    expect(joined()).toEqual([]);
    clock.advance(1);
    await sandbox.webhooks.idle();
    expect([joined(), clock.pending]).toEqual([['u_1'], 0]);
  });

  it('are disturbed in one group alone, which outweighs the connection, and orders add up', async () => {
    const { sandbox, joined } = await posting();
    order(sandbox, { lose: 1 });
    order(sandbox, { lose: 0, repeat: 1 }, 'groupA');
    order(sandbox, { joinEvent: 'Apply_join_group' });
    join(sandbox, ['u_1'], 'consent-group');
    join(sandbox, ['u_2']);
    await sandbox.webhooks.idle();
    expect(joined()).toEqual(['u_2', 'u_2']);
    expect(sandbox.webhooks.entries.map(({ event }) => event)).toEqual(Array(3).fill('Apply_join_group'));
    sandbox.control({ connection: 'zim', clear: true });
    join(sandbox, ['u_3'], 'consent-group');
    await sandbox.webhooks.idle();
    expect(joined().slice(2)).toEqual(['u_3']);
  });

  it('leave never or once or twice, and never before their time', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true });
    const ms = fc.integer({ min: 0, max: 10_000 });
    const orders = fc.record({ lose: probability, repeat: probability, delayMs: ms, jitterMs: ms });
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 1_000_000 }), (webhooks, seed) => {
        const delays = drawDelays(webhooks, seeded(seed));
        expect(delays).toEqual(drawDelays(webhooks, seeded(seed)));
        expect(delays.length).toBeLessThanOrEqual(2);
        if (webhooks.lose === 0) expect(delays.length).toBeGreaterThan(0);
        if (webhooks.lose === 1) expect(delays).toEqual([]);
        for (const delay of delays) {
          expect(delay).toBeGreaterThanOrEqual(webhooks.delayMs);
          expect(delay).toBeLessThanOrEqual(webhooks.delayMs + webhooks.jitterMs);
        }
      }),
    );
  });
});
