import { type Connection, windowOf } from '../connections/connection.ts';
import type { ReadDesk } from '../datasources/datasource.ts';
import { type Clock, sleep } from '../kernel/clock.ts';
import type { LaneStatements } from '../store/store.ts';

/** Reads count so much longer than their window, because only their permits are seen and not their departures; milliseconds. */
export const READ_MARGIN_MS = 100;
/** A permit that comes so much after it was asked for is not used: it may count no more when its read arrives. The rest of the margin is for the way. */
export const STALE_PERMIT_MS = READ_MARGIN_MS / 2;
/** Stale permits in a row after which the next one is used however it comes: on a machine as slow as that a read must not be put off for ever. */
export const MAX_STALE_PERMITS = 3;

export interface ReadDeskDeps {
  readonly clock: Clock;
  readonly store: Pick<LaneStatements, 'grantRead'>;
  readonly signal: AbortSignal;
}

/** Permits out of a connection's budget of reads and removals. */
export class BudgetDesk implements ReadDesk {
  readonly #connection: Pick<Connection, 'id' | 'dataSource'>;
  readonly #deps: ReadDeskDeps;
  readonly #spareReadsAtOnce: number | null;

  /** @param spareReadsAtOnce null: somebody waits for what is read. Else the reads may wait, as `ReadRequest.spareReadsAtOnce` says */
  constructor(
    connection: Pick<Connection, 'id' | 'dataSource'>,
    deps: ReadDeskDeps,
    spareReadsAtOnce: number | null = null,
  ) {
    this.#connection = connection;
    this.#deps = deps;
    this.#spareReadsAtOnce = spareReadsAtOnce;
  }

  get signal(): AbortSignal {
    return this.#deps.signal;
  }

  /** Rejects with the signal's reason when that comes while it waits: whoever is in the middle of something may end it as long as nothing has to wait. */
  async readPermit(): Promise<void> {
    const { clock, store, signal } = this.#deps;
    const { callsAtOnce, windowMs } = windowOf(this.#connection.dataSource.capabilities.readsPerSecond);
    for (let stale = 0; ;) {
      const nowMs = clock.now();
      const freeAtMs = await store.grantRead({
        connectionId: this.#connection.id,
        readsAtOnce: callsAtOnce,
        nowMs,
        blocksUntilMs: nowMs + windowMs + READ_MARGIN_MS,
        spareReadsAtOnce: this.#spareReadsAtOnce,
      });
      if (freeAtMs !== null) await sleep(clock, freeAtMs - nowMs, signal);
      else if (clock.now() - nowMs <= STALE_PERMIT_MS || stale++ === MAX_STALE_PERMITS) return;
    }
  }
}
