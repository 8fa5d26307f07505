import { type Connections, windowOf } from '../connections/connection.ts';
import type { CancelTimer } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import { MAX_JITTER_MS } from './arrival.ts';
import { type ComingMembers, Dispatcher, type DispatcherDeps } from './dispatcher.ts';

/** How often an instance of many looks for what others left behind, in milliseconds. */
export const RECOVERY_INTERVAL_MS = SECOND;

export interface LanesDeps extends DispatcherDeps {
  /** Whether other processes send from the same store. */
  readonly shared: boolean;
}

/** The lanes of all connections: a {@link Dispatcher} for each. */
export class Lanes {
  readonly #deps: LanesDeps;
  readonly #dispatchers: ReadonlyMap<string, Dispatcher>;
  readonly #longestWindowMs: number;
  #cancelTimer: CancelTimer = () => {};
  #stopped = false;

  constructor(connections: Connections, deps: LanesDeps) {
    this.#deps = deps;
    const all = connections.all();
    this.#dispatchers = new Map(all.map((connection) => [connection.id, new Dispatcher(connection, deps)]));
    this.#longestWindowMs = Math.max(
      0,
      ...all.map(({ dataSource }) => windowOf(dataSource.capabilities.callsPerSecond).windowMs),
    );
  }

  /** Takes up what ended processes left behind, and begins to send. */
  async start(): Promise<void> {
    await this.#recover();
    this.#wakeAll();
    if (this.#deps.shared) this.#lookAgainLater();
  }

  /** To be called before members of a connection are stored; null when nothing is sent there. */
  membersComing(connectionId: string): ComingMembers | null {
    return this.#dispatchers.get(connectionId)?.membersComing() ?? null;
  }

  /** To be called after members of a connection were stored without {@link membersComing}. */
  membersArrived(connectionId: string): void {
    void this.#dispatchers.get(connectionId)?.membersArrived();
  }

  get callsInFlight(): number {
    let calls = 0;
    for (const dispatcher of this.#dispatchers.values()) calls += dispatcher.inFlight;
    return calls;
  }

  /** Calls of one connection that this process has under way. */
  inFlightOf(connectionId: string): number {
    return this.#dispatchers.get(connectionId)?.inFlight ?? 0;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    await Promise.all([...this.#dispatchers.values()].map((dispatcher) => dispatcher.stop()));
  }

  async #recover(): Promise<void> {
    // A call that another process had under way may have left until the moment at which it died, which is before now.
    await this.#deps.store.recover(this.#deps.clock.now() + this.#longestWindowMs + MAX_JITTER_MS);
  }

  #wakeAll(): void {
    for (const dispatcher of this.#dispatchers.values()) void dispatcher.wake();
  }

  /** Others die, and whoever was to send next may be among them: so everybody looks, however little there is to do. */
  #lookAgainLater(): void {
    const { clock, log } = this.#deps;
    this.#cancelTimer = clock.setTimer(clock.now() + RECOVERY_INTERVAL_MS, () => {
      void this.#recover()
        .catch((error: unknown) => log.error({ err: error }, 'calls of ended instances could not be taken up'))
        .then(() => {
          if (this.#stopped) return;
          this.#wakeAll();
          this.#lookAgainLater();
        });
    });
  }
}
