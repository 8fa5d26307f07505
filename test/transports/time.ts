import { setTimeout as realDelay } from 'node:timers/promises';
import type { ManualClock } from '../support/manual-clock.ts';

/** How long a condition may take to come true, in real milliseconds; only a failing test waits so long. */
const PATIENCE_MS = 5_000;

/** Resolves when the condition holds; what it waits for is on its way through sockets of this process. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error(`it never came true that ${what}`);
    await realDelay(1);
  }
}

/** Resolves with the promise, or fails when it is not settled in time. */
export async function soon<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  const patience = new AbortController();
  const late = realDelay(PATIENCE_MS, undefined, { signal: patience.signal }).then(
    () => {
      throw new Error(`there was no ${what}`);
    },
    () => new Promise<never>(() => {}),
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    patience.abort();
  }
}

/** Moves time in steps of `stepMs` until the promise is settled. */
export async function moveUntil<Value>(clock: ManualClock, promise: Promise<Value>, stepMs = 100): Promise<Value> {
  let settled = false;
  const done = (): void => void (settled = true);
  promise.then(done, done);
  await until('time settled it', () => {
    if (!settled) clock.advance(stepMs);
    return settled;
  });
  return promise;
}
