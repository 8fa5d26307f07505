import type { FollowingGrants } from '../store/store.ts';

/** Asks for grants together with one change of the store. */
export interface GrantAsk {
  /** Goes with the change; undefined: nothing may leave now, or a burst is to gather first. */
  readonly following: FollowingGrants | undefined;
  /** To be called when the change is stored, or never will be. */
  end(): void;
}

export const NO_ASK: GrantAsk = { following: undefined, end: () => {} };
