import type { Clock } from '../../kernel/clock.ts';
import { STATEMENT_TIMEOUT_MS } from './database.ts';

/** A statement whose connection broke may still be carried out so long afterwards, in milliseconds. */
const LOOKED_FOR_MS = 2 * STATEMENT_TIMEOUT_MS;
/** Grants that are looked for at most; a database that is away answers none, and each look asks once a connection and second. */
export const MAX_LOST_GRANTS = 1_024;

/** Grants that were asked for and never answered: each may have been made all the same. */
export class LostGrants {
  readonly #clock: Clock;
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(grantId: string): void {
    this.#untilMs.set(grantId, this.#clock.now() + LOOKED_FOR_MS);
    if (this.#untilMs.size > MAX_LOST_GRANTS)
      for (const oldest of this.#untilMs.keys()) return void this.#untilMs.delete(oldest);
  }

  /** Those to look for now. */
  get ids(): string[] {
    const nowMs = this.#clock.now();
    const ids = [...this.#untilMs.keys()];
    // Those that are over are looked for this last time.
    for (const [id, untilMs] of this.#untilMs) if (untilMs <= nowMs) this.#untilMs.delete(id);
    return ids;
  }
}
