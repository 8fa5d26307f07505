import type { Logger } from 'pino';
import { type Connection, quotaOf, windowOf } from '../connections/connection.ts';
import { MAX_SOCKETS } from '../datasources/http.ts';
import type { CancelTimer, Clock, Random } from '../kernel/clock.ts';
import type { GrantedCall } from '../store/records.ts';
import type { LaneStatements } from '../store/store.ts';
import { CallRunner, STORE_RETRY_MS } from './call-runner.ts';

/** Calls that are granted in one transaction at most: enough to spread its cost, and too few to hold up others for long. */
export const GRANTS_AT_ONCE = 16;
/** The share of the time between two calls that a burst may take to gather in its first call. */
export const GATHER_SHARE = 0.05;

export interface DispatcherDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: LaneStatements;
  readonly log: Logger;
}

/**
 * Sends what waits in the lanes of one connection, as fast as its quota allows and never faster.
 *
 * | step | what happens |
 * |---|---|
 * | wake | members were stored, a call ended, or the time of the next possible call has come |
 * | gather | after new members: as long as every turn of the event loop brings more or some are being stored, up to a share of the quota's interval |
 * | grant | the store says whether a call may leave, and which members of which lane leave with it |
 * | call | the data source reads, waits for its departure, sends, and tells outcomes; many calls are under way at once |
 * | settle | the verdict on each member is stored; whoever is not settled waits again; then wake |
 */
export class Dispatcher {
  readonly #connection: Connection;
  readonly #deps: DispatcherDeps;
  readonly #runner: CallRunner;
  readonly #stopping = new AbortController();
  readonly #calls = new Set<Promise<void>>();
  #arrivals = 0;
  /** Orders that are being stored. */
  #coming = 0;
  #whenOneCame: (() => void) | null = null;
  #gathering = false;
  /** Ends when nothing more may leave now; null while nobody looks. */
  #granting: Promise<void> | null = null;
  #grantAgain = false;
  #cancelTimer: CancelTimer | null = null;

  constructor(connection: Connection, deps: DispatcherDeps) {
    this.#connection = connection;
    this.#deps = deps;
    this.#runner = new CallRunner(connection, {
      ...deps,
      signal: this.#stopping.signal,
      onQuotaKnown: () => void this.wake(),
    });
  }

  /** Calls that are under way now. */
  get inFlight(): number {
    return this.#calls.size;
  }

  /**
   * Members are about to be stored in a lane of this connection: a burst waits for them a moment. Returns what is to be called
   * when they are stored, or never will be.
   */
  membersComing(): () => void {
    this.#coming++;
    return () => {
      this.#coming--;
      this.#whenOneCame?.();
    };
  }

  /** Members were stored in a lane of this connection. */
  async membersArrived(): Promise<void> {
    this.#arrivals++;
    if (this.#gathering) return;
    this.#gathering = true;
    await this.#gather();
    this.#gathering = false;
    await this.wake();
  }

  /** Looks what may leave. */
  async wake(): Promise<void> {
    this.#grantAgain = true;
    this.#granting ??= this.#grantWhileAsked();
    await this.#granting;
  }

  /** Grants nothing any more, takes back what has not left, and resolves when what has left is settled. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('Rollcall is shutting down'));
    // The store may be about to grant one more call, which then gives its members back like the others.
    await this.#granting;
    this.#cancelTimer?.();
    await Promise.all(this.#calls);
  }

  async #grantWhileAsked(): Promise<void> {
    while (this.#grantAgain) {
      this.#grantAgain = false;
      await this.#grantAll();
    }
    this.#granting = null;
  }

  get #interval(): { callsAtOnce: number; windowMs: number } {
    return windowOf(this.#connection.dataSource.capabilities.callsPerSecond);
  }

  async #gather(): Promise<void> {
    const { clock } = this.#deps;
    const { callsAtOnce, windowMs } = this.#interval;
    const untilMs = clock.now() + (GATHER_SHARE * windowMs) / callsAtOnce;
    for (let seen = -1; seen !== this.#arrivals && clock.now() <= untilMs;) {
      seen = this.#arrivals;
      // Two turns: in the first one requests are read, in the second one it is known which of them are being stored.
      await nextTurn();
      await nextTurn();
      if (seen === this.#arrivals && this.#coming > 0) await this.#oneCame(untilMs);
    }
  }

  async #oneCame(untilMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancelTimer = this.#deps.clock.setTimer(untilMs, resolve);
      this.#whenOneCame = () => {
        cancelTimer();
        resolve();
      };
    });
    this.#whenOneCame = null;
  }

  async #grantAll(): Promise<void> {
    const { clock, store, log } = this.#deps;
    const { capabilities } = this.#connection.dataSource;
    const quota = quotaOf(capabilities);
    // The first one tells whether there is more than it.
    let limit = 1;
    while (!this.#stopping.signal.aborted && this.#calls.size < MAX_SOCKETS) {
      const nowMs = clock.now();
      const mayTryAtMs = this.#connection.breaker.opensAtMs;
      if (mayTryAtMs !== null && mayTryAtMs > nowMs) return this.#wakeAt(mayTryAtMs);
      try {
        const request = {
          connectionId: this.#connection.id,
          quota,
          membersPerCall: capabilities.membersPerCall,
          nowMs,
          aheadMs: capabilities.readsBeforeInvite ? this.#runner.aheadMs : 0,
        };
        const { calls, againAtMs } = await store.grantCalls(request, Math.min(limit, MAX_SOCKETS - this.#calls.size));
        for (const call of calls) this.#begin(call);
        if (calls.length === 0 || againAtMs !== nowMs) return this.#wakeAt(againAtMs);
        limit = Math.min(2 * limit, GRANTS_AT_ONCE);
      } catch (error) {
        log.error({ err: error, connection: this.#connection.id }, 'the store could not grant a call');
        return this.#wakeAt(nowMs + STORE_RETRY_MS);
      }
    }
  }

  #wakeAt(atMs: number | null): void {
    this.#cancelTimer?.();
    this.#cancelTimer = atMs === null ? null : this.#deps.clock.setTimer(atMs, () => void this.wake());
  }

  #begin(granted: GrantedCall): void {
    const call = this.#runner.run(granted).finally(() => {
      this.#calls.delete(call);
      void this.wake();
    });
    this.#calls.add(call);
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
