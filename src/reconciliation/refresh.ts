import type { Connection, Connections } from '../connections/connection.ts';
import type { ReadDesk } from '../datasources/datasource.ts';
import { DataSourceError, ReadRefused } from '../datasources/fault.ts';
import { backoffMs } from '../kernel/backoff.ts';
import { type Clock, type Random, sleep } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import { formatGroupId, type GroupRef, parseGroupId } from '../kernel/ids.ts';
import { InputError } from '../kernel/input-error.ts';
import type { Store } from '../store/store.ts';
import { lookAtGroup } from './look.ts';
import { RefreshError } from './refresh-error.ts';

/** For how long a provider that does not answer is asked again, in milliseconds. */
export const REFRESH_PATIENCE_MS = 10 * SECOND;
/** Groups that are refreshed at once by this process; a further one is refused. */
export const MAX_REFRESHES = 64;

export interface RefreshDeps {
  readonly store: Pick<Store, 'sightings' | 'rounds' | 'members'>;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly random: Random;
  /** For reads that somebody waits for. */
  readonly deskOf: (connection: Connection, signal: AbortSignal) => ReadDesk;
}

/**
 * `refreshGroup`: asks the provider for a group and everybody in it now. From then on rounds follow all of its members, also those
 * whom nobody invited here.
 */
export class Refreshes {
  readonly #deps: RefreshDeps;
  readonly #stopping = new AbortController();
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(deps: RefreshDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when everything that the provider told is stored. Two that ask for one group at once share the answer.
   *
   * @throws InputError when the group's id is malformed, or its connection is unknown or lists nobody
   * @throws RefreshError when the provider told nothing
   */
  async refresh(groupId: string): Promise<GroupRef> {
    const { group, connection } = this.#check(groupId);
    const key = formatGroupId(group);
    let refresh = this.#underWay.get(key);
    if (refresh === undefined) {
      if (this.#underWay.size >= MAX_REFRESHES) {
        throw new RefreshError('RATE_LIMITED', `${MAX_REFRESHES} groups are being refreshed already; try again soon`);
      }
      refresh = this.#look(group, connection).finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, refresh);
    }
    await refresh;
    return group;
  }

  stop(): void {
    this.#stopping.abort(new Error('Rollcall is shutting down'));
  }

  #check(groupId: string): { group: GroupRef; connection: Connection } {
    const group = parseGroupId(groupId);
    if (group === null) throw new InputError('groupId', 'is not a group id: expected connection:group');
    const connection = this.#deps.connections.get(group.connectionId);
    if (connection === undefined) throw new InputError('groupId', `there is no connection "${group.connectionId}"`);
    if (connection.dataSource.reads === null) {
      throw new InputError('groupId', `the provider of the connection "${connection.id}" does not list members`);
    }
    return { group, connection };
  }

  async #look(group: GroupRef, connection: Connection): Promise<void> {
    const { clock, random } = this.#deps;
    const { signal } = this.#stopping;
    const giveUpAtMs = clock.now() + REFRESH_PATIENCE_MS;
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) throw ending();
      try {
        await lookAtGroup(this.#deps, {
          group,
          connection,
          desk: this.#deps.deskOf(connection, signal),
          cause: 'RECONCILIATION',
          followAll: true,
          reported: new Map(),
          freshFacts: true,
        });
        return;
      } catch (error) {
        if (signal.aborted) throw ending();
        if (error instanceof ReadRefused) {
          const code = error.reason === 'groupMissing' ? 'GROUP_NOT_FOUND' : 'PERMISSION_DENIED';
          throw new RefreshError(code, error.message, error.providerCode);
        }
        if (!(error instanceof DataSourceError)) throw error;
        const againInMs = Math.max(error.retryAfterMs ?? 0, backoffMs(connection.retry, attempt, random));
        if (clock.now() + againInMs > giveUpAtMs) {
          throw new RefreshError('PROVIDER_UNAVAILABLE', error.message, error.providerCode);
        }
        await sleep(clock, againInMs, signal).catch(() => {});
      }
    }
  }
}

const ending = (): RefreshError => new RefreshError('PROVIDER_UNAVAILABLE', 'this process is about to end');
