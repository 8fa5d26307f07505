import type { GroupFacts, InviteOptions, ProfileFacts } from '../datasources/datasource.ts';
import type { InviteResult } from '../invitations/result.ts';
import type { Occurrence } from '../members/transitions.ts';
import type { GroupRef, MembershipRef } from '../kernel/ids.ts';
import type { MemberChangeCause, MemberState, QuotaScope } from '../kernel/vocabulary.ts';
import type {
  DueRound,
  EventMark,
  GrantedCall,
  GroupRecord,
  GroupStanding,
  InviteRecord,
  KeptWebhook,
  LaneTraffic,
  LinkedAccount,
  MemberEvent,
  MembershipRecord,
  OperationRecord,
  Page,
  PageRequest,
  QueuePlace,
} from './records.ts';

/**
 * The truth, behind domain statements. Every method that changes something is one transaction: it is committed when its
 * promise resolves, or it has changed nothing. Instants come in from the caller, except where many instances must agree.
 *
 * One contract suite (`test/contract/store.contract.ts`) runs over every implementation.
 */
export interface Store {
  /** Whether other processes write it too: then changes come about that {@link onCommitted} does not tell of. */
  readonly shared: boolean;
  readonly invitations: InvitationStatements;
  readonly lanes: LaneStatements;
  readonly groups: GroupStatements;
  readonly members: MemberStatements;
  readonly sightings: SightingStatements;
  readonly rounds: RoundStatements;
  readonly webhooks: WebhookStatements;
  readonly people: PeopleStatements;
  readonly events: EventStatements;
  readonly signals: SignalStatements;
  /**
   * Calls `listener` after every commit that changed a membership or an operation, in the order of the commits and before
   * the promise of the change resolves. One listener only.
   */
  onCommitted(listener: (changes: CommittedChanges) => void): void;
  /** Resolves when the store answers; rejects when it cannot. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface CommittedChanges {
  /** In the order of their positions. */
  readonly events: readonly MemberEvent[];
  /** Every operation whose counts changed, as it is now. */
  readonly operations: readonly OperationRecord[];
}

export interface InvitationStatements {
  /** Stores an operation with its invites, memberships and events, and puts what is not settled yet into the group's lane. */
  accept(order: InviteOrder, following?: FollowingGrants): Promise<InviteAcceptance>;
  /** Cancels the invites that wait; those under way are cancelled when their attempt does not settle them. */
  cancel(order: CancelOrder): Promise<OperationRecord>;
  /** Puts settled invites back into the lane, at its end and with no attempts counted. */
  requeue(order: RequeueOrder): Promise<OperationRecord>;
  /**
   * Open invitations were taken back at the provider: of the invites that are settled as `invited` and whose membership is INVITED the
   * result becomes `cancelled`, and the membership CANCELLED. Others stay as they are.
   */
  withdraw(order: RequeueOrder): Promise<OperationRecord>;
  operation(id: string): Promise<OperationRecord | null>;
  /** In the order of `ids`, null for those that are not known. */
  operations(ids: readonly string[]): Promise<(OperationRecord | null)[]>;
  /** Invites of one operation by ordinal; the page's keys are ordinals. */
  invites(operationKey: number, page: PageRequest): Promise<Page<InviteRecord>>;
  /** Those of `accounts` that are members of the operation. */
  invitesOf(operationKey: number, accounts: readonly string[]): Promise<InviteRecord[]>;
  /** Removes operations that ended before `beforeMs`, at most `limit`; returns how many. */
  forget(beforeMs: number, limit: number): Promise<number>;
}

export interface InviteOrder {
  readonly operationId: string;
  readonly group: GroupRef;
  /** Who asks: idempotency keys of different callers have nothing to do with each other. */
  readonly caller: string;
  readonly idempotencyKey: string | null;
  /** Says whether two inputs are the same. */
  readonly inputHash: string;
  /** Keys used before this instant are free again. */
  readonly idempotentSinceMs: number;
  readonly options: InviteOptions;
  readonly invitedBy: string | null;
  /** Distinct accounts, in input order. */
  readonly members: readonly OrderedInvite[];
  readonly nowMs: number;
  /** The span under which the operation's spans belong, as W3C `traceparent`; absent: they are a trace of their own. */
  readonly traceparent?: string | undefined;
}

export interface OrderedInvite {
  readonly account: string;
  /** Nobody can be a member under this name: it is empty, or that of a user for whom no account is linked. Then no membership is kept. */
  readonly withoutMembership: boolean;
  readonly joinedAtMs: number | null;
  /** Settled without a call; null means that it has to be sent. */
  readonly result: InviteResult | null;
}

