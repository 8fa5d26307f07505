import { Gauge, Registry } from 'prom-client';
import { Spread } from './spread.ts';
import { Tally } from './tally.ts';

/** Upper bounds in seconds: a statement of the embedded store takes some 50 microseconds, a provider up to a minute. */
const STATEMENT_BOUNDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 15];
const REQUEST_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const CALL_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const LAG_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const MEMBERS_BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Everything that this process tells at `/metrics` of its own work, in a registry of its own. What each one means to people is in docs/operating.md. */
export class Metrics {
  readonly registry = new Registry();

  readonly calls = this.#tally(
    'calls_total',
    'Requests to providers by how they ended.',
    'connection',
    'kind',
    'result',
  );
  readonly callSeconds = this.#spread(
    'call_seconds',
    'From a departure to its answer.',
    CALL_BOUNDS,
    'connection',
    'kind',
  );
  readonly membersPerCall = this.#spread(
    'members_per_call',
    'Members of each inviting call.',
    MEMBERS_BOUNDS,
    'connection',
  );
  readonly outcomes = this.#tally(
    'outcomes_total',
    'What became of invites for good; reason is empty where there is none.',
    'connection',
    'outcome',
    'reason',
  );
  readonly quotaSpent = this.#tally('quota_calls_spent_total', 'Inviting calls that left.', 'connection');
  readonly webhooks = this.#tally('webhooks_total', 'Webhooks by what was done with them.', 'connection', 'verdict');
  readonly events = this.#tally('events_total', 'Changes of memberships that this process committed.', 'cause');
  readonly eventLag = this.#spread('event_lag_seconds', 'From a change to its hand-over to subscribers.', LAG_BOUNDS);
  readonly storeSeconds = this.#spread('store_seconds', 'Statements of the store.', STATEMENT_BOUNDS, 'statement');
  readonly storeFailures = this.#tally('store_failures_total', 'Statements of the store that failed.', 'statement');
  readonly requests = this.#tally('requests_total', 'Requests that were answered.', 'delivery', 'status');
  readonly requestSeconds = this.#spread(
    'request_seconds',
    'From a request to the end of its answer; no subscriptions.',
    REQUEST_BOUNDS,
    'delivery',
  );
  readonly gaugesUnread = this.#tally(
    'gauges_unread_total',
    'Gauges that could not be read and were left out.',
    'gauge',
  );
  readonly logLines = this.#tally('log_lines_total', 'Lines of the log.', 'level');
  readonly spansDropped = this.#tally(
    'spans_dropped_total',
    'Spans that were not recorded because there were too many, or the store failed.',
  );

  readonly quotaLimit = this.#gauge('quota_calls_limit', 'Calls that may leave in one window.', 'connection');
  readonly quotaWindow = this.#gauge('quota_window_seconds', 'The window of the quota.', 'connection');
  readonly quotaScope = this.#gauge('quota_scope', 'Always 1: over what the quota counts.', 'connection', 'scope');
  readonly lanesWaiting = this.#gauge('lanes_waiting', 'Groups in which members wait.', 'connection');
  readonly membersWaiting = this.#gauge('members_waiting', 'Members who wait to be sent.', 'connection');
  readonly laneOldestAge = this.#gauge(
    'lane_oldest_age_seconds',
    'The age of the operation of whoever waits longest.',
    'connection',
  );
  readonly callsInFlight = this.#gauge('calls_in_flight', 'Calls that this process has under way.', 'connection');
  readonly circuitState = this.#gauge('circuit_state', '0 closed, 1 trial, 2 open.', 'connection');
  readonly webhookLast = this.#gauge(
    'webhook_last_timestamp_seconds',
    'When a genuine webhook came last.',
    'connection',
  );
  readonly webhooksWaiting = this.#gauge('webhooks_waiting', 'Kept webhooks that are not worked off.', 'connection');
  readonly roundsDue = this.#gauge('rounds_due', 'Groups whose time to be looked at has come.');
  readonly subscribers = this.#gauge('subscribers', 'Open subscriptions.', 'transport');
  readonly eventLoopLag = this.#gauge(
    'event_loop_lag_seconds',
    'By how much timers were late since the last look.',
    'percentile',
  );
  readonly buildInfo = this.#gauge('build_info', 'Always 1: the version of this process.', 'version');

  #tally(name: string, help: string, ...labelNames: string[]): Tally {
    return new Tally(this.registry, { name: `rollcall_${name}`, help, labelNames });
  }

  #spread(name: string, help: string, bounds: readonly number[], ...labelNames: string[]): Spread {
    return new Spread(this.registry, { name: `rollcall_${name}`, help, labelNames, bounds });
  }

  #gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    return new Gauge({ name: `rollcall_${name}`, help, labelNames, registers: [this.registry] });
  }
}
