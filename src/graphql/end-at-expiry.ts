import { type ExecutionResult, locatedError } from 'graphql';
import { credentialExpired } from '../access/access-error.ts';
import { hasExpired, type Viewer } from '../access/viewer.ts';
import type { CancelTimer, Clock } from '../kernel/clock.ts';
import type { ResultStream } from './subscribe.ts';

/**
 * The same results until the viewer's credential ends, at the latest by `clock`; then one last result says so with the code
 * UNAUTHENTICATED, and what is behind the stream is freed, also while nobody asks for a result.
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
    this.#cancelTimer = clock.setTimer(expiresAtMs, () => void this.#expire());
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    // The timer may be late.
    if (!this.#ended && hasExpired(this.#viewer, this.#clock)) await this.#expire();
    const next = this.#expired || this.#ended ? DONE : await this.#results.next();
    if (next.done !== true || this.#ended) return next;
    // Closing the results has ended a read that waited, so what expires while it waits comes here as well.
    this.#end();
    return this.#expired ? { done: false, value: { errors: [locatedError(credentialExpired(), undefined)] } } : next;
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

  async #expire(): Promise<void> {
    this.#expired = true;
    await this.#results.return?.();
  }

  #end(): void {
    this.#ended = true;
    this.#cancelTimer();
  }
}

const DONE = { done: true, value: undefined } as const;
