import type { Connections } from '../connections/connection.ts';
import { MAX_JITTER_MS } from './arrival.ts';
import { windowOf } from '../connections/connection.ts';
import { Dispatcher, type DispatcherDeps } from './dispatcher.ts';

/** The lanes of all connections: a {@link Dispatcher} for each. */
export class Lanes {
  readonly #deps: DispatcherDeps;
  readonly #dispatchers: ReadonlyMap<string, Dispatcher>;
  readonly #longestWindowMs: number;

  constructor(connections: Connections, deps: DispatcherDeps) {
    this.#deps = deps;
    const all = connections.all();
    this.#dispatchers = new Map(all.map((connection) => [connection.id, new Dispatcher(connection, deps)]));
    this.#longestWindowMs = Math.max(
      0,
      ...all.map(({ dataSource }) => windowOf(dataSource.capabilities.callsPerSecond).windowMs),
    );
  }

  /** Takes up what an earlier process left behind, and begins to send. */
  async start(): Promise<void> {
    // A call that the earlier process had under way may have left until the moment at which it died, which is before now.
    await this.#deps.store.recover(this.#deps.clock.now() + this.#longestWindowMs + MAX_JITTER_MS);
    for (const dispatcher of this.#dispatchers.values()) void dispatcher.wake();
  }

  /** To be called after members of a connection were stored. */
  membersArrived(connectionId: string): void {
    void this.#dispatchers.get(connectionId)?.membersArrived();
  }

  get callsInFlight(): number {
    let calls = 0;
    for (const dispatcher of this.#dispatchers.values()) calls += dispatcher.inFlight;
    return calls;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.stop()));
  }
}
