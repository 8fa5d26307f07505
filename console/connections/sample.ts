import type { Series } from './metrics-text.ts';

/** What was told of one connection at one time. Null: not told. Those that only grow are counted since the service began. */
export interface ConnectionSample {
  readonly spentCalls: number | null;
  readonly limitCalls: number | null;
  readonly windowSeconds: number | null;
  readonly membersWaiting: number | null;
  readonly lanesWaiting: number | null;
  readonly oldestSeconds: number | null;
  /** 0 closed, 1 trial, 2 open. */
  readonly circuit: number | null;
  /** In seconds since 1970; 0 before the first one. */
  readonly lastWebhook: number | null;
  readonly okCalls: number;
  readonly failedCalls: number;
}

/** What was told of all connections. */
export interface Sample {
  readonly atMs: number;
  readonly connections: ReadonlyMap<string, ConnectionSample>;
}

/** Calls with this result did what they were made for. */
const OK = 'ok';

export function takeSample(series: readonly Series[], atMs: number): Sample {
  const byConnection = Map.groupBy(
    series.filter(({ labels }) => labels['connection'] !== undefined),
    ({ labels }) => labels['connection'] ?? '',
  );
  return { atMs, connections: new Map([...byConnection].map(([id, told]) => [id, sampleOf(told)])) };
}

function sampleOf(told: readonly Series[]): ConnectionSample {
  const sum = (name: string, wanted: (labels: Series['labels']) => boolean = () => true): number | null => {
    const named = told.filter((series) => series.name === `rollcall_${name}`);
    return named.length === 0
      ? null
      : named.filter(({ labels }) => wanted(labels)).reduce((total, { value }) => total + value, 0);
  };
  return {
    spentCalls: sum('quota_calls_spent_total'),
    limitCalls: sum('quota_calls_limit'),
    windowSeconds: sum('quota_window_seconds'),
    membersWaiting: sum('members_waiting'),
    lanesWaiting: sum('lanes_waiting'),
    oldestSeconds: sum('lane_oldest_age_seconds'),
    circuit: sum('circuit_state'),
    lastWebhook: sum('webhook_last_timestamp_seconds'),
    // Nothing is told of calls before the first one.
    okCalls: sum('calls_total', ({ result }) => result === OK) ?? 0,
    failedCalls: sum('calls_total', ({ result }) => result !== OK) ?? 0,
  };
}
