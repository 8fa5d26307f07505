import { type ExecutionResult, locatedError } from 'graphql';
import { credentialExpired } from '../access/access-error.ts';
import { hasExpired, type Viewer } from '../access/viewer.ts';
import type { CancelTimer, Clock } from '../kernel/clock.ts';
import type { ResultStream } from './subscribe.ts';

/**
 * The same results until the viewer's credential ends; then one last result says so with the code UNAUTHENTICATED, and what is
 * behind the stream is freed, also while nobody asks for a result. No other result passes after that instant.
 *
 * For whoever has no better way to say it: a WebSocket closes with 4403 when its own credential ends.
 */
export function endAtExpiry(results: ResultStream, viewer: Viewer, clock: Clock): ResultStream {
  return viewer.expiresAtMs === null ? results : new ExpiringResults(results, viewer, viewer.expiresAtMs, clock);
}

class ExpiringResults implements ResultStream {
  readonly #results: ResultStream;
  readonly #viewer: Viewer;
  readonly #clock: Clock;
  readonly #cancelTimer: CancelTimer;
  #expired = false;
  #ended = false;

  constructor(results: ResultStream, viewer: Viewer, expiresAtMs: number, clock: Clock) {
    this.#results = results;
    this.#viewer = viewer;
    this.#clock = clock;
    this.#cancelTimer = clock.setTimer(expiresAtMs, () => this.#expire());
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.#ended) return DONE;
    this.#expireIfLate();
    const next = this.#expired ? DONE : await this.#results.next();
    // Closing the results ends a read that waits; one that was about to end with a result comes too late.
    this.#expireIfLate();
    if (this.#ended) return DONE;
    if (next.done !== true && !this.#expired) return next;
    this.#end();
    return this.#expired ? { done: false, value: { errors: [locatedError(credentialExpired(), undefined)] } } : DONE;
  }

  async return(): Promise<IteratorResult<ExecutionResult, undefined>> {
    this.#end();
    await this.#results.return?.();
    return DONE;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** The timer may be late. */
  #expireIfLate(): void {
    if (!this.#ended && !this.#expired && hasExpired(this.#viewer, this.#clock)) this.#expire();
  }

  #expire(): void {
    this.#expired = true;
    // Nobody waits for it: what cannot be closed is logged where it is.
    this.#results.return?.().catch(() => {});
  }

  #end(): void {
    this.#ended = true;
    this.#cancelTimer();
  }
}

const DONE = { done: true, value: undefined } as const;
