import type { StoreName } from '../machine/service.ts';

/** How members come: how many with each mutation, and into how many groups. */
export interface Load {
  readonly members: number;
  readonly groups: number;
}

export const LOADS: readonly Load[] = [
  { members: 1, groups: 1 },
  { members: 1, groups: 100 },
  { members: 100, groups: 1 },
  { members: 100, groups: 100 },
];

export const nameOf = ({ members, groups }: Load): string =>
  `${members} ${members === 1 ? 'member' : 'members'} a mutation, ${groups === 1 ? 'same group' : `${groups} groups`}`;

/** A server that takes invites. */
export interface Inviting {
  readonly name: string;
  readonly url: string;
  /** Null: it is not the service. */
  readonly store: StoreName | null;
}