export type InviteAcceptance =
  { readonly kind: 'accepted' | 'repeated'; readonly operation: OperationRecord } | { readonly kind: 'keyReused' };

export interface CancelOrder {
  readonly operationKey: number;
  /** Null: all of the operation. */
  readonly inviteKeys: readonly number[] | null;
  readonly nowMs: number;
}

export interface RequeueOrder {
  readonly operationKey: number;
  readonly inviteKeys: readonly number[];
  readonly nowMs: number;
}

export interface LaneStatements {
  /**
   * Grants the next calls of a connection, as far as its quota has room and `limit` of them at most: each picks the lane whose
   * turn it is and takes the oldest waiting members with equal options out of it. A granted call counts against the quota from
   * now on and until its window is over. Many at once cost hardly more than one. A shared store may pass over a lane that somebody is
   * changing just now, and says that it is to be asked again soon.
   */
  grantCalls(request: GrantRequest, limit: number): Promise<Grants>;
  /** Whether a granted call is still this process's to send: not when others may have taken its members up meanwhile. */
  mayDepart(callId: number): boolean;
  /** Records that the call's inviting request left; until `blocksUntilMs` it counts against the quota. */
  markDeparted(callId: number, blocksUntilMs: number): Promise<void>;
  /** Records what became of a call's members and gives those who are not settled back to their lane. */
  settleCall(settlement: CallSettlement, following?: FollowingGrants): Promise<void>;
  /** When a call that was granted ahead of its departure may leave, as the quota stands now. */
  departureOf(callId: number, quota: Quota): Promise<number>;
  /** Whether anybody waits in any lane of the connection. */
  anyWaiting(connectionId: string): Promise<boolean>;
  /** Takes one read out of the connection's budget of reads, if it has room: then returns null, else when it will have. */
  grantRead(request: ReadRequest): Promise<number | null>;
  /** The batch limit that the provider taught us; null when it never refused one. */
  learnedMembersPerCall(connectionId: string): Promise<number | null>;
  /** Where invites of one group stand, by their keys; those that are settled are absent. */
  places(group: GroupRef, inviteKeys: readonly number[]): Promise<ReadonlyMap<number, QueuePlace>>;
  traffic(group: GroupRef, quota: Quota, nowMs: number): Promise<LaneTraffic>;
  /**
   * Takes up what ended processes left: their calls under way count until `blocksUntilMs`, their outcome is unknown, and
   * their members wait again; those whose cancelling was asked for meanwhile are cancelled. In a store of one process the rounds and webhooks that
   * were taken are due at once. In a shared store processes end
   * at any time, so it is to be called again and again.
   */
  recover(blocksUntilMs: number): Promise<void>;
}

/** So many calls may block at once; `scope` says whether a connection or each of its groups has so many. */
export interface Quota {
  readonly callsAtOnce: number;
  readonly scope: QuotaScope;
}

export interface GrantRequest {
  readonly connectionId: string;
  readonly quota: Quota;
  readonly membersPerCall: number;
  readonly nowMs: number;
  /** A call may be granted so much before the quota has room for its departure. */
  readonly aheadMs: number;
}

export interface Grants {
  /** In the order in which they were granted. */
  readonly calls: readonly GrantedCall[];
  /**
   * When more may be granted, as far as it is known: at once when somebody waits and only the limit stood in the way; null when
   * nothing waits, or everything waits for a call that is under way.
   */
  readonly againAtMs: number | null;
}

/**
 * Calls that may leave because of a change are granted in the same breath: that is sooner than asking once the change is stored, and changes
 * that are stored together ask once. Of several askers for one connection any one is given the calls.
 */
export interface FollowingGrants {
  readonly request: GrantRequest;
  readonly limit: number;
  /** Called once when the change was stored, before its promise resolves. Null: the store could not look, and has to be asked. */
  readonly granted: (grants: Grants | null) => void;
}

export interface CallSettlement {
  readonly callId: number;
  readonly nowMs: number;
  /** Until when the call counts against its quota; null when it never left. */
  readonly blocksUntilMs: number | null;
  readonly verdicts: ReadonlyMap<number, InviteVerdict>;
  readonly facts: GroupFacts | null;
  readonly profiles: ReadonlyMap<string, ProfileFacts> | null;
  /** The lane (or with a connection's quota: all its lanes) sends nothing before. */
  readonly pauseUntilMs: number | null;
  /** From now on at most so many members a call at this connection. */
  readonly learnedMembersPerCall: number | null;
}

