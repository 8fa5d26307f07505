import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Connection, Connections } from '../../src/connections/connection.ts';
import { createBreaker, FAILURES_TO_OPEN, FIRST_BREAK_MS } from '../../src/datasources/breaker.ts';
import { DataSourceError } from '../../src/datasources/fault.ts';
import { createMemoryDataSource } from '../../src/datasources/memory.ts';
import { ROUNDS_AT_ONCE } from '../../src/reconciliation/connection-rounds.ts';
import { Reconciler, TICK_MS } from '../../src/reconciliation/reconciler.ts';
import type { Store } from '../../src/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settled } from '../support/settled.ts';
import { type OpenedStore, openTestStore } from '../support/test-store.ts';

const SLOW = 'slow';
const QUICK = 'quick';
const GROUPS = Array.from({ length: 3 * ROUNDS_AT_ONCE }, (_, index) => `g${index}`);

let clock: ManualClock;
let store: Store;
let opened: OpenedStore;
let connections: Connections;
let reconciler: Reconciler;
/** What the slow one was asked and has not answered. */
let open: (() => void)[];

const groupsOf = (): Map<string, Set<string>> => new Map(GROUPS.map((group) => [group, new Set(['ann'])]));

function connectionOf(id: string): Connection {
  const onAsked = async (): Promise<void> => {
    if (id === SLOW) await new Promise<void>((resolve) => void open.push(resolve));
  };
  return {
    id,
    dataSource: createMemoryDataSource({ connectionId: id, groups: groupsOf(), onAsked }),
    breaker: createBreaker(clock),
    retry: { attempts: 1, firstDelayMs: 1, maxDelayMs: 1 },
    inviteExpiresAfterMs: 1,
  };
}

beforeEach(async () => {
  clock = new ManualClock();
  opened = await openTestStore(':memory:', clock);
  ({ store } = opened);
  open = [];
  connections = new Connections([connectionOf(SLOW), connectionOf(QUICK)]);
  const deskOf = (_: Connection, signal: AbortSignal) => ({
    signal,
    readPermit: async () => signal.throwIfAborted(),
    readDeparted: () => {},
  });
  const log = pino({ level: 'silent' });
  reconciler = new Reconciler({ store, connections, clock, random: () => 0, log, deskOf });
});
afterEach(async () => {
  const stopped = reconciler.stop();
  for (const answer of open) answer();
  await stopped;
  await store.close();
  await opened.drop();
});

/** Ann may be in by now: the round tells. */
async function follow(connectionId: string, groups: readonly string[]): Promise<void> {
  for (const externalId of groups) {
    await store.sightings.record({
      group: { connectionId, externalId },
      sightings: [{ account: 'ann', occurrence: 'left', cause: 'WEBHOOK', beginsMembership: true }],
      asOfSequence: null,
      facts: null,
      followsAll: false,
      webhookKey: null,
      roundAtMs: clock.now(),
      nowMs: clock.now(),
    });
  }
}

/** In how many groups she is known to be in. */
async function joinedAt(connectionId: string): Promise<number> {
  const refs = GROUPS.map((externalId) => ({ connectionId, externalId, account: 'ann' }));
  const members = await store.members.byRefs(refs);
  return members.filter((member) => member?.state === 'JOINED').length;
}

const settle = (): Promise<void> => settled(opened.busy);

it('looks at all groups that are due at once, a few beside each other', async () => {
  await follow(QUICK, GROUPS);
  reconciler.start();
  await settle();
  expect(await joinedAt(QUICK)).toBe(GROUPS.length);
});

it('asks a slow provider for so many groups at once, and the others meanwhile', async () => {
  await follow(SLOW, GROUPS);
  reconciler.start();
  await settle();
  await follow(QUICK, ['g0']);
  clock.advance(TICK_MS);
  await settle();
  expect(open).toHaveLength(ROUNDS_AT_ONCE);
  expect(await joinedAt(QUICK)).toBe(1);
});

it('waits while calls are held back after failures, and no longer, although nobody invites', async () => {
  const down = () => Promise.reject(new DataSourceError('unavailable', { message: 'it is down' }));
  const breaker = connections.get(QUICK)?.breaker;
  for (let times = 0; times < FAILURES_TO_OPEN; times++) await expect(breaker?.run(down)).rejects.toThrow('down');
  await follow(QUICK, ['g0']);
  reconciler.start();
  await settle();
  expect(await joinedAt(QUICK)).toBe(0);
  clock.advance(FIRST_BREAK_MS);
  await settle();
  clock.advance(TICK_MS);
  await settle();
  expect(await joinedAt(QUICK)).toBe(1);
});

it('gives back what it has under way when it stops', async () => {
  await follow(SLOW, ['g0']);
  reconciler.start();
  await settle();
  const stopped = reconciler.stop();
  open.shift()?.();
  await stopped;
  const due = await store.rounds.take([SLOW], 9, clock.now(), clock.now() + 1);
  expect(due.map(({ round }) => round)).toEqual([0]);
});
