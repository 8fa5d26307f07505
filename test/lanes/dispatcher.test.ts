import { describe, expect, it } from 'vitest';
import { FAILURES_TO_OPEN, MAX_BREAK_MS } from '../../src/datasources/breaker.ts';
import { DataSourceError, type Fault } from '../../src/datasources/fault.ts';
import { MAX_SOCKETS } from '../../src/datasources/http.ts';
import { CONNECTION, everybodyJoins, LaneWorld } from './lane-world.ts';
import { grantOne } from '../support/grant-one.ts';

const many = (count: number, name = 'm'): string[] => Array.from({ length: count }, (_, index) => `${name}${index}`);
const fault = (kind: Fault, retryAfterMs?: number): DataSourceError =>
  new DataSourceError(kind, { message: kind, retryAfterMs });

/** What waits now, as the next call would take it. */
async function nextCall(world: LaneWorld) {
  const grant = await grantOne(world.store.lanes, {
    connectionId: CONNECTION,
    quota: { callsAtOnce: 1_000, scope: 'CONNECTION' },
    membersPerCall: 1_000,
    nowMs: world.clock.now(),
    aheadMs: 0,
  });
  return grant.kind === 'granted' ? grant.call.invites : [];
}

describe('sending', () => {
  it('begins at once when the quota is free', async () => {
    const world = new LaneWorld();
    await world.invite('g', ['ann']);
    await world.still();
    expect(world.arrivals.map(({ atMs }) => atMs)).toEqual([world.clock.now()]);
    await world.runUntilSettled();
    expect(await world.store.invitations.operation('o0')).toMatchObject({ counts: { joined: 1 } });
  });

  it('gathers what is stored in one burst into one call', async () => {
    const world = new LaneWorld({ capabilities: { membersPerCall: 100 } });
    await Promise.all(many(60).map((account) => world.invite('g', [account])));
    await world.still();
    expect(world.calls.map((call) => call.members.length)).toEqual([60]);
  });

  it('gathers while it waits for its quota', async () => {
    const world = new LaneWorld({ capabilities: { membersPerCall: 100 } });
    await world.invite('g', ['first']);
    for (const account of many(8)) {
      await world.pass(100);
      await world.invite('g', [account]);
    }
    await world.runUntilSettled();
    expect(world.calls.map((call) => call.members.length)).toEqual([1, 8]);
  });

  it('does not wait for an answer before the next call that the quota allows', async () => {
    const world = new LaneWorld({
      capabilities: { callsPerSecond: 5, membersPerCall: 1 },
      fate: (call) => ({ thereMs: 5, backMs: 5_000, answer: everybodyJoins(call) }),
    });
    await world.invite('g', many(10));
    await world.pass(3_000);
    expect(world.arrivals).toHaveLength(10);
    expect(world.lanes.callsInFlight).toBe(10);
  });

  it('has no more calls under way than sockets, and goes on as they end', async () => {
    const world = new LaneWorld({
      capabilities: { callsPerSecond: 1_000, membersPerCall: 1 },
      fate: (call) => ({ thereMs: 0, backMs: 5_000, answer: everybodyJoins(call) }),
    });
    await world.invite('g', many(MAX_SOCKETS + 5));
    await world.pass(4_999);
    expect(world.lanes.callsInFlight).toBe(MAX_SOCKETS);
    await world.runUntilSettled();
    expect(world.arrivals).toHaveLength(MAX_SOCKETS + 5);
  });

  it('reads before the quota is free, so that the call leaves in time', async () => {
    const world = new LaneWorld({ capabilities: { membersPerCall: 1, readsBeforeInvite: true }, readMs: () => 300 });
    await world.invite('g', many(10));
    await world.runUntilSettled();
    const [, second = 0] = world.arrivals.map(({ atMs }) => atMs);
    const last = world.arrivals.at(-1)?.atMs ?? 0;
    expect((last - second) / 8).toBeLessThan(1_010);
  });

  it('sends an account once for two operations that wait for it', async () => {
    const world = new LaneWorld({ fate: (call) => ({ thereMs: 0, backMs: 50, answer: everybodyJoins(call) }) });
    await world.invite('g', ['first']);
    await world.pass(100);
    await world.invite('g', ['ann', 'bob']);
    await world.invite('g', ['ann', 'cid']);
    await world.runUntilSettled();
    expect(world.calls.slice(1).map((call) => call.members.map(({ account }) => account))).toEqual([
      ['ann', 'bob', 'cid'],
    ]);
    expect(await world.store.invitations.operation('o2')).toMatchObject({ counts: { joined: 2 } });
  });

  it('leaves in time although its read takes now longer and now shorter', async () => {
    const reads = [300, 100, 20, 250, 80, 290, 10, 200];
    const readMs = (): number => {
      reads.push(reads.shift() ?? 0);
      return reads.at(-1) ?? 0;
    };
    const world = new LaneWorld({ capabilities: { membersPerCall: 1, readsBeforeInvite: true }, readMs });
    await world.invite('g', many(20));
    await world.runUntilSettled();
    const gapsMs = world.arrivals.slice(1).map(({ atMs }, index) => atMs - (world.arrivals[index]?.atMs ?? 0));
    // The first read was not known before.
    expect(Math.max(...gapsMs.slice(1))).toBeLessThanOrEqual(1_005);
    expect(Math.min(...gapsMs)).toBeGreaterThanOrEqual(1_000);
  });

  it('tells the data source who may have been invited already', async () => {
    const world = new LaneWorld({
      fate: (call, index) => ({
        thereMs: 0,
        backMs: 10,
        answer: index === 0 ? fault('unknown_outcome') : everybodyJoins(call),
      }),
    });
    await world.invite('g', ['ann']);
    await world.pass(10);
    await world.invite('g', ['bob']);
    await world.runUntilSettled();
    expect(world.calls.map(({ members }) => members)).toEqual([
      [{ account: 'ann', joinedAtMs: undefined, resent: false }],
      [
        { account: 'ann', joinedAtMs: undefined, resent: true },
        { account: 'bob', joinedAtMs: undefined, resent: false },
      ],
    ]);
  });
});

