import type { Logger } from 'pino';
import type { Connection, Connections } from '../connections/connection.ts';
import type { ReadDesk } from '../datasources/datasource.ts';
import type { CancelTimer, Clock, Random } from '../kernel/clock.ts';
import { MINUTE, SECOND } from '../kernel/duration.ts';
import type { DueRound } from '../store/records.ts';
import { FIRST_ROUND_MS, type Store } from '../store/store.ts';
import { runRound } from './round.ts';

/** How often it is looked whether anything is due, in milliseconds. */
export const TICK_MS = SECOND;
/** Rounds of one connection that are under way at once. */
export const ROUNDS_AT_ONCE = 4;
/** A round that is not over after so long may be taken by another instance as well: then both look, and record the same. */
export const ROUND_LEASE_MS = 10 * MINUTE;
/** Invitations that one transaction lets expire. */
export const EXPIRY_BATCH = 500;

export interface ReconcilerDeps {
  readonly store: Pick<Store, 'sightings' | 'rounds' | 'members'>;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** For reads of a connection that may wait. */
  readonly deskOf: (connection: Connection, signal: AbortSignal) => ReadDesk;
}

/**
 * Keeps memberships true when nobody reports anything: looks at each group again when its round is due, and lets invitations
 * expire. What is due stands in the store, so that any number of instances share the work and nothing is lost with one of them.
 */
export class Reconciler {
  readonly #deps: ReconcilerDeps;
  readonly #stopping = new AbortController();
  readonly #rounds = new Map<string, Set<Promise<void>>>();
  #cancelTimer: CancelTimer = () => {};
  #ticking: Promise<void> = Promise.resolve();

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#ticking = this.#tick().then(() => {
      if (this.#stopping.signal.aborted) return;
      const { clock } = this.#deps;
      this.#cancelTimer = clock.setTimer(clock.now() + TICK_MS, () => this.start());
    });
  }

  /** Begins nothing any more, and resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('Rollcall is shutting down'));
    this.#cancelTimer();
    await this.#ticking;
    await Promise.allSettled([...this.#rounds.values()].flatMap((rounds) => [...rounds]));
  }

  async #tick(): Promise<void> {
    try {
      await this.#expire();
      for (const connection of this.#deps.connections.all()) await this.#beginRounds(connection);
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the store could not tell what is due');
    }
  }

  async #expire(): Promise<void> {
    const { store, clock } = this.#deps;
    for (let expired = EXPIRY_BATCH; expired === EXPIRY_BATCH && !this.#stopping.signal.aborted;) {
      const nowMs = clock.now();
      // Somebody may have accepted at the last moment, and the report of it may be lost: one more look.
      expired = await store.sightings.expire(nowMs, nowMs + FIRST_ROUND_MS, EXPIRY_BATCH);
    }
  }

  async #beginRounds(connection: Connection): Promise<void> {
    const { store, clock } = this.#deps;
    const underWay = this.#roundsOf(connection);
    const room = ROUNDS_AT_ONCE - underWay.size;
    const { reads } = connection.dataSource;
    // While the provider is down, invites find out when it is back; nothing else is to be asked meanwhile.
    if (room <= 0 || reads === null || connection.breaker.opensAtMs !== null || this.#stopping.signal.aborted) return;
    const nowMs = clock.now();
    for (const due of await store.rounds.take([connection.id], room, nowMs, nowMs + ROUND_LEASE_MS)) {
      const round = this.#run(due, connection).finally(() => underWay.delete(round));
      underWay.add(round);
    }
  }

  async #run(due: DueRound, connection: Connection): Promise<void> {
    const { signal } = this.#stopping;
    try {
      await runRound(this.#deps, due, connection, this.#deps.deskOf(connection, signal));
    } catch (error) {
      // Taken back when the lease is over.
      if (!signal.aborted) this.#deps.log.error({ err: error, group: due.group.externalId }, 'a round failed');
    }
  }

  #roundsOf({ id }: Connection): Set<Promise<void>> {
    const known = this.#rounds.get(id);
    if (known !== undefined) return known;
    const rounds = new Set<Promise<void>>();
    this.#rounds.set(id, rounds);
    return rounds;
  }
}
