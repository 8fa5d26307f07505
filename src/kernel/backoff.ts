import type { Random } from './clock.ts';

export interface RetryPolicy {
  /** How often one member is sent at most, the first time included. */
  attempts: number;
  firstDelayMs: number;
  maxDelayMs: number;
}

/**
 * How long to wait after the `attempt`-th failure (counted from 1): doubles from `firstDelayMs` up to `maxDelayMs`, of
 * which the upper half is random, so that members who failed together do not all come back together.
 */
export function backoffMs(policy: RetryPolicy, attempt: number, random: Random): number {
  const full = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full / 2 + (full / 2) * random());
}
