import type { Logger } from 'pino';
import type { Connection } from '../connections/connection.ts';
import type { ReadDesk } from '../datasources/datasource.ts';
import type { Clock, Random } from '../kernel/clock.ts';
import { MINUTE } from '../kernel/duration.ts';
import type { DueRound } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { runRound } from './round.ts';

/** Rounds of one connection that are under way at once. */
export const ROUNDS_AT_ONCE = 4;
/** A round that is not over after so long may be taken by another instance as well: then both look, and record the same. */
export const ROUND_LEASE_MS = 2 * MINUTE;

export interface ConnectionRoundsDeps {
  readonly store: Pick<Store, 'sightings' | 'rounds' | 'members'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** For reads of a connection that may wait. */
  readonly deskOf: (connection: Connection, signal: AbortSignal) => ReadDesk;
}

/** The rounds of one connection: those that are due, one after another in each of a few places, as fast as the budget of reads lets them. */
export class ConnectionRounds {
  readonly #connection: Connection;
  readonly #deps: ConnectionRoundsDeps;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #taking: Promise<void> | null = null;
  #moreDue = false;

  constructor(connection: Connection, deps: ConnectionRoundsDeps) {
    this.#connection = connection;
    this.#deps = deps;
  }

  /** Begins what is due, as far as there is room. */
  begin(): void {
    if (this.#taking !== null || this.#room === 0 || !this.#mayAsk) return;
    this.#taking = this.#take()
      .catch((error: unknown) => {
        this.#deps.log.error({ err: error, connection: this.#connection.id }, 'the store could not tell what is due');
      })
      .finally(() => (this.#taking = null));
  }

  /** Begins nothing any more, and resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('Rollcall is shutting down'));
    await this.#taking;
    await Promise.all(this.#underWay);
  }

  get #room(): number {
    return ROUNDS_AT_ONCE - this.#underWay.size;
  }

  get #mayAsk(): boolean {
    const { breaker, dataSource } = this.#connection;
    if (dataSource.reads === null || this.#stopping.signal.aborted) return false;
    // When the break is over the provider is asked again, whether or not an invite does so first.
    return breaker.heldUntilMs === null;
  }

  async #take(): Promise<void> {
    const { store, clock } = this.#deps;
    const room = this.#room;
    const nowMs = clock.now();
    const taken = await store.rounds.take([this.#connection.id], room, nowMs, nowMs + ROUND_LEASE_MS);
    this.#moreDue = taken.length === room;
    for (const due of taken) {
      const round = this.#run(due).finally(() => {
        this.#underWay.delete(round);
        if (this.#moreDue) this.begin();
      });
      this.#underWay.add(round);
    }
  }

  async #run(due: DueRound): Promise<void> {
    const { signal } = this.#stopping;
    const { log, deskOf } = this.#deps;
    try {
      await runRound(this.#deps, due, this.#connection, deskOf(this.#connection, signal));
    } catch (error) {
      if (signal.aborted) return this.#giveBack(due);
      // Taken again when the lease is over.
      log.error({ err: error, ...name(due) }, 'a round failed');
    }
  }

  /** The round is due at once for whoever comes next. */
  async #giveBack(due: DueRound): Promise<void> {
    const { store, clock, log } = this.#deps;
    const nowMs = clock.now();
    await store.rounds
      .finish(due, { round: due.round, misses: due.misses, atMs: nowMs }, nowMs)
      .catch((error: unknown) => {
        log.error({ err: error, ...name(due) }, 'a round could not be given back');
      });
  }
}

/** As lines of the log name it. */
const name = ({ group }: DueRound) => ({ connection: group.connectionId, group: group.externalId });
