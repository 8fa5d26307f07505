import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { GrantedCall } from '../records.ts';
import type { FollowingGrants, GrantRequest, Grants } from '../store.ts';
import type { GrantName, LaneSql } from './lanes.sql.ts';
import type { Lease } from './lease.sql.ts';
import { LostGrants } from './lost-grants.ts';
import type { Queryable } from './statement.ts';

/** Calls that are granted with one batch of changes at most: what is left is asked for afterwards. */
export const MAX_FOLLOWING_CALLS = 64;

/** A call of this instance, until it is settled. */
interface OwnCall {
  readonly call: GrantedCall;
  /** Under which name it was granted. */
  readonly instanceId: string;
}

const NOTHING_LEFT: Grants = { calls: [], againAtMs: null };

/** The calls that this instance was granted. */
export class OwnGrants {
  readonly #lanes: LaneSql;
  readonly #lease: Lease;
  readonly #lost: LostGrants;
  readonly #calls = new Map<number, OwnCall>();

  constructor(lanes: LaneSql, lease: Lease, clock: Clock) {
    this.#lanes = lanes;
    this.#lease = lease;
    this.#lost = new LostGrants(clock);
  }

  /** Grants that were asked for and never answered. */
  get lostIds(): string[] {
    return this.#lost.ids;
  }

  async grant(on: Queryable, request: GrantRequest, limit: number): Promise<Grants> {
    return this.#grantAs({ instanceId: await this.#lease.instanceId(), grantId: randomUUID() }, on, request, limit);
  }

  mayDepart(callId: number): boolean {
    return this.#lease.holds(this.#calls.get(callId)?.instanceId ?? '');
  }

  /** @throws Error when the call was not granted to this instance, or is settled */
  call(callId: number): GrantedCall {
    const own = this.#calls.get(callId);
    if (own === undefined) throw new Error(`call ${callId} was not granted to this instance`);
    return own.call;
  }

  settled(callId: number): void {
    this.#calls.delete(callId);
  }

  /**
   * Asks on the session of a change, behind it, so that both take one round trip. To be called in the turn in which the change was sent.
   *
   * @returns what is to be called with whether the change was stored; it resolves when all who asked are told
   */
  follow(on: Queryable, followers: readonly FollowingGrants[]): (stored: boolean) => Promise<void> {
    const instanceId = this.#lease.heldId;
    const asks = [...byConnection(followers)].map((askers) => {
      const grantId = randomUUID();
      const grants = instanceId === null ? null : this.#askFor({ instanceId, grantId }, on, askers);
      return { askers, grantId, grants };
    });
    return async (stored) => {
      for (const { askers, grantId, grants } of asks) {
        const granted = await grants;
        if (stored) tell(askers, granted);
        else this.#giveBack(grantId, granted);
      }
    };
  }

  #askFor(name: GrantName, on: Queryable, askers: readonly FollowingGrants[]): Promise<Grants | null> {
    const newest = askers.at(-1);
    if (newest === undefined) return Promise.resolve(null);
    const limit = askers.reduce((sum, asker) => sum + asker.limit, 0);
    return this.#grantAs(name, on, newest.request, Math.min(limit, MAX_FOLLOWING_CALLS)).catch(() => null);
  }

  /** Nobody takes these calls: they are found like those of which nobody learnt. */
  #giveBack(grantId: string, grants: Grants | null): void {
    if (grants === null || grants.calls.length === 0) return;
    this.#lost.add(grantId);
    for (const { id } of grants.calls) this.#calls.delete(id);
  }

  async #grantAs(name: GrantName, on: Queryable, request: GrantRequest, limit: number): Promise<Grants> {
    try {
      const grants = await this.#lanes.grantCalls(on, request, limit, name);
      for (const call of grants.calls) this.#calls.set(call.id, { call, instanceId: name.instanceId });
      return grants;
    } catch (error) {
      this.#lost.add(name.grantId);
      throw error;
    }
  }
}

function byConnection(followers: readonly FollowingGrants[]): Iterable<FollowingGrants[]> {
  const groups = new Map<string, FollowingGrants[]>();
  for (const follower of followers) {
    const { connectionId } = follower.request;
    const group = groups.get(connectionId);
    if (group === undefined) groups.set(connectionId, [follower]);
    else group.push(follower);
  }
  return groups.values();
}

/** The newest of the askers of one connection takes all calls; the others learn that nothing is left for them. */
function tell(askers: readonly FollowingGrants[], grants: Grants | null): void {
  const last = askers.length - 1;
  askers.forEach((asker, index) => asker.granted(index === last || grants === null ? grants : NOTHING_LEFT));
}
