import type { Connection } from '../connections/connection.ts';
import { BreakerOpen } from '../datasources/breaker.ts';
import { DataSourceError } from '../datasources/fault.ts';
import { backoffMs } from '../kernel/backoff.ts';
import { type Clock, type Random, sleep } from '../kernel/clock.ts';

/** Why nothing was told, however often it was asked. */
export type NotTold = DataSourceError | BreakerOpen;

export interface Patience {
  readonly clock: Clock;
  readonly random: Random;
  /** Nothing is asked any more once it is aborted. */
  readonly signal: AbortSignal;
  /** A fault is not followed by another attempt that would begin later than this after the first one. */
  readonly patienceMs: number;
}

/** Whether this error says that the provider told nothing, and not that we made a mistake. */
export const isNotTold = (error: unknown): error is NotTold =>
  error instanceof DataSourceError || error instanceof BreakerOpen;

/**
 * Asks a provider something besides invites: again after a fault, with the connection's backoff, as long as there is patience. For
 * what is harmless to ask twice. While the connection's breaker holds invites back nothing is asked; what comes of it does not
 * count there, because one group that cannot be read is no reason to hold back the invites to all others.
 *
 * @throws NotTold the last fault, when the patience is over
 * @throws the signal's reason, when that comes first
 */
export async function askPatiently<Answer>(
  { breaker, retry }: Pick<Connection, 'breaker' | 'retry'>,
  { clock, random, signal, patienceMs }: Patience,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const untilMs = clock.now() + patienceMs;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      const { heldUntilMs } = breaker;
      if (heldUntilMs !== null) throw new BreakerOpen(heldUntilMs);
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!isNotTold(error)) throw error;
      const delayMs = delayAfter(error, clock.now(), () => backoffMs(retry, attempt, random));
      if (clock.now() + delayMs > untilMs) throw error;
      await sleep(clock, delayMs, signal);
    }
  }
}

function delayAfter(error: NotTold, nowMs: number, backoff: () => number): number {
  const wantedMs = error instanceof BreakerOpen ? error.opensAtMs - nowMs : (error.retryAfterMs ?? 0);
  return Math.max(wantedMs, backoff());
}