describe('a provider that asks for patience', () => {
  it('is left alone by every lane of the connection for as long as it says', async () => {
    const world = new LaneWorld({
      capabilities: { callsPerSecond: 5 },
      fate: (call, index) => ({
        thereMs: 0,
        backMs: 20,
        answer: index === 0 ? fault('rate_limited', 6_000) : everybodyJoins(call),
      }),
    });
    await world.invite('g', ['ann']);
    await world.pass(100);
    await world.invite('g', ['bob']);
    await world.invite('h', ['cid']);
    await world.runUntilSettled();
    const [first = 0, ...others] = world.arrivals.map(({ atMs }) => atMs);
    expect(Math.min(...others)).toBe(first + 20 + 6_000);
  });

  it('is left alone by the one group alone where it counts by group', async () => {
    const world = new LaneWorld({
      capabilities: { callsPerSecond: 5, quotaScope: 'GROUP' },
      fate: (call, index) => ({
        thereMs: 0,
        backMs: 20,
        answer: index === 0 ? fault('rate_limited', 6_000) : everybodyJoins(call),
      }),
    });
    await world.invite('g', ['ann']);
    await world.pass(100);
    const askedMs = world.clock.now();
    await world.invite('g', ['bob']);
    await world.invite('h', ['cid']);
    await world.runUntilSettled();
    expect(world.arrivals.map(({ atMs, call }) => [call.groupId, atMs - askedMs])).toEqual([
      ['g', -100],
      ['h', 0],
      ['g', 5_920],
    ]);
    expect(world.calls[2]?.members).toHaveLength(2);
  });

  it('is left alone for the longest of what its answers say, in whichever order they come', async () => {
    const world = new LaneWorld({
      capabilities: { callsPerSecond: 2, membersPerCall: 1 },
      fate: (call, index) => {
        if (index === 0) return { thereMs: 0, backMs: 20, answer: fault('rate_limited', 9_000) };
        if (index === 1) return { thereMs: 0, backMs: 30, answer: fault('rate_limited') };
        return { thereMs: 0, backMs: 20, answer: everybodyJoins(call) };
      },
    });
    await world.invite('g', ['ann', 'bob', 'cid']);
    await world.runUntilSettled();
    expect((world.arrivals[2]?.atMs ?? 0) - (world.arrivals[0]?.atMs ?? 0)).toBe(9_020);
  });
});

