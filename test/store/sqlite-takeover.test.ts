import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { ManualClock } from '../support/manual-clock.ts';

const FAR_MS = 1_000_000;

it('hands out at once what a process had taken that has ended, for nobody else can have it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = new ManualClock();
  const nowMs = clock.now();
  const first = openSqliteStore(folder, clock);
  await first.sightings.record({
    group: { connectionId: 'c', externalId: 'g' },
    sightings: [{ account: 'ann', occurrence: 'seenIn', cause: 'WEBHOOK', beginsMembership: true }],
    asOfSequence: null,
    facts: null,
    followsAll: false,
    webhookKey: null,
    roundAtMs: nowMs,
    nowMs,
  });
  await first.webhooks.keep({ connectionId: 'c', key: 'k', content: '[]', nowMs });
  expect(await first.rounds.take(['c'], 1, nowMs, nowMs + FAR_MS)).toHaveLength(1);
  expect(await first.webhooks.take(['c'], 1, nowMs, nowMs + FAR_MS)).toHaveLength(1);
  await first.close();

  const second = openSqliteStore(folder, clock);
  expect(await second.rounds.take(['c'], 1, nowMs, nowMs + FAR_MS)).toEqual([]);
  expect(await second.webhooks.take(['c'], 1, nowMs, nowMs + FAR_MS)).toEqual([]);
  await second.lanes.recover(nowMs);
  expect(await second.rounds.take(['c'], 1, nowMs, nowMs + FAR_MS)).toHaveLength(1);
  expect(await second.webhooks.take(['c'], 1, nowMs, nowMs + FAR_MS)).toHaveLength(1);
  await second.close();
});

it('counts the reads that a process had granted that has ended, for nobody knows when they left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const clock = new ManualClock();
  const readAt = (store: ReturnType<typeof openSqliteStore>): Promise<number | null> =>
    store.lanes.grantRead({
      connectionId: 'c',
      readsAtOnce: 1,
      nowMs: clock.now(),
      blocksUntilMs: clock.now() + 1_000,
      spareReadsAtOnce: null,
    });
  const first = openSqliteStore(folder, clock);
  expect(await readAt(first)).toBeNull();
  await first.close();

  clock.advance(900);
  const second = openSqliteStore(folder, clock);
  const blocksUntilMs = clock.now() + 1_250;
  await second.lanes.recover(blocksUntilMs);
  expect(await readAt(second)).toBe(blocksUntilMs);
  clock.advanceTo(blocksUntilMs);
  expect(await readAt(second)).toBeNull();
  await second.close();
});
