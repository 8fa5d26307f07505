import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Connection, Connections } from '../../src/connections/connection.ts';
import { createBreaker } from '../../src/datasources/breaker.ts';
import { DataSourceError } from '../../src/datasources/fault.ts';
import { createMemoryDataSource } from '../../src/datasources/memory.ts';
import type { Store } from '../../src/store/store.ts';
import { UNREADABLE_MS, WEBHOOK_LEASE_MS, WEBHOOKS_AT_ONCE } from '../../src/webhooks/connection-webhooks.ts';
import { formatContent } from '../../src/webhooks/content.ts';
import { QUESTION_RETRY, ReportApplier } from '../../src/webhooks/report-applier.ts';
import { WebhookWorker } from '../../src/webhooks/worker.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settled } from '../support/settled.ts';
import { type OpenedStore, openTestStore } from '../support/test-store.ts';

const SLOW = 'slow';
const QUICK = 'quick';
const DOWN = 'down';
const GROUPS = Array.from({ length: 3 * WEBHOOKS_AT_ONCE }, (_, index) => `g${index}`);

let clock: ManualClock;
let store: Store;
let opened: OpenedStore;
let worker: WebhookWorker;
/** How often each provider was asked. */
let asked: Record<string, number>;
/** Questions that the slow one has not answered; called, it answers. */
let open: (() => void)[];
let kept: number;

function connectionOf(id: string): Connection {
  const onAsked = async (): Promise<void> => {
    asked[id] = (asked[id] ?? 0) + 1;
    if (id === DOWN) throw new DataSourceError('unavailable', { message: 'it is down' });
    if (id === SLOW) await new Promise<void>((resolve) => void open.push(resolve));
  };
  return {
    id,
    dataSource: createMemoryDataSource({
      connectionId: id,
      groups: new Map(GROUPS.map((group) => [group, new Set()])),
      onAsked,
    }),
    breaker: createBreaker(clock),
    retry: { attempts: 1, firstDelayMs: 1, maxDelayMs: 1 },
    inviteExpiresAfterMs: 1,
  };
}

beforeEach(async () => {
  clock = new ManualClock();
  opened = await openTestStore(':memory:', clock);
  ({ store } = opened);
  asked = {};
  open = [];
  kept = 0;
  const connections = new Connections([SLOW, QUICK, DOWN].map(connectionOf));
  const log = pino({ level: 'silent' });
  const deskOf = (_: Connection, signal: AbortSignal) => ({
    signal,
    readDeparted: () => {},
    readPermit: async () => {},
  });
  const applier = new ReportApplier({ store, connections, clock, random: () => 0, log, deskOf });
  worker = new WebhookWorker({ store, connections, applier, clock, log });
});
afterEach(async () => {
  const stopped = worker.stop();
  for (const answer of open) answer();
  await stopped;
  await store.close();
  await opened.drop();
});

/** Keeps a report for which the group has to be read once. */
async function keep(connectionId: string, groupId: string, content?: string): Promise<void> {
  const reports = [{ groupId, change: 'groupChanged', accounts: [], trusted: false }] as const;
  const webhook = { connectionId, key: `${kept++}`, content: content ?? formatContent(reports), nowMs: clock.now() };
  expect(await store.webhooks.keep(webhook)).toBe(true);
}

const settle = (): Promise<void> => settled(opened.busy);

it('holds only so many of one connection, and lets no slow one hold up another', async () => {
  for (const group of GROUPS) await keep(SLOW, group);
  worker.wake(SLOW);
  await settle();
  expect(asked).toEqual({ [SLOW]: WEBHOOKS_AT_ONCE });
  await keep(QUICK, 'g0');
  worker.wake(QUICK);
  await settle();
  expect(asked).toEqual({ [SLOW]: WEBHOOKS_AT_ONCE, [QUICK]: 1 });
  open.shift()?.();
  await settle();
  expect(asked).toEqual({ [SLOW]: WEBHOOKS_AT_ONCE + 1, [QUICK]: 1 });
});

it('does not begin again with what it has under way when the lease is over', async () => {
  await keep(SLOW, 'g0');
  worker.start();
  await settle();
  clock.advance(2 * WEBHOOK_LEASE_MS);
  await settle();
  open.shift()?.();
  await settle();
  expect(asked).toEqual({ [SLOW]: 1 });
});

it('asks once for all that has come of a group meanwhile', async () => {
  await keep(SLOW, 'g0');
  worker.wake(SLOW);
  await settle();
  for (let more = 0; more < 5; more++) await keep(SLOW, 'g0');
  worker.wake(SLOW);
  for (let answers = 0; answers < 3; answers++) {
    await settle();
    open.shift()?.();
  }
  expect(asked).toEqual({ [SLOW]: 2 });
});

it('puts off what it cannot read, and goes on with the others', async () => {
  await keep(QUICK, 'g0', '[{"change":"somethingNew"}]');
  await keep(QUICK, 'g0');
  worker.wake(QUICK);
  await settle();
  expect(asked).toEqual({ [QUICK]: 1 });
  const due = async (atMs: number) => (await store.webhooks.take([QUICK], 9, atMs, atMs + 1)).length;
  expect(await due(clock.now() + UNREADABLE_MS - 1)).toBe(0);
  expect(await due(clock.now() + UNREADABLE_MS)).toBe(1);
});

it('leaves a question to the rounds that was put so often in vain', async () => {
  await keep(DOWN, 'g0');
  for (let attempt = 0; attempt < QUESTION_RETRY.attempts + 2; attempt++) {
    worker.wake(DOWN);
    await settle();
    clock.advance(QUESTION_RETRY.maxDelayMs);
  }
  expect(asked).toEqual({ [DOWN]: QUESTION_RETRY.attempts });
  expect(await store.rounds.take([DOWN], 9, clock.now(), clock.now() + 1)).toHaveLength(1);
});
