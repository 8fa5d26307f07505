import { describe, expect, it } from 'vitest';
import type { Quota } from '../../../src/store/store.ts';
import { accountsOf, groupOf, joined, type StartStore, type StoreSubject, WINDOW_MS, waits } from './subject.ts';

const ONE: Quota = { callsAtOnce: 1, scope: 'CONNECTION' };
const TWO: Quota = { callsAtOnce: 2, scope: 'CONNECTION' };
const ONE_EACH: Quota = { callsAtOnce: 1, scope: 'GROUP' };

/** When the next call may leave. */
export function describeQuota(start: StartStore): void {
  it('counts a granted call until it is known when it left, and then until its window is over', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    await subject.accept(['a', 'b', 'c']);
    const request = { quota: ONE, membersPerCall: 1 };
    const call = await subject.granted(request);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: null });
    await subject.store.lanes.markDeparted(call.id, nowMs + WINDOW_MS);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: nowMs + WINDOW_MS });
    subject.clock.advance(WINDOW_MS - 1);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: nowMs + WINDOW_MS });
    subject.clock.advance(1);
    expect(accountsOf(await subject.granted(request))).toEqual(['b']);
  });

  it('lets so many calls leave at once, and each later one when the oldest is out of the window', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    await subject.accept(['a', 'b', 'c', 'd']);
    const request = { quota: TWO, membersPerCall: 1 };
    await subject.store.lanes.markDeparted((await subject.granted(request)).id, nowMs + WINDOW_MS);
    subject.clock.advance(300);
    await subject.store.lanes.markDeparted((await subject.granted(request)).id, nowMs + 300 + WINDOW_MS);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: nowMs + WINDOW_MS });
    subject.clock.advanceTo(nowMs + WINDOW_MS);
    await subject.store.lanes.markDeparted((await subject.granted(request)).id, nowMs + 2 * WINDOW_MS);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: nowMs + 300 + WINDOW_MS });
  });

  it('counts a settled call as long as its settlement says, sooner or later than was noted at its departure', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    await subject.accept(['a', 'b', 'c']);
    const request = { quota: ONE, membersPerCall: 1 };
    const first = await subject.granted(request);
    await subject.store.lanes.markDeparted(first.id, nowMs + 1_250);
    await subject.settle(first, joined(), { blocksUntilMs: nowMs + 1_010 });
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: nowMs + 1_010 });
    subject.clock.advanceTo(nowMs + 1_010);
    const second = await subject.granted(request);
    await subject.store.lanes.markDeparted(second.id, nowMs + 2_020);
    await subject.settle(second, joined(), { blocksUntilMs: nowMs + 2_200 });
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: nowMs + 2_200 });
  });

  it('pays back a call that never left', async () => {
    const subject = await start();
    await subject.accept(['a', 'b']);
    const request = { quota: ONE, membersPerCall: 1 };
    const call = await subject.granted(request);
    await subject.settle(call, waits({ attempts: 0 }), { blocksUntilMs: null });
    expect(accountsOf(await subject.granted(request))).toEqual(['a']);
  });

  it('ignores a departure that is noted after the call was settled', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    await subject.accept(['a', 'b']);
    const request = { quota: ONE, membersPerCall: 1 };
    const call = await subject.granted(request);
    await subject.settle(call, joined(), { blocksUntilMs: nowMs + 1_010 });
    await subject.store.lanes.markDeparted(call.id, nowMs + 9_000);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: nowMs + 1_010 });
  });

  it('shares a quota among the groups of one connection, and not with another connection', async () => {
    const subject = await start();
    await subject.accept(['a'], { group: 'g' });
    await subject.accept(['b'], { group: 'h' });
    await subject.accept(['c'], { connection: 'other' });
    await subject.granted({ quota: ONE });
    expect(await subject.grant({ quota: ONE })).toEqual({ kind: 'notYet', atMs: null });
    expect(accountsOf(await subject.granted({ quota: ONE, connectionId: 'other' }))).toEqual(['c']);
  });

  it('keeps a quota for each group where the provider counts by group', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    await subject.accept(['a1', 'a2'], { group: 'a' });
    await subject.accept(['b1', 'b2'], { group: 'b' });
    const request = { quota: ONE_EACH, membersPerCall: 1 };
    const calls = [await subject.granted(request), await subject.granted(request)];
    expect(calls.map(accountsOf)).toEqual([['a1'], ['b1']]);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: null });
    await subject.store.lanes.markDeparted(calls[1]?.id ?? 0, nowMs + 700);
    await subject.store.lanes.markDeparted(calls[0]?.id ?? 0, nowMs + 900);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: nowMs + 700 });
    subject.clock.advance(700);
    expect(await subject.drain(request)).toEqual([['b2']]);
    subject.clock.advance(200);
    expect(await subject.drain(request)).toEqual([['a2']]);
  });

  it('grants ahead by the time that was asked for, and says when the call may leave', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    await subject.accept(['a', 'b']);
    const request = { quota: ONE, membersPerCall: 1, aheadMs: 200 };
    const first = await subject.granted(request);
    expect(first.departAtMs).toBeLessThanOrEqual(nowMs);
    await subject.store.lanes.markDeparted(first.id, nowMs + WINDOW_MS);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: nowMs + 800 });
    subject.clock.advance(800);
    const second = await subject.granted(request);
    expect(second.departAtMs).toBe(nowMs + WINDOW_MS);
    expect(await subject.store.lanes.departureOf(second.id, ONE)).toBe(nowMs + WINDOW_MS);
  });

  it('grants ahead within each group where the provider counts by group', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    await subject.accept(['a1', 'a2'], { group: 'a' });
    const request = { quota: ONE_EACH, membersPerCall: 1, aheadMs: 200 };
    await subject.store.lanes.markDeparted((await subject.granted(request)).id, nowMs + WINDOW_MS);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: nowMs + 800 });
    subject.clock.advance(800);
    expect(await subject.granted(request)).toMatchObject({ groupId: 'a', departAtMs: nowMs + WINDOW_MS });
  });

  it('grants no more calls ahead than may be in one window', async () => {
    const subject = await start();
    await subject.accept(['a', 'b', 'c', 'd', 'e', 'f']);
    const request = { quota: TWO, membersPerCall: 1, aheadMs: 500 };
    const untilMs = subject.clock.now() + WINDOW_MS;
    for (let n = 0; n < 2; n++) await subject.store.lanes.markDeparted((await subject.granted(request)).id, untilMs);
    subject.clock.advance(600);
    expect((await subject.drain(request)).flat()).toEqual(['c', 'd']);
    expect(await subject.grant(request)).toEqual({ kind: 'notYet', atMs: null });
  });

  it('moves the departure of a call granted ahead when an earlier call turns out to count for longer', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    await subject.accept(['a', 'b']);
    const request = { quota: ONE, membersPerCall: 1, aheadMs: 500 };
    const first = await subject.granted(request);
    await subject.store.lanes.markDeparted(first.id, nowMs + WINDOW_MS);
    subject.clock.advance(500);
    const second = await subject.granted(request);
    await subject.settle(first, joined(), { blocksUntilMs: nowMs + 1_180 });
    expect(await subject.store.lanes.departureOf(second.id, ONE)).toBe(nowMs + 1_180);
    subject.clock.advanceTo(nowMs + 1_180);
    expect(await subject.store.lanes.departureOf(second.id, ONE)).toBeLessThanOrEqual(subject.clock.now());
  });

  it('gives out reads from a budget of their own', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    const read = (blockMs: number, connectionId = 'c') =>
      subject.store.lanes.grantRead({
        connectionId,
        readsAtOnce: 2,
        nowMs: subject.clock.now(),
        blocksUntilMs: subject.clock.now() + blockMs,
        spareReadsAtOnce: null,
      });
    expect(await read(1_050)).toBeNull();
    subject.clock.advance(100);
    expect(await read(1_050)).toBeNull();
    expect(await read(1_050)).toBe(nowMs + 1_050);
    expect(await read(1_050, 'other')).toBeNull();
    await subject.accept(['a']);
    expect(accountsOf(await subject.granted({ quota: ONE }))).toEqual(['a']);
    subject.clock.advanceTo(nowMs + 1_050);
    expect(await read(1_050)).toBeNull();
    expect(await read(1_050)).toBe(nowMs + 1_150);
  });

  describe('reads that may wait', () => {
    /** Asks for a read that blocks for `blockMs`, spare when it may wait. */
    const reader =
      ({ store, clock }: StoreSubject) =>
      (blockMs: number, spareReadsAtOnce: number | null, connectionId = 'c') =>
        store.lanes.grantRead({
          connectionId,
          readsAtOnce: 3,
          nowMs: clock.now(),
          blocksUntilMs: clock.now() + blockMs,
          spareReadsAtOnce,
        });

    it('leave out of the same budget, and only while few of their kind count', async () => {
      const subject = await start();
      const nowMs = subject.clock.now();
      const read = reader(subject);
      expect(await read(1_000, 1)).toBeNull();
      expect(await read(1_000, 1)).toBe(nowMs + 1_000);
      expect(await read(400, 2, 'other')).toBeNull();
      expect(await read(500, null)).toBeNull();
      expect(await read(700, null)).toBeNull();
      expect(await read(700, null)).toBe(nowMs + 500);
      subject.clock.advance(500);
      expect(await read(2_000, null)).toBeNull();
      subject.clock.advanceTo(nowMs + 1_000);
      expect(await read(1_000, 1)).toBeNull();
    });

    it('have to wait for the later of their two budgets', async () => {
      const subject = await start();
      const nowMs = subject.clock.now();
      const read = reader(subject);
      expect(await read(300, 2)).toBeNull();
      expect(await read(900, null)).toBeNull();
      expect(await read(800, null)).toBeNull();
      expect(await read(100, 1)).toBe(nowMs + 300);
      expect(await read(100, 2)).toBe(nowMs + 300);
      subject.clock.advance(300);
      expect(await read(1_000, null)).toBeNull();
      expect(await read(100, 1)).toBe(nowMs + 800);
      subject.clock.advanceTo(nowMs + 800);
      expect(await read(1_000, 1)).toBeNull();
      expect(await read(100, 1)).toBe(nowMs + 1_800);
    });

    it('take nothing out of either budget when one of them has no room', async () => {
      const subject = await start();
      const read = reader(subject);
      expect(await read(100, 1)).toBeNull();
      expect(await read(9_000, 1)).toBe(subject.clock.now() + 100);
      expect(await read(100, null)).toBeNull();
      expect(await read(100, null)).toBeNull();
      expect(await read(9_000, 2)).toBe(subject.clock.now() + 100);
      subject.clock.advance(100);
      expect(await read(100, 1)).toBeNull();
    });

    it('leave as often as they may over a long time, whatever was cleared away meanwhile', async () => {
      const subject = await start();
      const read = reader(subject);
      for (let n = 0; n < 40; n++) {
        expect(await read(100, 2)).toBeNull();
        expect(await read(100, 2)).toBeNull();
        expect(await read(100, 2)).toBe(subject.clock.now() + 100);
        expect(await read(100, null)).toBeNull();
        expect(await read(100, null)).toBe(subject.clock.now() + 100);
        subject.clock.advance(100);
      }
    });
  });

  it('tells whether anybody waits at a connection', async () => {
    const subject = await start();
    const { lanes } = subject.store;
    expect(await lanes.anyWaiting('c')).toBe(false);
    const operation = await subject.accept(['a', 'b']);
    expect(await lanes.anyWaiting('c')).toBe(true);
    expect(await lanes.anyWaiting('other')).toBe(false);
    const call = await subject.granted();
    expect(await lanes.anyWaiting('c')).toBe(false);
    await subject.settle(call, waits({ notBeforeMs: subject.clock.now() + 5_000 }));
    expect(await lanes.anyWaiting('c')).toBe(true);
    await subject.cancel(operation);
    expect(await lanes.anyWaiting('c')).toBe(false);
  });

  it('tells how many lanes wait and when the quota is free', async () => {
    const subject = await start();
    const nowMs = subject.clock.now();
    const traffic = (quota: Quota, group = 'a') =>
      subject.store.lanes.traffic(groupOf(group), quota, subject.clock.now());
    expect((await traffic(ONE)).waitingLanes).toBe(0);
    await subject.accept(['a1', 'a2'], { group: 'a' });
    await subject.accept(['b'], { group: 'b' });
    await subject.accept(['c'], { connection: 'other' });
    expect((await traffic(ONE)).waitingLanes).toBe(2);
    expect((await traffic(ONE)).quotaFreeAtMs).toBeLessThanOrEqual(nowMs);
    const call = await subject.granted({ quota: ONE, membersPerCall: 1 });
    await subject.store.lanes.markDeparted(call.id, nowMs + WINDOW_MS);
    expect((await traffic(ONE)).quotaFreeAtMs).toBe(nowMs + WINDOW_MS);
    expect((await traffic(TWO)).quotaFreeAtMs).toBeLessThanOrEqual(nowMs);
    expect((await traffic(ONE_EACH, 'b')).quotaFreeAtMs).toBeLessThanOrEqual(nowMs);
  });

  it('tells the place of each invite in its lane', async () => {
    const subject = await start();
    const laterMs = subject.clock.now() + 5_000;
    await subject.accept(['x'], { group: 'elsewhere' });
    const first = await subject.accept(['a', 'b']);
    const second = await subject.accept(['c', 'd'], { options: { silent: true } });
    const third = await subject.accept(['e']);
    const keys = [
      ...(await subject.keysOf(first)),
      ...(await subject.keysOf(second)),
      ...(await subject.keysOf(third)),
    ];
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = keys;
    const positions = async () => {
      const places = await subject.store.lanes.places(groupOf('g'), keys);
      return keys.map((key) => places.get(key)?.position ?? null);
    };
    expect(await positions()).toEqual([1, 2, 3, 4, 5]);
    const waiting = await subject.store.lanes.places(groupOf('g'), [e, c]);
    expect([...waiting.keys()].toSorted((x, y) => x - y)).toEqual([c, e]);
    expect(waiting.get(e)).toEqual({ position: 5, notBeforeMs: 0 });

    await subject.granted(); // the lane of `elsewhere`, whose turn is first
    const call = await subject.granted({ membersPerCall: 2 });
    expect(call.invites.map((invite) => invite.key)).toEqual([a, b]);
    expect(await positions()).toEqual([1, 1, 1, 2, 3]);
    await subject.settle(call, ({ key }) => (key === a ? joined() : waits({ notBeforeMs: laterMs })));
    expect(await positions()).toEqual([null, 1, 2, 3, 4]);
    expect((await subject.store.lanes.places(groupOf('g'), [b])).get(b)?.notBeforeMs).toBe(laterMs);
    expect(await subject.store.lanes.places(groupOf('g'), [])).toEqual(new Map());
    expect(d).toBeGreaterThan(0);
  });
}
