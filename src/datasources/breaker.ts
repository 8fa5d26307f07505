import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import { backoffMs } from '../kernel/backoff.ts';
import type { Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import { DataSourceError } from './fault.ts';
import type { Fault } from './fault.ts';

/** Failures in a row after which no call leaves for a while. */
export const FAILURES_TO_OPEN = 10;
/** How long nothing leaves after the first time; doubles each time the trial call fails too, up to {@link MAX_BREAK_MS}. */
export const FIRST_BREAK_MS = SECOND;
/** The longest break. */
export const MAX_BREAK_MS = 30 * SECOND;
/** When to look again while a trial call is under way, which takes as long as it takes. */
export const TRIAL_RECHECK_MS = 100;

/** What speaks against the provider: a rate limit or an outcome, however sad, shows that it is there. */
const COUNTED: ReadonlySet<Fault> = new Set(['unavailable', 'unknown_outcome']);

/** As in the table of {@link Breaker}. */
export type BreakerState = 'closed' | 'trial' | 'open';

/** Thrown by {@link Breaker.run} instead of calling: nothing left, and nobody's attempt is used up. */
export class BreakerOpen extends Error {
  override readonly name = 'BreakerOpen';
  readonly opensAtMs: number;

  constructor(opensAtMs: number) {
    super('calls to this provider are held back after repeated failures');
    this.opensAtMs = opensAtMs;
  }
}

/**
 * Holds calls to one connection back while its provider is down.
 *
 * | state | enters when | `opensAtMs` | `run` |
 * |---|---|---|---|
 * | closed | at first; a trial call got through | null | calls |
 * | open | {@link FAILURES_TO_OPEN} counted faults in a row; the trial call failed | the end of the break | throws before it, then calls as the trial |
 * | trial | the first `run` after the break | {@link TRIAL_RECHECK_MS} from now | throws |
 */
export interface Breaker {
  readonly state: BreakerState;
  /** When a call may leave, in the past once the break is over; null while calls are free to leave. Asked before a call is granted. */
  readonly opensAtMs: number | null;
  /**
   * Until when nothing may leave; null when something may, the trial call of a break that is over included. For what goes to the
   * provider besides `run`: it keeps to the breaks, and how it ends says nothing of whether invites get through.
   */
  readonly heldUntilMs: number | null;
  /** @throws BreakerOpen when the call was held back; otherwise as `call` throws */
  run<T>(call: () => Promise<T>): Promise<T>;
}

/**
 * A breaker of one connection, closed.
 *
 * @param onChanged called when calls begin to be held back, each time anew when a trial call has failed, and when they are free again
 */
export function createBreaker(clock: Clock, onChanged: (state: 'open' | 'closed') => void = () => {}): Breaker {
  let breaks = 0;
  let openUntilMs: number | null = null;
  const policy = circuitBreaker(
    handleWhen((error) => error instanceof DataSourceError && COUNTED.has(error.fault)),
    // The library can only tell real time, so it is told that every break is over, and our clock keeps the gate.
    { breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN), halfOpenAfter: Number.NEGATIVE_INFINITY },
  );
  policy.onStateChange((state) => {
    if (state === CircuitState.Open) {
      breaks++;
      openUntilMs = clock.now() + breakMs(breaks);
      onChanged('open');
    } else if (state === CircuitState.Closed) {
      breaks = 0;
      openUntilMs = null;
      onChanged('closed');
    }
  });

  const opensAtMs = (): number | null =>
    policy.state === CircuitState.HalfOpen ? clock.now() + TRIAL_RECHECK_MS : openUntilMs;

  const heldUntilMs = (): number | null => {
    const untilMs = opensAtMs();
    return untilMs !== null && untilMs > clock.now() ? untilMs : null;
  };

  return {
    get state() {
      if (policy.state === CircuitState.HalfOpen) return 'trial';
      return openUntilMs === null ? 'closed' : 'open';
    },
    get opensAtMs() {
      return opensAtMs();
    },
    get heldUntilMs() {
      return heldUntilMs();
    },
    async run(call) {
      const untilMs = heldUntilMs();
      if (untilMs !== null) throw new BreakerOpen(untilMs);
      const result = await policy.execute(() => answered(call()));
      if ('error' in result) throw result.error;
      return result.value;
    },
  };
}

function breakMs(breaks: number): number {
  return backoffMs({ attempts: Infinity, firstDelayMs: FIRST_BREAK_MS, maxDelayMs: MAX_BREAK_MS }, breaks, () => 1);
}

/** A fault that does not count is handed on as a result: the library would otherwise not let it end a row of failures. */
async function answered<T>(pending: Promise<T>): Promise<{ value: T } | { error: DataSourceError }> {
  try {
    return { value: await pending };
  } catch (error) {
    if (error instanceof DataSourceError && !COUNTED.has(error.fault)) return { error };
    throw error;
  }
}
