import type { Breaker } from '../datasources/breaker.ts';
import type { Capabilities, MembershipDataSource } from '../datasources/datasource.ts';
import type { RetryPolicy } from '../kernel/backoff.ts';
import { SECOND } from '../kernel/duration.ts';
import type { Quota } from '../store/store.ts';

/** One configured account at a provider, with everything that its lanes need to know. */
export interface Connection {
  readonly id: string;
  readonly dataSource: MembershipDataSource;
  readonly breaker: Breaker;
  readonly retry: RetryPolicy;
  /** How long an invitation may stay unanswered. */
  readonly inviteExpiresAfterMs: number;
}

/** The configured connections, in the order of the configuration file. */
export class Connections {
  readonly #byId: ReadonlyMap<string, Connection>;

  constructor(connections: readonly Connection[]) {
    this.#byId = new Map(connections.map((connection) => [connection.id, connection]));
  }

  get(id: string): Connection | undefined {
    return this.#byId.get(id);
  }

  all(): Connection[] {
    return [...this.#byId.values()];
  }
}

/** How many calls may be in one window, and how long the window is: below one call a second the window is longer, not the call smaller. */
export function windowOf(callsPerSecond: number): { callsAtOnce: number; windowMs: number } {
  return callsPerSecond >= 1
    ? { callsAtOnce: Math.floor(callsPerSecond), windowMs: SECOND }
    : { callsAtOnce: 1, windowMs: Math.ceil(SECOND / callsPerSecond) };
}

export const quotaOf = (capabilities: Capabilities): Quota => ({
  callsAtOnce: windowOf(capabilities.callsPerSecond).callsAtOnce,
  scope: capabilities.quotaScope,
});
