import type { Logger } from 'pino';
import { type Connection, quotaOf, windowOf } from '../connections/connection.ts';
import { MAX_SOCKETS } from '../datasources/http.ts';
import type { CancelTimer, Clock, Random } from '../kernel/clock.ts';
import type { GrantedCall } from '../store/records.ts';
import type { GrantRequest, Grants, LaneStatements } from '../store/store.ts';
import type { CallObserver } from './call-record.ts';
import { CallRunner, STORE_RETRY_MS } from './call-runner.ts';
import { type GrantAsk, NO_ASK } from './grant-ask.ts';

/** Calls that are granted in one transaction at most: enough to spread its cost, and too few to hold up others for long. */
export const GRANTS_AT_ONCE = 16;
/** Calls that one change of the store may grant at most: those of the members that it brings, and of some who wait besides. */
export const GRANTS_WITH_A_CHANGE = 4;
/** The share of the time between two calls that a burst may take to gather in its first call. */
export const GATHER_SHARE = 0.05;
/** For less, in milliseconds, a burst does not gather: what is stored together leaves together anyway. */
export const SHORTEST_GATHER_MS = 0.1;

export interface DispatcherDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: LaneStatements;
  readonly log: Logger;
  readonly onSettled?: CallObserver | undefined;
}

/** Members who are being stored. */
export interface ComingMembers extends GrantAsk {
  /** To be called when they are stored and wait. */
  stored(): void;
}

/**
 * Sends what waits in the lanes of one connection, as fast as its quota allows and never faster.
 *
 * | step | what happens |
 * |---|---|
 * | wake | members were stored, a call ended, or the time of the next possible call has come |
 * | gather | after new members, where the quota leaves time for it: as long as every turn of the event loop brings more or some are being stored, up to a share of the quota's interval |
 * | grant | the store says whether a call may leave, and which members of which lane leave with it; where nothing is gathered, it does so with the change that lets it leave |
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
  #timer: { readonly atMs: number; readonly cancel: CancelTimer } | null = null;
  /** Changes that are being stored and may grant calls. */
  readonly #asks = new Set<Promise<void>>();

  constructor(connection: Connection, deps: DispatcherDeps) {
    this.#connection = connection;
    this.#deps = deps;
    this.#runner = new CallRunner(connection, {
      ...deps,
      signal: this.#stopping.signal,
      onQuotaKnown: () => void this.wake(),
      askForGrants: () => this.#ask(),
    });
  }

  /** Calls that are under way now. */
  get inFlight(): number {
    return this.#calls.size;
  }

  /** Members are about to be stored in a lane of this connection: a burst waits for them a moment. */
  membersComing(): ComingMembers {
    this.#coming++;
    const ask = this.#gatherMs < SHORTEST_GATHER_MS ? this.#ask() : NO_ASK;
    return {
      following: ask.following,
      stored: () => {
        if (ask.following === undefined) void this.membersArrived();
      },
      end: () => {
        ask.end();
        this.#coming--;
        this.#whenOneCame?.();
      },
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
    await Promise.all([this.#granting, ...this.#asks]);
    this.#timer?.cancel();
    await Promise.all(this.#calls);
  }

  async #grantWhileAsked(): Promise<void> {
    while (this.#grantAgain) {
      this.#grantAgain = false;
      await this.#grantAll();
    }
    this.#granting = null;
  }

  /** How long a burst may gather. */
  get #gatherMs(): number {
    const { callsAtOnce, windowMs } = windowOf(this.#connection.dataSource.capabilities.callsPerSecond);
    return (GATHER_SHARE * windowMs) / callsAtOnce;
  }

  async #gather(): Promise<void> {
    const { clock } = this.#deps;
    const untilMs = clock.now() + this.#gatherMs;
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

  #ask(): GrantAsk {
    const room = MAX_SOCKETS - this.#calls.size - this.#asks.size * GRANTS_WITH_A_CHANGE;
    if (this.#stopping.signal.aborted || room < GRANTS_WITH_A_CHANGE || this.#heldUntilMs !== null) return NO_ASK;
    const request = this.#request();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asks.add(promise);
    const end = (): void => {
      this.#asks.delete(promise);
      resolve();
    };
    const granted = (grants: Grants | null): void => {
      end();
      if (grants === null || !this.#take(grants, request.nowMs)) void this.wake();
    };
    return { following: { request, limit: GRANTS_WITH_A_CHANGE, granted }, end };
  }

  /** Begins what was granted. Returns false when more can be granted at once. */
  #take({ calls, againAtMs }: Grants, nowMs: number): boolean {
    for (const call of calls) this.#begin(call);
    if (calls.length > 0 && againAtMs === nowMs) return false;
    if (againAtMs !== null) this.#wakeAt(againAtMs);
    return true;
  }

  #request(): GrantRequest {
    const { capabilities } = this.#connection.dataSource;
    return {
      connectionId: this.#connection.id,
      quota: quotaOf(capabilities),
      membersPerCall: capabilities.membersPerCall,
      nowMs: this.#deps.clock.now(),
      aheadMs: capabilities.readsBeforeInvite ? this.#runner.aheadMs : 0,
    };
  }

  /** Until when the provider is left alone; null when it is not. */
  get #heldUntilMs(): number | null {
    const mayTryAtMs = this.#connection.breaker.opensAtMs;
    return mayTryAtMs !== null && mayTryAtMs > this.#deps.clock.now() ? mayTryAtMs : null;
  }

  async #grantAll(): Promise<void> {
    const { clock, store, log } = this.#deps;
    // The first one tells whether there is more than it.
    let limit = 1;
    while (!this.#stopping.signal.aborted && this.#calls.size < MAX_SOCKETS) {
      const heldUntilMs = this.#heldUntilMs;
      if (heldUntilMs !== null) return this.#wakeAt(heldUntilMs);
      try {
        const request = this.#request();
        const grants = await store.grantCalls(request, Math.min(limit, MAX_SOCKETS - this.#calls.size));
        if (this.#take(grants, request.nowMs)) return;
        limit = Math.min(2 * limit, GRANTS_AT_ONCE);
      } catch (error) {
        log.error({ err: error, connection: this.#connection.id }, 'the store could not grant a call');
        return this.#wakeAt(clock.now() + STORE_RETRY_MS);
      }
    }
  }

  /** An earlier time that was asked for stays: what asked for it may know of members that the asker of this one does not. */
  #wakeAt(atMs: number): void {
    if (this.#timer !== null) {
      if (this.#timer.atMs <= atMs) return;
      this.#timer.cancel();
    }
    const fire = (): void => {
      this.#timer = null;
      void this.wake();
    };
    this.#timer = { atMs, cancel: this.#deps.clock.setTimer(atMs, fire) };
  }

  #begin(granted: GrantedCall): void {
    const call = this.#runner.run(granted).then((looked) => {
      this.#calls.delete(call);
      if (!looked) void this.wake();
    });
    this.#calls.add(call);
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
