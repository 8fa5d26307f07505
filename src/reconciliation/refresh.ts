import type { Connection, Connections } from '../connections/connection.ts';
import { ReadRefused } from '../datasources/fault.ts';
import { checkGroup } from '../groups/order.ts';
import type { Clock } from '../kernel/clock.ts';
import { MINUTE, SECOND } from '../kernel/duration.ts';
import { formatGroupId, type GroupRef } from '../kernel/ids.ts';
import { InputError } from '../kernel/input-error.ts';
import { isNotTold } from '../lanes/ask.ts';
import type { Errands } from '../lanes/errands.ts';
import type { Store } from '../store/store.ts';
import { lookAtGroup } from './look.ts';
import { RefreshError } from './refresh-error.ts';

/** How long a provider may give no answer before the refresh gives up. */
export const REFRESH_PATIENCE_MS = 10 * SECOND;
/** The longest that a caller waits for a refresh, which a long list and a small budget stretch. */
export const MAX_REFRESH_MS = 2 * MINUTE;

export interface RefreshDeps {
  readonly store: Pick<Store, 'sightings' | 'rounds' | 'members'>;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly errands: Errands;
}

/**
 * `refreshGroup`: asks the provider for a group and everybody in it now. From then on rounds follow all of its members, also those
 * whom nobody invited here.
 */
export class Refreshes {
  readonly #deps: RefreshDeps;
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
    const refresh = this.#underWay.get(key) ?? this.#look(group, connection).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, refresh);
    await refresh;
    return group;
  }

  #check(groupId: string): { group: GroupRef; connection: Connection } {
    const { group, connection } = checkGroup(groupId, this.#deps.connections, 'groupId');
    if (connection.dataSource.reads === null) {
      throw new InputError('groupId', `the provider of the connection "${connection.id}" does not list members`);
    }
    return { group, connection };
  }

  async #look(group: GroupRef, connection: Connection): Promise<void> {
    const { errands } = this.#deps;
    if (errands.full) throw new RefreshError('RATE_LIMITED', 'too much is being asked of providers; try again soon');
    let told = false;
    try {
      await errands.go(formatGroupId(group), MAX_REFRESH_MS, async (errand) => {
        await errand.ask(connection, REFRESH_PATIENCE_MS, (desk) =>
          lookAtGroup(this.#deps, {
            group,
            connection,
            desk,
            cause: 'RECONCILIATION',
            followAll: true,
            reported: new Map(),
            freshFacts: true,
          }),
        );
        told = true;
      });
    } catch (error) {
      throw asRefreshError(error);
    }
    if (!told) throw new RefreshError('PROVIDER_UNAVAILABLE', 'the group could not be read in time');
  }
}

function asRefreshError(error: unknown): unknown {
  if (error instanceof ReadRefused) {
    const code = error.reason === 'groupMissing' ? 'GROUP_NOT_FOUND' : 'PERMISSION_DENIED';
    return new RefreshError(code, error.message, error.providerCode);
  }
  if (!isNotTold(error)) return error;
  return new RefreshError(
    'PROVIDER_UNAVAILABLE',
    error.message,
    'providerCode' in error ? error.providerCode : undefined,
  );
}
