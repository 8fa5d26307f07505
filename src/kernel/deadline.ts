import type { Clock } from './clock.ts';

/** Resolves and rejects as `pending` does, or rejects with what `onDeadline` makes when that takes longer than `ms` by the clock. */
export function withDeadline<T>(clock: Clock, ms: number, pending: Promise<T>, onDeadline: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(clock.now() + ms, () => reject(onDeadline()));
    pending.then(resolve, reject).finally(cancel);
  });
}