/** What one attempt means for one invite. */
export type InviteVerdict =
  | { readonly kind: 'settled'; readonly result: InviteResult }
  | {
      readonly kind: 'waiting';
      readonly notBeforeMs: number;
      readonly attempts: number;
      readonly resent: boolean;
      readonly resigned: boolean;
      /** Invites of one half leave in a call of their own from now on; null: as before. */
      readonly half: 0 | 1 | null;
    };

export interface ReadRequest {
  readonly connectionId: string;
  readonly readsAtOnce: number;
  readonly nowMs: number;
  /** The read counts until then. */
  readonly blocksUntilMs: number;
  /**
   * Null: a read that somebody waits for. Else one that may wait: it is taken out of the same budget, and besides only while fewer than
   * so many (1 and more) of its kind count.
   */
  readonly spareReadsAtOnce: number | null;
}

export interface GroupStatements {
  /** In the order of `refs`, null for groups of which nothing is known. */
  byRefs(refs: readonly GroupRef[]): Promise<(GroupRecord | null)[]>;
}

export interface MemberStatements {
  /** In the order of `refs`, null for memberships of which nothing is known. */
  byRefs(refs: readonly MembershipRef[]): Promise<(MembershipRecord | null)[]>;
  /** Members of a group, first known first; `states` null means all. */
  ofGroup(group: GroupRef, states: readonly MemberState[] | null, page: PageRequest): Promise<Page<MembershipRecord>>;
  countOfGroup(group: GroupRef, states: readonly MemberState[] | null): Promise<number>;
  ofUser(userId: string, states: readonly MemberState[] | null, page: PageRequest): Promise<Page<MembershipRecord>>;
  countOfUser(userId: string, states: readonly MemberState[] | null): Promise<number>;
}

/** What a provider showed of one account; applied by the table in `members/transitions.ts`. */
export interface Sighting {
  readonly account: string;
  readonly occurrence: Occurrence;
  readonly cause: MemberChangeCause;
  /** Whether a membership begins with it when nothing is known of the account in the group. */
  readonly beginsMembership: boolean;
  /** It counts for a membership in one of these states only, and begins none; absent: in any. */
  readonly onlyFrom?: readonly MemberState[] | undefined;
  /** Replaces what was known of the account; undefined leaves it. Makes no event. */
  readonly profile?: ProfileFacts | undefined;
}

/** What was seen of one group. */
export interface SightingOrder {
  readonly group: GroupRef;
  /** In the order in which they count; an account may come twice. At most {@link MAX_SIGHTINGS}. */
  readonly sightings: readonly Sighting[];
  /**
   * They were looked at when the group's newest event had this sequence: memberships that moved after it are left alone, for what was
   * seen of them is older than what is known. Null: they count whatever happened since.
   */
  readonly asOfSequence: number | null;
  /** What was seen of the group itself; absent keys stay as they are. Null: nothing. `outdated`: what is known of it has to be read again. */
  readonly facts: GroupFacts | 'outdated' | null;
  /** From now on rounds follow everybody in the group, not only those of whom something is known. Never taken back. */
  readonly followsAll: boolean;
  /** This webhook is done with it. */
  readonly webhookKey: number | null;
  /** The group's next round is due then at the latest, and is the first of a new row of rounds. Null: as it is. */
  readonly roundAtMs: number | null;
  readonly nowMs: number;
}

/** The most sightings of one order. */
export const MAX_SIGHTINGS = 1_000;

export interface SightingStatements {
  /**
   * Records what was seen. Returns for each sighting the membership as it is afterwards (of an account that comes twice: after the last),
   * null where none is kept.
   */
  record(order: SightingOrder): Promise<(MembershipRecord | null)[]>;
  /**
   * INVITED memberships whose time is over become EXPIRED, at most `limit` of them; their groups' next rounds are due at `roundAtMs` at the
   * latest. Returns how many.
   */
  expire(nowMs: number, roundAtMs: number, limit: number): Promise<number>;
}

/**
 * When each group is to be looked at again. A group comes in by its first member who is INVITED (due {@link FIRST_ROUND_MS} later)
 * or JOINED (due {@link JOINED_ROUND_MS} later, unless a round is due before), whatever brought that about.
 */
export interface RoundStatements {
  /** Takes groups of these connections whose round is due, longest due first; nobody else gets them before `leaseUntilMs`. */
  take(connectionIds: readonly string[], limit: number, nowMs: number, leaseUntilMs: number): Promise<DueRound[]>;
  /**
   * Ends a round: the next one is number `round`, due at `nextAtMs`; null: the group needs none. When somebody asked for an earlier
   * round since it was taken, that one stays.
   */
  finish(taken: DueRound, next: { round: number; misses: number; atMs: number } | null, nowMs: number): Promise<void>;
  /** How many members of each kind are known, and up to which event that is. Null when nothing is known of the group. */
  standing(group: GroupRef): Promise<GroupStanding | null>;
}

