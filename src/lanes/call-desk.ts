import type { Connection } from '../connections/connection.ts';
import type { CallDesk } from '../datasources/datasource.ts';
import { type Clock, sleep } from '../kernel/clock.ts';
import type { GrantedCall } from '../store/records.ts';
import type { LaneStatements, Quota } from '../store/store.ts';
import { BudgetDesk } from './read-desk.ts';

/** The call is not ours to send any more: this process was silent for so long that others may have taken its members up. */
export class CallLostError extends Error {
  override readonly name = 'CallLostError';
}

export interface DeskDeps {
  readonly clock: Clock;
  readonly store: LaneStatements;
  readonly connection: Connection;
  readonly quota: Quota;
  readonly signal: AbortSignal;
  /** Called once, when the inviting request is written. */
  readonly onDeparted: (atMs: number) => void;
}

/** What a lane lends to a data source for one call: permits to read and to leave, and the note of the departure. */
export class Desk implements CallDesk {
  readonly #call: GrantedCall;
  readonly #deps: DeskDeps;
  readonly #reads: BudgetDesk;
  #departedAtMs: number | null = null;
  #preparedAtMs: number | null = null;

  constructor(call: GrantedCall, deps: DeskDeps) {
    this.#call = call;
    this.#deps = deps;
    this.#reads = new BudgetDesk(deps.connection, deps);
  }

  get signal(): AbortSignal {
    return this.#deps.signal;
  }

  /** Null when the call never left. */
  get departedAtMs(): number | null {
    return this.#departedAtMs;
  }

  /** When the data source was ready to send; null when it never was. */
  get preparedAtMs(): number | null {
    return this.#preparedAtMs;
  }

  readPermit(): Promise<void> {
    return this.#reads.readPermit();
  }

  readDeparted(): void {
    this.#reads.readDeparted();
  }

  async departurePermit(): Promise<void> {
    const { clock, store, quota, signal } = this.#deps;
    this.#preparedAtMs ??= clock.now();
    // The quota may have moved since a call was granted ahead of its departure: it is asked again when the time has come.
    for (let atMs = this.#call.departAtMs; atMs > clock.now(); atMs = await store.departureOf(this.#call.id, quota)) {
      await sleep(clock, atMs - clock.now(), signal);
    }
    signal.throwIfAborted();
    if (!store.mayDepart(this.#call.id))
      throw new CallLostError(`call ${this.#call.id} may be with another instance now`);
  }

  departed(): void {
    if (this.#departedAtMs !== null) return;
    this.#departedAtMs = this.#deps.clock.now();
    this.#deps.onDeparted(this.#departedAtMs);
  }
}
