import { beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/connections/connection.ts';
import { createMemoryDataSource } from '../../src/datasources/memory.ts';
import { SECOND } from '../../src/kernel/duration.ts';
import { BudgetDesk, STALE_PERMIT_MS } from '../../src/lanes/read-desk.ts';
import { READ_MARGIN_MS } from '../../src/lanes/read-way.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { LaneStatements } from '../../src/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';

let clock: ManualClock;
let lanes: LaneStatements;
let connection: Pick<Connection, 'id' | 'dataSource'>;
/** How long the store's next answers take; none when it is empty. */
let delaysMs: number[];
let beganMs: number;

beforeEach(() => {
  clock = new ManualClock();
  lanes = openSqliteStore(':memory:', clock).lanes;
  const memory = createMemoryDataSource({ connectionId: 'memory', groups: new Map() });
  const capabilities = { ...memory.capabilities, readsPerSecond: 1 };
  connection = { id: 'memory', dataSource: { ...memory, capabilities } };
  delaysMs = [];
  beganMs = clock.now();
});

function deskOf(): BudgetDesk {
  const store: Pick<LaneStatements, 'grantRead'> = {
    async grantRead(request) {
      const answer = await lanes.grantRead(request);
      clock.advance(delaysMs.shift() ?? 0);
      return answer;
    },
  };
  return new BudgetDesk(connection, { clock, store, signal: new AbortController().signal });
}

/** When a permit comes, counted from the beginning; moves time as far as it takes. */
async function permitted(desk: BudgetDesk): Promise<number> {
  const state = { came: false };
  const permit = desk.readPermit().then(() => void (state.came = true));
  while (!state.came) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!state.came && clock.nextAtMs !== undefined) clock.advanceTo(clock.nextAtMs);
  }
  await permit;
  return clock.now() - beganMs;
}

describe('a permit to read', () => {
  it('comes a window after the read before it, and a little for the way', async () => {
    const desk = deskOf();
    await permitted(desk);
    desk.readDeparted();
    expect(await permitted(deskOf())).toBe(SECOND + READ_MARGIN_MS);
  });

  it('comes a window after the departure of the read before it, when that was late', async () => {
    const desk = deskOf();
    await permitted(desk);
    clock.advance(200);
    desk.readDeparted();
    expect(await permitted(deskOf())).toBeGreaterThanOrEqual(200 + SECOND);
  });

  it('is not used when the store took so long that others may have read since', async () => {
    delaysMs = [STALE_PERMIT_MS + 1];
    expect(await permitted(deskOf())).toBeGreaterThanOrEqual(SECOND);
  });

  it('counts for as long as the way took of late, so that late reads cost no second one', async () => {
    const ways = 4;
    const departures: number[] = [];
    for (let read = 0; read < ways; read++) {
      const desk = deskOf();
      await permitted(desk);
      clock.advance(100);
      desk.readDeparted();
      departures.push(clock.now() - beganMs);
    }
    const gaps = departures.slice(1).map((atMs, index) => atMs - (departures[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(SECOND);
    expect(gaps.at(-1)).toBeLessThan(SECOND + 200);
  });
});
