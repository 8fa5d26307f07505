import type { Connections } from '../connections/connection.ts';
import type { CancelTimer } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import { FIRST_ROUND_MS } from '../store/store.ts';
import { ConnectionRounds, type ConnectionRoundsDeps } from './connection-rounds.ts';

/** How often it is looked whether anything is due, in milliseconds. */
export const TICK_MS = SECOND / 2;
/** Invitations that one transaction lets expire. */
export const EXPIRY_BATCH = 500;

export interface ReconcilerDeps extends ConnectionRoundsDeps {
  readonly connections: Connections;
}

/**
 * Keeps memberships true when nobody reports anything: looks at each group again when its round is due, and lets invitations
 * expire. What is due stands in the store, so that any number of instances share the work and nothing is lost with one of them.
 */
export class Reconciler {
  readonly #deps: ReconcilerDeps;
  readonly #rounds: readonly ConnectionRounds[];
  #stopped = false;
  #cancelTimer: CancelTimer = () => {};
  #ticking: Promise<void> = Promise.resolve();

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps;
    this.#rounds = deps.connections.all().map((connection) => new ConnectionRounds(connection, deps));
  }

  start(): void {
    for (const rounds of this.#rounds) rounds.begin();
    this.#ticking = this.#expire().then(() => {
      if (this.#stopped) return;
      const { clock } = this.#deps;
      this.#cancelTimer = clock.setTimer(clock.now() + TICK_MS, () => this.start());
    });
  }

  /** Begins nothing any more, and resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    await Promise.all([this.#ticking, ...this.#rounds.map((rounds) => rounds.stop())]);
  }

  async #expire(): Promise<void> {
    const { store, clock, log } = this.#deps;
    try {
      for (let expired = EXPIRY_BATCH; expired === EXPIRY_BATCH && !this.#stopped;) {
        const nowMs = clock.now();
        // Somebody may have accepted at the last moment, and the report of it may be lost: one more look.
        expired = await store.sightings.expire(nowMs, nowMs + FIRST_ROUND_MS, EXPIRY_BATCH);
      }
    } catch (error) {
      log.error({ err: error }, 'the store could not let invitations expire');
    }
  }
}
