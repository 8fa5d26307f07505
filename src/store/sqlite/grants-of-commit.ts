import type { FollowingGrants, GrantRequest, Grants } from '../store.ts';
import type { GroupCommit } from './group-commit.ts';

const NOTHING_WAITS: Grants = { calls: [], againAtMs: null };

/** Grants what may leave because of the changes of a transaction, in that transaction: once for each connection, behind all of its changes. */
export class GrantsOfCommit {
  readonly #commits: GroupCommit;
  readonly #grant: (request: GrantRequest, limit: number) => Grants;
  readonly #anyWaiting: (connectionId: string) => boolean;
  /** Those who ask with changes of the next transaction, by connection. */
  readonly #askers = new Map<string, FollowingGrants[]>();

  constructor(
    commits: GroupCommit,
    grant: (request: GrantRequest, limit: number) => Grants,
    anyWaiting: (connectionId: string) => boolean,
  ) {
    this.#commits = commits;
    this.#grant = grant;
    this.#anyWaiting = anyWaiting;
  }

  /** To be called after the change was handed to the {@link GroupCommit}, in the same turn. */
  follow(following: FollowingGrants): void {
    const { connectionId } = following.request;
    const known = this.#askers.get(connectionId);
    if (known !== undefined) return void known.push(following);
    const askers = [following];
    this.#askers.set(connectionId, askers);
    this.#commits
      .runLast(
        () => {
          // Who asks from now on asks with changes of the next transaction; after a rollback this runs again.
          if (this.#askers.get(connectionId) === askers) this.#askers.delete(connectionId);
          return this.#anyWaiting(connectionId) ? this.#grant(following.request, following.limit) : NOTHING_WAITS;
        },
        (grants) => {
          for (const one of askers) one.granted(one === following ? grants : { ...grants, calls: [] });
        },
      )
      .catch(() => {
        if (this.#askers.get(connectionId) === askers) this.#askers.delete(connectionId);
        for (const { granted } of askers) granted(null);
      });
  }
}
