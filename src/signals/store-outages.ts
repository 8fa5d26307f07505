import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import { StoreUnavailableError } from '../store/unavailable.ts';

/** The least time between two lines, in milliseconds: while the store is away every statement fails. */
export const SAID_AGAIN_AFTER_MS = 10 * SECOND;

/** Tells people that the store is away, and why: clients are only told to ask again. */
export class StoreOutages {
  readonly #clock: Clock;
  readonly #log: Logger;
  #saidAgainAtMs = 0;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Logger }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** @param statement as in `rollcall_store_failures_total` */
  note(statement: string, error: unknown): void {
    if (!(error instanceof StoreUnavailableError) || this.#clock.now() < this.#saidAgainAtMs) return;
    this.#saidAgainAtMs = this.#clock.now() + SAID_AGAIN_AFTER_MS;
    this.#log.warn({ statement, err: error.cause }, 'the store is away');
  }
}
