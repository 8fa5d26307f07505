/** Stops a timer that has not fired yet; harmless afterwards. */
export type CancelTimer = () => void;

/**
 * Time as a port: whatever waits or stamps asks this, so that a test can move time by hand and nothing has to sleep.
 * The only reader of real time in the code is {@link systemClock}.
 */
export interface Clock {
  /** Milliseconds since 1970, whole. */
  now(): number;
  /** Calls `fire` once, at the earliest when `atMs` is reached; in the past means as soon as possible, never at once. */
  setTimer(atMs: number, fire: () => void): CancelTimer;
}

/** Randomness as a port: numbers from 0 up to, not including, 1. */
export type Random = () => number;

/** The longest delay that a Node timer can hold; a later instant is reached in several hops. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Real time. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(atMs, fire) {
    let handle: NodeJS.Timeout;
    const arm = (): void => {
      const remaining = atMs - Date.now();
      handle = setTimeout(remaining > MAX_TIMER_MS ? arm : fire, Math.min(Math.max(remaining, 0), MAX_TIMER_MS));
      handle.unref();
    };
    arm();
    return () => clearTimeout(handle);
  },
};

export const systemRandom: Random = () => Math.random();

/** Resolves when `ms` have passed on `clock`; rejects with the signal's reason when that comes first. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason as Error);
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.setTimer(clock.now() + ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
