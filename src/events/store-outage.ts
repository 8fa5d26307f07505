import type { Logger } from 'pino';
import { backoffMs } from '../kernel/backoff.ts';
import type { CancelTimer, Clock, Random } from '../kernel/clock.ts';

/** How long a reader of events waits after the store has failed it, again and again for as long as it takes. */
export const READ_RETRY = { attempts: Number.POSITIVE_INFINITY, firstDelayMs: 100, maxDelayMs: 5_000 } as const;

export interface StoreOutageDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** What all readers of events share when the store fails them: one line in the log for each outage, and when to try again. */
export class StoreOutage {
  readonly #deps: StoreOutageDeps;
  #known = false;

  constructor(deps: StoreOutageDeps) {
    this.#deps = deps;
  }

  over(): void {
    if (this.#known) this.#deps.log.info('events can be read again');
    this.#known = false;
  }

  /** Calls `again` after the reader's `failures`-th failure in a row. */
  retry(failures: number, error: unknown, again: () => void): CancelTimer {
    const { clock, random, log } = this.#deps;
    if (!this.#known) log.error({ err: error }, 'events cannot be read');
    this.#known = true;
    return clock.setTimer(clock.now() + backoffMs(READ_RETRY, failures, random), again);
  }
}
