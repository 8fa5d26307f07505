import type { Logger } from 'pino';
import { DataSourceError, type Fault, ReadRefused } from '../datasources/fault.ts';
import type { Clock } from '../kernel/clock.ts';
import { MINUTE, SECOND } from '../kernel/duration.ts';
import type { Metrics } from './metrics/metrics.ts';

/** What is asked of a provider: to invite, to tell, or to take somebody out, be it a member or an open invitation. */
export type CallKind = 'invite' | 'read' | 'removal';
/** How a request ended. `refused`: the provider understood it, and neither did nor told anything. */
export type CallResult = 'ok' | 'refused' | Fault;

const EVERY_RESULT: Readonly<Record<CallResult, true>> = {
  ok: true,
  refused: true,
  rate_limited: true,
  unavailable: true,
  unknown_outcome: true,
  expired_credential: true,
};
export const CALL_RESULTS = Object.keys(EVERY_RESULT) as readonly CallResult[];

/** What a line of the log says of a request that failed. */
export interface FailureDetail {
  readonly group: string;
  /** As the data source words it: it names no secret. */
  readonly reason: string | undefined;
  readonly code: string | undefined;
}

/** One line of the log tells of so much time of one kind of failure at one connection. */
export const FAILURE_LOG_MS = MINUTE;

/** What a request means that ended with this error; null for what says nothing of the provider. */
export function resultOf(error: unknown): CallResult | null {
  if (error instanceof DataSourceError) return error.fault;
  return error instanceof ReadRefused ? 'refused' : null;
}

export interface CallResultDeps {
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
}

/** Counts how requests to one connection end, and warns of those that fail, once a minute for each kind of failure. */
export class CallResults {
  readonly #connectionId: string;
  readonly #deps: CallResultDeps;
  readonly #warned = new Map<CallResult, { readonly sinceMs: number; count: number }>();

  constructor(connectionId: string, deps: CallResultDeps) {
    this.#connectionId = connectionId;
    this.#deps = deps;
  }

  /** An inviting request has left. */
  spent(): void {
    this.#deps.metrics.quotaSpent.of(this.#connectionId).value++;
  }

  /**
   * @param ms from the departure to the answer; null: it never left
   * @param detail of one that failed
   */
  ended(kind: CallKind, result: CallResult, ms: number | null, detail?: FailureDetail): void {
    const { metrics } = this.#deps;
    metrics.calls.of(this.#connectionId, kind, result).value++;
    if (ms !== null) metrics.callSeconds.of(this.#connectionId, kind).observe(ms / SECOND);
    if (result !== 'ok' && result !== 'refused') this.#warn(kind, result, detail);
  }

  #warn(kind: CallKind, result: CallResult, detail: FailureDetail | undefined): void {
    const { clock, log } = this.#deps;
    const nowMs = clock.now();
    const warned = this.#warned.get(result);
    if (warned !== undefined && nowMs < warned.sinceMs + FAILURE_LOG_MS) {
      warned.count++;
      return;
    }
    const before = warned?.count ?? 0;
    log.warn({ connection: this.#connectionId, ...detail, kind, result, before }, 'a request to a provider failed');
    this.#warned.set(result, { sinceMs: nowMs, count: 0 });
  }
}
