import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { Connections } from '../connections/connection.ts';
import type { MembershipDataSource } from '../datasources/datasource.ts';
import type { EventObserver } from '../events/event-feed.ts';
import type { Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import type { CallObserver, CallRecord } from '../lanes/call-record.ts';
import type { Store } from '../store/store.ts';
import type { StreamResponder } from '../transports/streams/stream-responder.ts';
import { callLog } from './logs/call-log.ts';
import { Gauges } from './metrics/gauges.ts';
import { Metrics } from './metrics/metrics.ts';
import { createMetricsPage, type MetricsPageDeps } from './metrics/page.ts';
import { observeDataSource } from './observed-data-source.ts';
import { observeStore } from './observed-store.ts';
import { StoreOutages } from './store-outages.ts';
import { currentScope } from './request-scope.ts';
import { Requests } from './requests.ts';
import { CallSpans } from './traces/call-spans.ts';
import { eventSpans } from './traces/event-spans.ts';
import { OperationTraces } from './traces/operation-traces.ts';
import type { Tracing } from './traces/tracing.ts';
import { VERSION } from './version.ts';

export interface SignalsDeps {
  /** Null: no traces are recorded. */
  readonly tracing: Tracing | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What is known only once the service is put together. */
export type SignalSources = Pick<MetricsPageDeps, 'config' | 'access' | 'origins'> & {
  readonly inFlightOf: (connectionId: string) => number;
  /** How many subscriptions a transport has open, besides those that {@link Signals.countOpen} counts. */
  readonly subscribers: Readonly<Record<string, () => number>>;
};

/**
 * What the service tells of itself: metrics, traces, and the fields of its log's lines. It stands around the ports and is told of what
 * happens; nothing depends on it, and nothing waits for it.
 */
export class Signals {
  readonly #deps: SignalsDeps;
  readonly #metrics = new Metrics();
  readonly #requests: Requests;
  /** Null: no traces are recorded. */
  readonly #traces: OperationTraces | null;
  readonly #open = new Map<string, { count: number }>();
  #gauges: Gauges | null = null;

  constructor(deps: SignalsDeps) {
    this.#deps = deps;
    const { tracing } = deps;
    this.#traces = tracing && new OperationTraces({ tracing, dropped: this.#metrics.spansDropped.of() });
    this.#requests = new Requests({ ...deps, metrics: this.#metrics, traces: this.#traces });
    this.#metrics.buildInfo.set({ version: VERSION }, 1);
  }

  observeStore(store: Store): Store {
    const observed = observeStore(store, this.#metrics, new StoreOutages(this.#deps));
    this.#traces?.readFrom(observed.signals);
    return observed;
  }

  observeDataSource(dataSource: MembershipDataSource): MembershipDataSource {
    return observeDataSource(dataSource, { ...this.#deps, metrics: this.#metrics });
  }

  /** Tells people that calls to a provider are held back, or no longer. */
  breakerChanged(connectionId: string, state: 'open' | 'closed'): void {
    const detail = { connection: connectionId };
    if (state === 'open') this.#deps.log.warn(detail, 'calls to a provider are held back after repeated failures');
    else this.#deps.log.info(detail, 'a provider takes calls again');
  }

  /** @param store asked, while lines of details are written, whose invites a call carried */
  observeCalls(connections: Connections, store: Pick<Store, 'signals'>): CallObserver {
    const spans = this.#traces && new CallSpans({ traces: this.#traces, connections });
    const tell = callLog({ log: this.#deps.log, store: store.signals });
    return (record) => {
      this.#countOutcomes(record);
      tell(record);
      spans?.observe(record);
    };
  }

  observeEvents(): EventObserver {
    const { clock } = this.#deps;
    const lag = this.#metrics.eventLag.of();
    const record = this.#traces && eventSpans(this.#traces, clock);
    return (events) => {
      const nowMs = clock.now();
      for (const { atMs } of events) lag.observe(Math.max(nowMs - atMs, 0) / SECOND);
      record?.(events);
    };
  }

  /** Told by whoever reads documents what a request asks for. */
  readonly onPrepared = (kind: string, name: string | undefined): void => {
    const scope = currentScope();
    if (scope !== undefined) scope.asked = { kind, name };
  };

  /** Counts the subscriptions that a way of answering has open. */
  countOpen(transport: string, respond: StreamResponder): StreamResponder {
    const open = { count: 0 };
    this.#open.set(transport, open);
    return (asked) => {
      open.count++;
      asked.response.once('close', () => open.count--);
      return respond(asked);
    };
  }

  /** Runs each operation of a WebSocket. */
  get observeOperation(): Requests['observeOperation'] {
    return this.#requests.observeOperation;
  }

  /** Runs what may write lines of the log on behalf of a request. */
  get runFor(): Requests['runFor'] {
    return this.#requests.runFor;
  }

  follow(http: Server): void {
    this.#requests.follow(http);
  }

  /** The answer to `/metrics`. */
  createPage(
    connections: Connections,
    store: Pick<Store, 'signals'>,
    sources: SignalSources,
  ): ReturnType<typeof createMetricsPage> {
    const counted = [...this.#open].map(([transport, open]) => [transport, () => open.count] as const);
    const subscribers = { ...Object.fromEntries(counted), ...sources.subscribers };
    const { inFlightOf } = sources;
    const deps = { ...this.#deps, metrics: this.#metrics };
    this.#gauges = new Gauges({ ...deps, connections, store: store.signals, inFlightOf, subscribers });
    return createMetricsPage({ ...deps, ...sources, gauges: this.#gauges });
  }

  /** Sends what waits. To be called before the store is closed. */
  async close(): Promise<void> {
    this.#gauges?.close();
    await this.#traces?.close();
    await this.#deps.tracing?.close();
  }

  #countOutcomes({ call, verdicts }: CallRecord): void {
    let givenUp = 0;
    for (const verdict of verdicts.values()) {
      if (verdict.kind !== 'settled') continue;
      const { result } = verdict;
      const reason = result.type === 'failed' ? result.reason : '';
      this.#metrics.outcomes.of(call.connectionId, result.type, reason).value++;
      if (reason === 'PROVIDER_UNAVAILABLE') givenUp++;
    }
    if (givenUp === 0) return;
    const detail = { connection: call.connectionId, group: call.groupId, call: call.id, members: givenUp };
    this.#deps.log.warn(detail, 'members were given up, because their attempts are used up');
  }
}