/** The first round after somebody was INVITED, in milliseconds. */
export const FIRST_ROUND_MS = 3_000;
/** The first round after somebody JOINED of whom the provider told so. */
export const JOINED_ROUND_MS = 300_000;

/** Genuine webhooks: kept before they are answered, worked off afterwards. */
export interface WebhookStatements {
  /** Keeps one, due at once; false when one with the same key of the same connection was kept before. */
  keep(webhook: {
    connectionId: string;
    key: string;
    /** What is to be done, in the words of whoever keeps it. */
    content: string;
    nowMs: number;
  }): Promise<boolean>;
  /** Takes those of these connections that are due and not done, in the order in which they came; nobody else gets them before `leaseUntilMs`. */
  take(connectionIds: readonly string[], limit: number, nowMs: number, leaseUntilMs: number): Promise<KeptWebhook[]>;
  /** Could not be worked off: due again at `atMs`, with one more attempt counted. */
  putOff(keys: readonly number[], atMs: number, nowMs: number): Promise<void>;
  /** Nothing (more) follows from them. */
  done(keys: readonly number[]): Promise<void>;
  /** Removes those that came before `beforeMs` and are done, at most `limit`; returns how many. */
  forget(beforeMs: number, limit: number): Promise<number>;
}

export interface PeopleStatements {
  /**
   * Links an account to a user, for all groups of the connection, also those to come. `known`: it was so already; `taken`: the account is
   * another user's; `full`: the user has `limit` accounts already.
   */
  link(link: LinkedAccount & { userId: string; limit: number }): Promise<'linked' | 'known' | 'taken' | 'full'>;
  /** Takes the link back; false when there was none. */
  unlink(link: LinkedAccount & { userId: string }): Promise<boolean>;
  /** Accounts of each user, first linked first, in the order of `userIds`. */
  accountsOf(userIds: readonly string[]): Promise<LinkedAccount[][]>;
}

/** Which events a subscriber wants; all empty: every event. */
export interface EventFilter {
  readonly group?: GroupRef | undefined;
  readonly operationId?: string | undefined;
  readonly userId?: string | undefined;
}

export interface EventStatements {
  /** Events after a position that fit the filter, in order, at most `limit`. */
  after(position: number, filter: EventFilter, limit: number): Promise<MemberEvent[]>;
  /** Whom the events after a position concern, in order, at most `limit`. */
  marksAfter(position: number, limit: number): Promise<EventMark[]>;
  /** The position of the newest event; 0 when there is none. No event with a lower position is committed after that. */
  lastPosition(): Promise<number>;
  /** Events of one membership, oldest first; the page's keys are positions. */
  ofMember(membershipKey: number, page: PageRequest): Promise<Page<MemberEvent>>;
  /** Removes events older than `beforeMs`, at most `limit`; returns how many. */
  forget(beforeMs: number, limit: number): Promise<number>;
}

/** What each count of a {@link Backlog} stops at, and so many lanes at most are looked at for who waits longest: a look stays cheap whatever waits. */
export const MAX_COUNTED = 10_000;

/** How much waits at one connection now, whichever process will do it. */
export interface ConnectionBacklog {
  readonly connectionId: string;
  /** Lanes in which somebody waits. */
  readonly lanes: number;
  /** Members who wait in these lanes. */
  readonly members: number;
  /** For how long the operation of whoever waits longest has been there, in milliseconds; null when nobody waits. */
  readonly oldestMs: number | null;
  /** Kept webhooks that are not worked off. */
  readonly webhooks: number;
  /** Rounds whose time has come and that nobody has taken. */
  readonly rounds: number;
}

/** What one operation has to do with some invites. */
export interface InviteOrigin {
  readonly operationId: string;
  readonly createdAtMs: number;
  /** As its order said; null: it said none. */
  readonly traceparent: string | null;
  /** How many of them are its own. */
  readonly invites: number;
}

/** What is asked by those who watch the service, and by nobody who waits for an answer. */
export interface SignalStatements {
  /** In the order of `connectionIds`. */
  backlog(connectionIds: readonly string[], nowMs: number): Promise<ConnectionBacklog[]>;
  /** The operations that these invites belong to, oldest first, at most `limit`. */
  originsOf(inviteKeys: readonly number[], limit: number): Promise<InviteOrigin[]>;
  /** By operation, what its order said; without those whose order said none. */
  traceparentsOf(operationIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
