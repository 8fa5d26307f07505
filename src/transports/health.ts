import type { Connections } from '../connections/connection.ts';
import type { Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import type { Store } from '../store/store.ts';
import type { EventWire } from '../wires/wire.ts';

/** How long an answer of the providers is believed before they are asked again, in milliseconds. */
export const PROVIDERS_CHECKED_FOR_MS = 10 * SECOND;

export interface Readiness {
  /**
   * Whether this process takes requests. A provider that is down does not keep it from storing invites, nor does a wire that is
   * down keep it from anything: events of other instances arrive a second later. If that counted, all instances would be
   * taken out of service at once.
   */
  readonly ready: boolean;
  readonly store: Reachability;
  /** Whether events of other instances arrive at once; a process that is alone needs no wire. */
  readonly events: Reachability;
  /** By connection. */
  readonly providers: Readonly<Record<string, Reachability>>;
}

type Reachability = 'ok' | 'unreachable' | 'draining';

/** What `/readyz` tells. */
export class Health {
  readonly #store: Store;
  readonly #wire: Pick<EventWire, 'ping'>;
  readonly #connections: Connections;
  readonly #clock: Clock;
  readonly #drain = new AbortController();
  #providers: Promise<Readiness['providers']> | null = null;
  #providersCheckedAtMs = 0;

  constructor(store: Store, wire: Pick<EventWire, 'ping'>, connections: Connections, clock: Clock) {
    this.#store = store;
    this.#wire = wire;
    this.#connections = connections;
    this.#clock = clock;
  }

  /** From now on the process is not ready. */
  drain(): void {
    this.#drain.abort();
  }

  /** Aborted once the process is about to end. */
  get draining(): AbortSignal {
    return this.#drain.signal;
  }

  async readiness(): Promise<Readiness> {
    const [store, wire, providers] = await Promise.all([
      reach(this.#store.ping()),
      reach(this.#wire.ping()),
      this.#reachProviders(),
    ]);
    const draining = this.draining.aborted;
    return { ready: store === 'ok' && !draining, store, events: draining ? 'draining' : wire, providers };
  }

  #reachProviders(): Promise<Readiness['providers']> {
    const nowMs = this.#clock.now();
    if (this.#providers === null || nowMs - this.#providersCheckedAtMs >= PROVIDERS_CHECKED_FOR_MS) {
      this.#providersCheckedAtMs = nowMs;
      this.#providers = this.#pingProviders();
    }
    return this.#providers;
  }

  async #pingProviders(): Promise<Readiness['providers']> {
    const states = this.#connections.all().map(async ({ id, dataSource, breaker }) => {
      // Something may answer at the address, and fail at every call.
      const state = breaker.state === 'closed' ? await reach(dataSource.ping()) : 'unreachable';
      return [id, state] as const;
    });
    return Object.fromEntries(await Promise.all(states));
  }
}

const reach = (answer: Promise<void>): Promise<Reachability> =>
  answer.then(
    () => 'ok',
    () => 'unreachable',
  );
