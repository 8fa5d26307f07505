import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DATABASE_FILE } from '../../src/store/sqlite/database.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { MAX_SIGHTINGS, type SightingOrder, type Store } from '../../src/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';

const WINDOW_MS = 1_000;

describe('what the embedded store writes', () => {
  const clock = new ManualClock();
  let dir: string;
  let store: Store;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-growth-'));
    store = openSqliteStore(dir, clock);
  });
  afterEach(async () => {
    await store.close();
    await rm(dir, { recursive: true });
  });

  /** A whole order of members who are in; what is seen of the account that is named is new. */
  const list = (renamed?: string): SightingOrder => ({
    group: { connectionId: 'c', externalId: 'g' },
    sightings: Array.from({ length: MAX_SIGHTINGS }, (_, at) => ({
      account: `m${at}`,
      occurrence: 'seenIn' as const,
      cause: 'RECONCILIATION' as const,
      beginsMembership: true,
      profile: { nickname: `m${at}` === renamed ? 'renamed' : 'Member', isRobot: false },
    })),
    asOfSequence: null,
    facts: null,
    followsAll: false,
    webhookKey: null,
    roundAtMs: null,
    nowMs: clock.now(),
  });
  const written = async () => (await stat(join(dir, `${DATABASE_FILE}-wal`))).size;

  it('is nothing when a list shows what is known already', async () => {
    await store.sightings.record(list());
    const before = await written();
    await store.sightings.record(list());
    expect(await written()).toBe(before);
    await store.sightings.record(list('m7'));
    expect(await written()).toBeGreaterThan(before);
  });

  it('does not grow with reads whose time is over, also when nobody is invited', async () => {
    const read = (spareReadsAtOnce: number | null) =>
      store.lanes.grantRead({
        connectionId: 'c',
        readsAtOnce: 4,
        nowMs: clock.now(),
        blocksUntilMs: clock.now() + WINDOW_MS,
        spareReadsAtOnce,
      });
    for (let window = 0; window < 50; window++) {
      expect(await Promise.all([read(null), read(2), read(2), read(null)])).toEqual([null, null, null, null]);
      clock.advance(WINDOW_MS);
    }
    await store.close();
    const database = new DatabaseSync(join(dir, DATABASE_FILE));
    const { rows } = database.prepare('SELECT count(*) AS rows FROM calls').get() as { rows: number };
    database.close();
    // Four reads, two of them in two budgets.
    expect(rows).toBeLessThanOrEqual(6);
    store = openSqliteStore(dir, clock);
  });
});
