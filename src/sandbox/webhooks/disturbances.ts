import type { Clock, Random } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import type { WebhookOrder } from '../control/webhook-order.ts';

/** How long a webhook that is to change places waits for the next one of its group, in milliseconds. */
export const HELD_AT_MOST_MS = 5 * SECOND;

/**
 * How long each copy of one webhook waits before it leaves, in milliseconds; empty: it is lost. All chance is drawn here, in the
 * order in which things happen, so that a seed repeats whatever the network does.
 */
export function drawDelays(order: WebhookOrder, random: Random): readonly number[] {
  if (happens(order.lose, random)) return [];
  const copies = happens(order.repeat, random) ? 2 : 1;
  return Array.from({ length: copies }, () => (order.delayMs ?? 0) + drawJitter(order.jitterMs, random));
}

const happens = (probability = 0, random: Random): boolean => probability > 0 && random() < probability;

const drawJitter = (jitterMs = 0, random: Random): number =>
  jitterMs === 0 ? 0 : Math.floor(random() * (jitterMs + 1));

/** Pairs of webhooks that change places: the first of a group is held until the next one has gone before it. */
export class Swaps {
  readonly #clock: Clock;
  /** By group: lets the one go that is held. */
  readonly #held = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets the held one go, whose place the caller has taken; null when none is held. */
  takePlace(group: string): (() => void) | null {
    const release = this.#held.get(group) ?? null;
    this.#held.delete(group);
    return release;
  }

  /** Lets `go` when another one took the place, or none came in time; rejects with the signal's reason. */
  hold<Result>(group: string, signal: AbortSignal, go: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        cancelTimer();
        signal.removeEventListener('abort', giveUp);
        if (this.#held.get(group) === release) this.#held.delete(group);
      };
      const release = (): void => {
        end();
        resolve(go());
      };
      const giveUp = (): void => {
        end();
        reject(signal.reason as Error);
      };
      const cancelTimer = this.#clock.setTimer(this.#clock.now() + HELD_AT_MOST_MS, release);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#held.set(group, release);
    });
  }
}