describe('a provider that is down', () => {
  it('keeps members queued, and is asked ever less often', async () => {
    let down = true;
    const world = new LaneWorld({
      capabilities: { callsPerSecond: 100, membersPerCall: 1 },
      retry: { attempts: 8, firstDelayMs: 500, maxDelayMs: 60_000 },
      fate: (call) => ({
        neverLeaves: down ? fault('unavailable') : undefined,
        thereMs: 0,
        backMs: 10,
        answer: everybodyJoins(call),
      }),
    });
    await world.invite('g', many(2_000));
    await world.pass(10 * 60_000);
    // The ten that opened the breaker, some that were granted with them, and one trial for each break.
    expect(world.calls.length).toBeLessThan(FAILURES_TO_OPEN + 60);
    // Only who was in one trial after another has used up the attempts.
    const failed = Math.floor(world.calls.length / 8);
    expect(await world.queued()).toBeGreaterThanOrEqual(2_000 - failed);
    expect(world.arrivals).toHaveLength(0);

    down = false;
    const upAgainMs = world.clock.now();
    await world.runUntilSettled();
    expect((world.arrivals[0]?.atMs ?? 0) - upAgainMs).toBeLessThanOrEqual(MAX_BREAK_MS);
    const ended = await world.store.invitations.operation('o0');
    expect(ended?.counts.joined).toBeGreaterThanOrEqual(2_000 - failed);
  });

  it('costs a call that the breaker held back neither an attempt nor a place in the quota', async () => {
    const world = new LaneWorld({
      capabilities: { callsPerSecond: 20, membersPerCall: 1 },
      fate: (call, index) => ({
        neverLeaves: index < FAILURES_TO_OPEN ? fault('unavailable') : undefined,
        thereMs: 0,
        backMs: 10,
        answer: everybodyJoins(call),
      }),
      retry: { attempts: 2, firstDelayMs: 100, maxDelayMs: 100 },
    });
    await world.invite('g', many(40));
    await world.runUntilSettled();
    expect(await world.store.invitations.operation('o0')).toMatchObject({ counts: { joined: 40, failed: 0 } });
  });

  it('fails members at last whose attempts are used up, and they may be sent again', async () => {
    const world = new LaneWorld({
      retry: { attempts: 3, firstDelayMs: 500, maxDelayMs: 2_000 },
      fate: () => ({ thereMs: 0, backMs: 10, answer: fault('unknown_outcome') }),
    });
    const { key } = await world.invite('g', ['ann']);
    await world.runUntilSettled();
    expect(world.arrivals).toHaveLength(3);
    const { rows } = await world.store.invitations.invites(key, { first: 1, afterKey: null });
    expect(rows[0]?.result).toMatchObject({ type: 'failed', reason: 'PROVIDER_UNAVAILABLE', retryable: true });
  });
});

describe('stopping', () => {
  it('waits for what has left, and settles it', async () => {
    const world = new LaneWorld({ fate: (call) => ({ thereMs: 5, backMs: 500, answer: everybodyJoins(call) }) });
    await world.invite('g', ['ann']);
    await world.pass(10);
    let stopped = false;
    const stopping = world.lanes.stop().then(() => (stopped = true));
    await world.still();
    expect(stopped).toBe(false);
    await world.pass(500);
    await stopping;
    expect(await world.store.invitations.operation('o0')).toMatchObject({ counts: { joined: 1 } });
  });

  it('gives back as they were who have not left, and sends nothing more', async () => {
    const world = new LaneWorld({ capabilities: { readsBeforeInvite: true, membersPerCall: 1 }, readMs: () => 300 });
    await world.invite('g', ['ann', 'bob', 'cid']);
    await world.pass(1_100);
    expect(world.arrivals).toHaveLength(1);
    expect(world.lanes.callsInFlight).toBe(1);
    const stopping = world.lanes.stop();
    await world.pass(5_000);
    await stopping;
    expect(world.arrivals).toHaveLength(1);
    const waiting = await nextCall(world);
    expect(waiting.map(({ account, attempts, resent }) => [account, attempts, resent])).toEqual([
      ['bob', 0, false],
      ['cid', 0, false],
    ]);
  });

  it('gives back whom the store was just granting', async () => {
    // The lanes ask the store for a call a few turns after the members were stored; whenever the end comes, nobody is lost.
    for (let turns = 0; turns < 8; turns++) {
      const other = new LaneWorld();
      await other.invite('g', ['ann']);
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      await other.lanes.stop();
      const { counts } = (await other.store.invitations.operation('o0'))!;
      const waiting = await nextCall(other);
      expect({
        turns,
        joined: counts.joined,
        waiting: waiting.map(({ attempts, resent }) => [attempts, resent]),
      }).toEqual(
        other.arrivals.length === 1 ? { turns, joined: 1, waiting: [] } : { turns, joined: 0, waiting: [[0, false]] },
      );
    }
  });

  it('leaves no timer behind', async () => {
    const world = new LaneWorld({ capabilities: { membersPerCall: 1 } });
    await world.invite('g', many(5));
    await world.pass(1_500);
    await world.lanes.stop();
    await world.still();
    expect(world.clock.pending).toBe(0);
  });

  it('sends nothing for members who are stored afterwards', async () => {
    const world = new LaneWorld();
    await world.lanes.stop();
    await world.invite('g', ['ann']);
    await world.pass(10_000);
    expect(world.calls).toHaveLength(0);
    expect(await world.queued()).toBe(1);
  });
});

