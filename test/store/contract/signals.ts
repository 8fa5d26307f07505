import { expect, it } from 'vitest';
import { CONNECTION, joined, refused, saw, type StartStore } from './subject.ts';

const TRACEPARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const NOTHING = { lanes: 0, members: 0, oldestMs: null, webhooks: 0, rounds: 0 };

/** What is asked by those who watch. */
export function describeSignals(start: StartStore): void {
  it('tells of each connection how many wait and for how long, in the order of the question', async () => {
    const subject = await start();
    const backlog = () => subject.store.signals.backlog(['other', CONNECTION, 'empty'], subject.clock.now());
    expect(await backlog()).toEqual(
      ['other', CONNECTION, 'empty'].map((connectionId) => ({ connectionId, ...NOTHING })),
    );
    await subject.accept(['a', 'b'], { group: 'g' });
    subject.clock.advance(5_000);
    await subject.accept(['c'], { group: 'h' });
    await subject.accept(['d'], { group: 'g', connection: 'other' });
    subject.clock.advance(1_000);
    expect(await backlog()).toEqual([
      { connectionId: 'other', ...NOTHING, lanes: 1, members: 1, oldestMs: 1_000 },
      { connectionId: CONNECTION, ...NOTHING, lanes: 2, members: 3, oldestMs: 6_000 },
      { connectionId: 'empty', ...NOTHING },
    ]);
    await subject.settle(await subject.granted(), joined());
    const [, left] = await backlog();
    expect(left).toMatchObject({ lanes: 1, members: 1, oldestMs: 1_000 });
  });

  it('counts webhooks that are not worked off, and rounds whose time has come', async () => {
    const subject = await start();
    const { store, clock } = subject;
    const backlog = async () => (await store.signals.backlog([CONNECTION], clock.now()))[0];
    for (const key of ['a', 'b'])
      await store.webhooks.keep({ connectionId: CONNECTION, key, content: '[]', nowMs: clock.now() });
    expect(await backlog()).toMatchObject({ webhooks: 2, rounds: 0 });
    const [first] = await store.webhooks.take([CONNECTION], 1, clock.now(), clock.now() + 1_000);
    await store.webhooks.done([first!.key]);
    await subject.see([saw('a', 'seenIn')], { roundAtMs: clock.now() + 100 });
    expect(await backlog()).toMatchObject({ webhooks: 1, rounds: 0 });
    clock.advance(100);
    expect(await backlog()).toMatchObject({ rounds: 1 });
  });

  it('tells whose invites they are, oldest first', async () => {
    const subject = await start();
    const createdAtMs = subject.clock.now();
    const first = await subject.accept(['a', 'b']);
    const second = await subject.accept(['c'], { traceparent: TRACEPARENT });
    const { invites } = await subject.granted();
    const keys = invites.map(({ key }) => key);
    const origins = [
      { operationId: first.id, createdAtMs, traceparent: null, invites: 2 },
      { operationId: second.id, createdAtMs, traceparent: TRACEPARENT, invites: 1 },
    ];
    expect(await subject.store.signals.originsOf(keys, 10)).toEqual(origins);
    expect(await subject.store.signals.originsOf(keys, 1)).toEqual(origins.slice(0, 1));
    expect(await subject.store.signals.originsOf([], 10)).toEqual([]);
  });

  it('keeps the trace that an order came with as long as its operation', async () => {
    const subject = await start();
    const { store, clock } = subject;
    const traced = { traceparent: TRACEPARENT, idempotencyKey: 'k' };
    const settled = [{ account: 'a', result: refused }];
    const [untraced, first] = await Promise.all([subject.accept(['b']), subject.accept(settled, traced)]);
    // Stands for the first one, so its own trace is none of an operation.
    const other = { ...traced, traceparent: TRACEPARENT.replaceAll('a', 'c') };
    expect(await subject.offer(settled, other)).toMatchObject({ kind: 'repeated', operation: { id: first.id } });
    const find = () => store.signals.traceparentsOf([untraced.id, first.id, 'nobody knows it']);
    expect(await find()).toEqual(new Map([[first.id, TRACEPARENT]]));
    clock.advance(1_000);
    expect(await store.invitations.forget(clock.now(), 10)).toBe(1);
    expect(await find()).toEqual(new Map());
  });
}
