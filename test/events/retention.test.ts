import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REPLAY_GRACE_MS, startRetention, SWEEP_BATCH, SWEEP_INTERVAL_MS } from '../../src/events/retention.ts';
import type { CancelTimer } from '../../src/kernel/clock.ts';
import { DAY } from '../../src/kernel/duration.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from './log.ts';

const RETENTION_MS = 30 * DAY;

describe('the retention', () => {
  let clock: ManualClock;
  let store: Store;
  let stop: CancelTimer;
  beforeEach(() => {
    clock = new ManualClock();
    store = openSqliteStore(':memory:', clock);
    stop = () => {};
  });
  afterEach(async () => {
    stop();
    await store.close();
  });
  const start = (kept: Store = store): void =>
    void (stop = startRetention(kept, clock, RETENTION_MS, pino({ level: 'silent' })));
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  /** An operation of so many members: one event for each, and one more for those who are settled at once. */
  const invite = (id: string, members: number, settled: boolean) =>
    store.invitations.accept({
      operationId: id,
      group: { connectionId: 'c', externalId: id },
      caller: '',
      idempotencyKey: null,
      inputHash: '',
      idempotentSinceMs: 0,
      options: {},
      invitedBy: null,
      members: Array.from({ length: members }, (_, index) => ({
        account: `m${index}`,
        withoutMembership: false,
        joinedAtMs: null,
        result: settled ? { type: 'notFound', message: '' } : null,
      })),
      nowMs: clock.now(),
    });
  const eventsKept = async (): Promise<number> => (await store.events.after(0, {}, 100_000)).length;

  it('removes events and ended operations that are older, and keeps the others', async () => {
    await invite('old', 2, true);
    await invite('running', 1, false);
    await pass(DAY);
    await invite('young', 2, true);
    start();
    await pass(RETENTION_MS - 2 * SWEEP_INTERVAL_MS);
    await pass(SWEEP_INTERVAL_MS);
    expect(await store.invitations.operations(['old', 'running', 'young'])).toMatchObject([
      null,
      { id: 'running' },
      { id: 'young' },
    ]);
    expect(await eventsKept()).toBe(4);
    expect(await store.members.countOfGroup({ connectionId: 'c', externalId: 'old' }, null)).toBe(2);
  });

  it('keeps an event as long as a cursor before it may be taken, and an hour longer', async () => {
    await invite('old', 1, true);
    start();
    await pass(RETENTION_MS + REPLAY_GRACE_MS - 2 * SWEEP_INTERVAL_MS);
    for (let hours = 0; hours < 2; hours++) await pass(SWEEP_INTERVAL_MS);
    expect(await eventsKept()).toBe(2);
    await pass(SWEEP_INTERVAL_MS);
    expect(await eventsKept()).toBe(0);
  });

  it('looks again every interval', async () => {
    start();
    await pass(1_000);
    await invite('late', 1, true);
    await pass(RETENTION_MS);
    for (let hours = 0; hours < 3 && (await eventsKept()) > 0; hours++) await pass(SWEEP_INTERVAL_MS);
    expect(await eventsKept()).toBe(0);
  });

  it('removes many a batch at a time, with a pause in between', async () => {
    await invite('old', SWEEP_BATCH, true);
    await pass(RETENTION_MS + REPLAY_GRACE_MS + 1);
    start();
    await pass(1_000);
    expect(await eventsKept()).toBe(SWEEP_BATCH);
    await pass(1_000);
    expect(await eventsKept()).toBe(0);
  });

  it('goes on after the store has failed', async () => {
    await invite('old', 1, true);
    await pass(RETENTION_MS + REPLAY_GRACE_MS + 1);
    let failures = 1;
    const events = {
      ...store.events,
      forget: (beforeMs: number, limit: number) =>
        failures-- > 0 ? Promise.reject(new Error('disk is full')) : store.events.forget(beforeMs, limit),
    };
    start({ ...store, events });
    await pass(1_000);
    expect(await eventsKept()).toBe(2);
    await pass(SWEEP_INTERVAL_MS);
    expect(await eventsKept()).toBe(0);
  });

  it('stops for good, also in the middle of a sweep', async () => {
    start();
    stop();
    expect(clock.pending).toBe(0);
    start();
    clock.advance(1_000);
    stop();
    await settle();
    expect(clock.pending).toBe(0);
  });
});
