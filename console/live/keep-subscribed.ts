import { backoffMs, type RetryPolicy } from '../../src/kernel/backoff.ts';
import type { CancelTimer, Clock, Random } from '../../src/kernel/clock.ts';

/** How soon a lost subscription is asked for again. The attempts are not counted: it is, until somebody leaves. */
const AGAIN: RetryPolicy = { attempts: Number.POSITIVE_INFINITY, firstDelayMs: 500, maxDelayMs: 10_000 };

/** What a subscription reports of itself. */
export interface Reports {
  /** Something has arrived: the next loss is the first one again. */
  alive(): void;
  /** It is over without having been left. */
  lost(): void;
}

export interface RetryDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** Calls whenever there is a network again; returns how to stop listening. */
  onOnline(listener: () => void): () => void;
}

/** Begins a subscription, and begins it again whenever it is lost, until it is left. */
export function keepSubscribed(begin: (reports: Reports) => () => void, deps: RetryDeps): () => void {
  const { clock, random, onOnline } = deps;
  let losses = 0;
  let left = false;
  let leaveStream = (): void => {};
  let cancelTimer: CancelTimer | null = null;

  const start = (): void => {
    cancelTimer = null;
    let over = false;
    let leave = (): void => {};
    leaveStream = () => {
      over = true;
      leave();
    };
    leave = begin({
      alive: () => void (losses = 0),
      lost: () => {
        if (over || left) return;
        over = true;
        losses++;
        cancelTimer = clock.setTimer(clock.now() + backoffMs(AGAIN, losses, random), start);
      },
    });
  };
  const stopListening = onOnline(() => {
    if (cancelTimer === null) return;
    cancelTimer();
    start();
  });
  start();
  return () => {
    left = true;
    stopListening();
    cancelTimer?.();
    leaveStream();
  };
}
