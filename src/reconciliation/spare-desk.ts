import { type Connection, windowOf } from '../connections/connection.ts';
import type { ReadDesk } from '../datasources/datasource.ts';
import { type Clock, sleep } from '../kernel/clock.ts';
import { BudgetDesk } from '../lanes/read-desk.ts';
import type { LaneStatements } from '../store/store.ts';
import { spareReads } from './spare-reads.ts';

export interface SpareDeskDeps {
  readonly clock: Clock;
  readonly store: Pick<LaneStatements, 'grantRead' | 'anyWaiting'>;
  readonly signal: AbortSignal;
}

/** Permits for reads for which nobody waits: out of what invites leave over. */
export class SpareDesk implements ReadDesk {
  readonly #connection: Connection;
  readonly #deps: SpareDeskDeps;
  #reads: BudgetDesk | null = null;

  constructor(connection: Connection, deps: SpareDeskDeps) {
    this.#connection = connection;
    this.#deps = deps;
  }

  get signal(): AbortSignal {
    return this.#deps.signal;
  }

  /** Rejects with the signal's reason when that comes while it waits. */
  async readPermit(): Promise<void> {
    const { clock, store, signal } = this.#deps;
    const { capabilities } = this.#connection.dataSource;
    const { windowMs } = windowOf(capabilities.readsPerSecond);
    for (;;) {
      signal.throwIfAborted();
      // Elsewhere invites take no reads, so nobody has to be asked whether any wait.
      const invitesWait = capabilities.readsBeforeInvite && (await store.anyWaiting(this.#connection.id));
      const spare = spareReads(capabilities, invitesWait);
      if (spare > 0) {
        this.#reads = new BudgetDesk(this.#connection, this.#deps, spare);
        return this.#reads.readPermit();
      }
      await sleep(clock, windowMs, signal);
    }
  }

  readDeparted(): void {
    this.#reads?.readDeparted();
  }
}
