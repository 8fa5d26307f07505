import type { Clock } from '../../kernel/clock.ts';
import { FAR_FUTURE_MS } from '../../kernel/far-future.ts';

/**
 * Whose time it is. The instances' clocks may differ, so everything that they decide together is decided in the time of the
 * database: what they say of instants travels as a distance from their own now, and comes back as one.
 *
 * A distance grows by the way of the message. That errs to the safe side: a quota is blocked for longer, never for less.
 */
export class StoreTime {
  readonly #clock: Clock;
  readonly #follows: 'database' | 'clock';

  /** @param follows `clock` has the database live in the time of this process, which is for tests that move time */
  constructor(clock: Clock, follows: 'database' | 'clock') {
    this.#clock = clock;
    this.#follows = follows;
  }

  /** For a parameter `p_now` of a statement: null means the time of the database. */
  get parameter(): number | null {
    return this.#follows === 'clock' ? this.#clock.now() : null;
  }

  /** How far an instant of this process is from now; to be added to the database's now of a statement that is sent at once. */
  distance(atMs: number): number {
    return this.distancesFromNow()(atMs);
  }

  /** The same for instants that become known later, while the database's now is read in between. */
  distancesFromNow(): (atMs: number) => number {
    const nowMs = this.#clock.now();
    return (atMs) => Math.ceil(atMs - nowMs);
  }

  /** An instant of the database in the time of this process; {@link FAR_FUTURE_MS} stays what it is. */
  local(atMs: number, databaseNowMs: number): number {
    return atMs >= FAR_FUTURE_MS ? atMs : Math.round(atMs - databaseNowMs + this.#clock.now());
  }
}
