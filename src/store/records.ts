import type { InviteOptions, ProfileFacts } from '../datasources/datasource.ts';
import type { InviteCounts, InviteResult } from '../invitations/result.ts';
import type { GroupRef, MembershipRef } from '../kernel/ids.ts';
import type { GroupType, InviteOperationStatus, MemberChangeCause, MemberState } from '../kernel/vocabulary.ts';

/** What is stored, as the features see it. `key` is the store's own number of a row, in the order of insertion; it never leaves the process but inside a cursor. */

export interface GroupRecord extends GroupRef {
  readonly key: number;
  readonly type: GroupType | null;
  readonly name: string | null;
  readonly avatarUrl: string | null;
  readonly memberCount: number | null;
}

export interface MembershipRecord extends MembershipRef {
  readonly key: number;
  readonly state: MemberState;
  readonly changedAtMs: number;
  readonly invitedBy: string | null;
  readonly userId: string | null;
  /** Null until the provider told anything of the account. */
  readonly profile: ProfileFacts | null;
}

/** One change of one membership. `position` orders all changes, `sequence` counts up by one within the group. */
export interface MemberEvent {
  readonly position: number;
  readonly sequence: number;
  readonly atMs: number;
  readonly from: MemberState | null;
  readonly to: MemberState;
  readonly cause: MemberChangeCause;
  readonly operationId: string | null;
  /** Right after the change when it is handed on with its commit; as it is now when it is read from the log, as all are in a shared store. */
  readonly membership: MembershipRecord;
}

/** Whom one event concerns, without what it says: cheap to read, also for many. */
export interface EventMark {
  readonly position: number;
  readonly group: GroupRef;
  readonly operationId: string | null;
  /** The user to whom the member's account is linked, as it is now. */
  readonly userId: string | null;
}

export interface OperationRecord {
  readonly key: number;
  readonly id: string;
  readonly group: GroupRef;
  readonly status: InviteOperationStatus;
  readonly createdAtMs: number;
  readonly completedAtMs: number | null;
  readonly counts: InviteCounts;
}

/** One member of one operation. */
export interface InviteRecord {
  readonly key: number;
  /** Place among the distinct members of the operation, from 0, in input order. */
  readonly ordinal: number;
  readonly account: string;
  /** Null when no account could be told, and so no membership is kept. */
  readonly membership: MembershipRecord | null;
  /** Null while the invite is queued or under way. */
  readonly result: InviteResult | null;
}

/** Where a queued invite stands in its lane. */
export interface QueuePlace {
  /** From 1, the next to be sent; also 1 while it is under way. */
  readonly position: number;
  /** Not to be sent before, because an earlier attempt failed. */
  readonly notBeforeMs: number;
}

/** How busy the way to the provider is, for estimates. */
export interface LaneTraffic {
  /** Lanes of the connection in which members wait. */
  readonly waitingLanes: number;
  /** When the quota next has room; in the past when it has. */
  readonly quotaFreeAtMs: number;
}

export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
}

/** Rows after `afterKey`, at most `first`. */
export interface PageRequest {
  readonly first: number;
  readonly afterKey: number | null;
}

/** A group whose round was taken. */
export interface DueRound {
  readonly group: GroupRef;
  /** For when it was planned; it may have been taken later. */
  readonly dueAtMs: number;
  /** How many rounds came before it, counted from the last time at which somebody was invited or a change was reported. */
  readonly round: number;
  /** So many rounds in a row found no group. */
  readonly misses: number;
  /** By which the store knows the taking again. */
  readonly token: number;
}

/** What is known of a group, all at one instant. */
export interface GroupStanding {
  /** Of its newest event. */
  readonly sequence: number;
  /** Memberships in any state. */
  readonly known: number;
  readonly joined: number;
  readonly invited: number;
  readonly followsAll: boolean;
  /** When the group itself was read last; null when it has to be. */
  readonly factsAtMs: number | null;
}

/** A webhook that is to be worked off. */
export interface KeptWebhook {
  readonly key: number;
  readonly connectionId: string;
  readonly content: string;
  /** So often it could not be worked off. */
  readonly attempts: number;
}

/** An account at a connection that belongs to a user. */
export interface LinkedAccount {
  readonly connectionId: string;
  readonly account: string;
}

/** Members who leave together in one call. */
export interface GrantedCall {
  readonly id: number;
  readonly connectionId: string;
  readonly groupId: string;
  readonly options: InviteOptions;
  readonly invites: readonly GrantedInvite[];
  /** The inviting request may leave from now on. */
  readonly departAtMs: number;
}

export interface GrantedInvite {
  readonly key: number;
  readonly account: string;
  readonly joinedAtMs: number | null;
  /** Attempts that ended without settling the member, so far. */
  readonly attempts: number;
  readonly resent: boolean;
  /** The last attempt met an expired credential. */
  readonly resigned: boolean;
}
