import { type Connection, windowOf } from '../connections/connection.ts';
import type { ReadDesk } from '../datasources/datasource.ts';
import { type Clock, sleep } from '../kernel/clock.ts';
import type { LaneStatements } from '../store/store.ts';
import { ReadWay } from './read-way.ts';

/** A permit that took longer to come is not used: the budget may have been given to others meanwhile. In milliseconds. */
export const STALE_PERMIT_MS = 250;
/** More than any budget has: a read that is counted and not asked for. */
const UNBOUNDED = 2_147_483_647;

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
  readonly #way: ReadWay;
  /** Of the newest permit: when it was asked for, and how much longer than the window it counts. */
  #permit: { readonly askedAtMs: number; readonly marginMs: number } | null = null;

  /** @param spareReadsAtOnce null: somebody waits for what is read. Else the reads may wait, as `ReadRequest.spareReadsAtOnce` says */
  constructor(
    connection: Pick<Connection, 'id' | 'dataSource'>,
    deps: ReadDeskDeps,
    spareReadsAtOnce: number | null = null,
  ) {
    this.#connection = connection;
    this.#deps = deps;
    this.#spareReadsAtOnce = spareReadsAtOnce;
    this.#way = ReadWay.of(connection.dataSource);
  }

  get signal(): AbortSignal {
    return this.#deps.signal;
  }

  /** Rejects with the signal's reason when that comes while it waits: whoever is in the middle of something may end it as long as nothing has to wait. */
  async readPermit(): Promise<void> {
    const { clock, signal } = this.#deps;
    const { callsAtOnce } = windowOf(this.#connection.dataSource.capabilities.readsPerSecond);
    for (;;) {
      const askedAtMs = clock.now();
      const { marginMs } = this.#way;
      const freeAtMs = await this.#count(callsAtOnce, this.#spareReadsAtOnce, marginMs);
      const lateMs = clock.now() - askedAtMs;
      if (freeAtMs !== null) {
        await sleep(clock, freeAtMs - askedAtMs, signal);
      } else if (lateMs <= STALE_PERMIT_MS) {
        this.#permit = { askedAtMs, marginMs };
        return;
      } else {
        this.#way.note(lateMs);
        signal.throwIfAborted();
      }
    }
  }

  /** A read that left later than its permit allowed for counts once more, from now on. */
  readDeparted(): void {
    if (this.#permit === null) return;
    const { askedAtMs, marginMs } = this.#permit;
    const lateMs = this.#deps.clock.now() - askedAtMs;
    this.#way.note(lateMs);
    // When the store cannot be reached it gives out no other reads either.
    if (this.#way.isLate(lateMs, marginMs)) this.#count(UNBOUNDED, null, marginMs).catch(() => {});
  }

  #count(readsAtOnce: number, spareReadsAtOnce: number | null, marginMs: number): Promise<number | null> {
    const { windowMs } = windowOf(this.#connection.dataSource.capabilities.readsPerSecond);
    const nowMs = this.#deps.clock.now();
    return this.#deps.store.grantRead({
      connectionId: this.#connection.id,
      readsAtOnce,
      nowMs,
      blocksUntilMs: nowMs + windowMs + marginMs,
      spareReadsAtOnce,
    });
  }
}