describe('a store that fails for a while', () => {
  const broken = new Error('disk is full');

  it.each(['grantCalls', 'markDeparted', 'settleCall'] as const)('loses nothing when %s fails', async (statement) => {
    const world: LaneWorld = new LaneWorld({
      capabilities: { callsPerSecond: 4, membersPerCall: 2 },
      fate: (call) => ({ thereMs: 10, backMs: 30, answer: everybodyJoins(call) }),
      storeFails: (name, nowMs) => (name === statement && nowMs - startedAtMs < 5_000 ? broken : null),
    });
    const startedAtMs = world.clock.now();
    await world.invite('g', many(30));
    await world.runUntilSettled();
    expect(await world.store.invitations.operation('o0')).toMatchObject({ counts: { joined: 30 } });
    const sent = world.arrivals.flatMap(({ call }) => call.members.map(({ account }) => account));
    expect(sent.toSorted()).toEqual(many(30).toSorted());
    expect(world.settlements.map(({ callId }) => callId)).toHaveLength(15);
  });

  it('loses nothing when every statement fails now and then', async () => {
    let asked = 0;
    const world = new LaneWorld({
      capabilities: { callsPerSecond: 10, membersPerCall: 2, readsBeforeInvite: true },
      fate: (call) => ({ thereMs: 10, backMs: 30, answer: everybodyJoins(call) }),
      retry: { attempts: 20, firstDelayMs: 100, maxDelayMs: 200 },
      storeFails: () => (++asked % 3 === 0 ? broken : null),
    });
    await world.invite('g', many(40));
    await world.runUntilSettled();
    expect(await world.store.invitations.operation('o0')).toMatchObject({ counts: { joined: 40 } });
    const sent = world.arrivals.flatMap(({ call }) => call.members.map(({ account }) => account));
    expect(sent.toSorted()).toEqual(many(40).toSorted());
  });
});

describe('starting', () => {
  it('takes up members who were under way, after a window in which their calls may have arrived', async () => {
    const world = new LaneWorld({ capabilities: { membersPerCall: 1 } });
    await world.store.lanes.recover(0);
    await world.store.invitations.accept({
      operationId: 'earlier',
      group: { connectionId: CONNECTION, externalId: 'g' },
      caller: '',
      idempotencyKey: null,
      inputHash: '',
      idempotentSinceMs: 0,
      options: {},
      invitedBy: null,
      members: ['ann', 'bob'].map((account) => ({ account, withoutMembership: false, joinedAtMs: null, result: null })),
      nowMs: world.clock.now(),
    });
    await nextCall(world);
    await world.lanes.start();
    const startedAtMs = world.clock.now();
    await world.runUntil(() => world.arrivals.length === 2);
    const [first = 0] = world.arrivals.map(({ atMs }) => atMs - startedAtMs);
    expect(first).toBeGreaterThanOrEqual(1_000);
    expect(first).toBeLessThanOrEqual(1_300);
    expect(world.calls[0]?.members).toEqual([{ account: 'ann', joinedAtMs: undefined, resent: true }]);
  });
});
