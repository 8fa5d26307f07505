/** The most members of one group, and the capacity of a group that names none. */
export const MAX_MEMBERS_PER_GROUP = 1_000_000;

export type Role = 'owner' | 'admin' | 'member';

export interface Membership {
  readonly account: string;
  readonly role: Role;
  readonly joinedAtMs: number;
  /** Null for those who were there from the start or came by themselves. */
  readonly inviterId: string | null;
}

/** Who has to say yes before a pending invitee becomes a member. */
export type Awaited = 'invitee' | 'admin';

export interface PendingInvite {
  readonly account: string;
  readonly inviterId: string;
  readonly awaits: Awaited;
  readonly createdAtMs: number;
  /** When the invite was last repeated. */
  readonly updatedAtMs: number;
}

/** A group as it is at the start and after every reset. `Rules` are the provider's own settings. */
export interface GroupSeed<Rules> {
  readonly id: string;
  readonly name: string;
  /** What it is there to show, for people. */
  readonly purpose: string;
  /** A member too. */
  readonly ownerId: string;
  readonly adminIds?: readonly string[] | undefined;
  readonly memberIds?: readonly string[] | undefined;
  /** Have been members and are not any more. */
  readonly formerIds?: readonly string[] | undefined;
  /** Default {@link MAX_MEMBERS_PER_GROUP}, which it cannot exceed. */
  readonly capacity?: number | undefined;
  readonly rules: Rules;
}

/** A group as it is now. Only the world changes it. */
export interface Group<Rules> {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly capacity: number;
  readonly createdAtMs: number;
  readonly rules: Rules;
  /** By account, in the order in which they joined, the owner first. */
  readonly members: ReadonlyMap<string, Membership>;
  /** By account, the oldest invite first. */
  readonly pending: ReadonlyMap<string, PendingInvite>;
  /** Have been members and are not any more; the newest few. */
  readonly former: ReadonlySet<string>;
}

export function isManager<Rules>(group: Group<Rules>, account: string): boolean {
  const role = group.members.get(account)?.role;
  return role === 'owner' || role === 'admin';
}
