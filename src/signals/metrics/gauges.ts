import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Logger } from 'pino';
import { type Connections, quotaOf, windowOf } from '../../connections/connection.ts';
import type { BreakerState } from '../../datasources/breaker.ts';
import { type Clock, sleep } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import type { SignalStatements } from '../../store/store.ts';
import { linesOf } from '../logs/line-counts.ts';
import type { Metrics } from './metrics.ts';
import { LOOP_RESOLUTION_MS } from './process-metrics.ts';
import { beginWithZeros } from './zeros.ts';

/** For how long what was read is believed, so that several readers cost no more than one, in milliseconds. */
export const GAUGES_READ_FOR_MS = SECOND;
/** How long the store may take to tell what waits, in milliseconds: a page that comes late tells less than one with a gap. */
export const STORE_PATIENCE_MS = SECOND;

const CIRCUIT: Readonly<Record<BreakerState, number>> = { closed: 0, trial: 1, open: 2 };
const PERCENTILES = [50, 99];
const NANOSECONDS = 1e9;

export interface GaugeDeps {
  readonly metrics: Metrics;
  readonly connections: Connections;
  readonly store: Pick<SignalStatements, 'backlog'>;
  readonly inFlightOf: (connectionId: string) => number;
  /** How many subscriptions are open, by transport. */
  readonly subscribers: Readonly<Record<string, () => number>>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What is looked up when somebody reads `/metrics`, and costs nothing otherwise. */
export class Gauges {
  readonly #deps: GaugeDeps;
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  #reading: Promise<void> | null = null;
  #readAtMs = 0;

  constructor(deps: GaugeDeps) {
    this.#deps = deps;
    this.#loop.enable();
    beginWithZeros(deps.metrics, deps.connections);
    for (const { id, dataSource } of deps.connections.all()) {
      const { callsPerSecond, quotaScope } = dataSource.capabilities;
      deps.metrics.quotaLimit.set({ connection: id }, quotaOf(dataSource.capabilities).callsAtOnce);
      deps.metrics.quotaWindow.set({ connection: id }, windowOf(callsPerSecond).windowMs / SECOND);
      deps.metrics.quotaScope.set({ connection: id, scope: quotaScope.toLowerCase() }, 1);
    }
  }

  /** Resolves when all is as it was at most {@link GAUGES_READ_FOR_MS} ago; what cannot be read is left out, and counted. Never rejects. */
  read(): Promise<void> {
    const nowMs = this.#deps.clock.now();
    if (this.#reading === null || nowMs - this.#readAtMs >= GAUGES_READ_FOR_MS) {
      this.#readAtMs = nowMs;
      this.#readOwn();
      this.#reading = this.#readStore();
    }
    return this.#reading;
  }

  close(): void {
    this.#loop.disable();
  }

  #readOwn(): void {
    const { metrics, connections, inFlightOf, subscribers, log } = this.#deps;
    for (const [level, lines] of linesOf(log)) metrics.logLines.of(level).value = lines;
    for (const { id, breaker } of connections.all()) {
      metrics.callsInFlight.set({ connection: id }, inFlightOf(id));
      metrics.circuitState.set({ connection: id }, CIRCUIT[breaker.state]);
    }
    for (const [transport, count] of Object.entries(subscribers)) metrics.subscribers.set({ transport }, count());
    const resolution = LOOP_RESOLUTION_MS / SECOND;
    for (const percentile of PERCENTILES) {
      const late = this.#loop.percentile(percentile) / NANOSECONDS - resolution;
      metrics.eventLoopLag.set({ percentile: String(percentile) }, Math.max(late, 0));
    }
    this.#loop.reset();
  }

  async #readStore(): Promise<void> {
    const { metrics, store, connections, clock, log } = this.#deps;
    const ids = connections.all().map(({ id }) => id);
    const { lanesWaiting, membersWaiting, laneOldestAge, webhooksWaiting, roundsDue, gaugesUnread } = metrics;
    const gauges = { lanesWaiting, membersWaiting, laneOldestAge, webhooksWaiting, roundsDue };
    const inTime = new AbortController();
    try {
      const late = sleep(clock, STORE_PATIENCE_MS, inTime.signal).then(() =>
        Promise.reject(new Error('the store is late')),
      );
      const backlog = await Promise.race([store.backlog(ids, clock.now()), late]);
      let rounds = 0;
      for (const { connectionId: connection, ...waiting } of backlog) {
        lanesWaiting.set({ connection }, waiting.lanes);
        membersWaiting.set({ connection }, waiting.members);
        laneOldestAge.set({ connection }, (waiting.oldestMs ?? 0) / SECOND);
        webhooksWaiting.set({ connection }, waiting.webhooks);
        rounds += waiting.rounds;
      }
      roundsDue.set(rounds);
    } catch (error) {
      for (const gauge of Object.values(gauges)) gauge.reset();
      // A gauge without labels would be told as 0.
      roundsDue.remove();
      gaugesUnread.of('backlog').value++;
      log.warn({ err: error }, 'the store cannot tell how much waits');
    } finally {
      inTime.abort(new Error('the store has answered'));
    }
  }
}
