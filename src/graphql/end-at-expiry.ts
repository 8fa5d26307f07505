import { credentialExpired } from '../access/access-error.ts';
import { hasExpired, type Viewer } from '../access/viewer.ts';
import type { CancelTimer, Clock } from '../kernel/clock.ts';
import { Results, ResultText } from './fan-out/results.ts';
import type { ResultSink, Subscription } from './fan-out/subscription.ts';

/**
 * The same until the viewer's credential ends; then one last result says so with the code UNAUTHENTICATED, and what is
 * behind the subscription is freed, also while nothing happens. No other result passes after that instant.
 *
 * For whoever has no better way to say it: a WebSocket closes with 4403 when its own credential ends.
 */
export function endAtExpiry(subscription: Subscription, viewer: Viewer, clock: Clock): Subscription {
  const { expiresAtMs } = viewer;
  return expiresAtMs === null ? subscription : new ExpiringSubscription(subscription, viewer, expiresAtMs, clock);
}

const { message, extensions } = credentialExpired();
const ERRORS = [{ message, extensions }];
const EXPIRED = new ResultText(JSON.stringify({ errors: ERRORS }), ERRORS);

class ExpiringSubscription implements Subscription, ResultSink {
  readonly #subscription: Subscription;
  readonly #viewer: Viewer;
  readonly #clock: Clock;
  readonly #cancelTimer: CancelTimer;
  #sink: ResultSink | null = null;
  #expired = false;
  #over = false;

  constructor(subscription: Subscription, viewer: Viewer, expiresAtMs: number, clock: Clock) {
    this.#subscription = subscription;
    this.#viewer = viewer;
    this.#clock = clock;
    this.#cancelTimer = clock.setTimer(expiresAtMs, () => this.#expire());
  }

  passTo(sink: ResultSink): void {
    this.#sink = sink;
    // It may have ended before anybody listened, and the timer may be late.
    if (this.#expired || hasExpired(this.#viewer, this.#clock)) this.#expire();
    else this.#subscription.passTo(this);
  }

  take(results: Results): Promise<void> | null {
    if (!this.#expired && hasExpired(this.#viewer, this.#clock)) this.#expire();
    return this.#over ? null : (this.#sink?.take(results) ?? null);
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimer();
    this.#sink?.end();
  }

  close(): void {
    this.#over = true;
    this.#cancelTimer();
    this.#subscription.close();
  }

  #expire(): void {
    this.#expired = true;
    this.#subscription.close();
    if (this.#over || this.#sink === null) return;
    void this.#sink.take(new Results([EXPIRED]));
    this.end();
  }
}
