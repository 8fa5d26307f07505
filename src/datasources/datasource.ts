import type {
  ChatProvider,
  GroupType,
  InviteAwaiting,
  InviteFailureReason,
  InviteOption,
  QuotaScope,
} from '../kernel/vocabulary.ts';

/**
 * What one connection's provider can do and how much of it. Data, so that it can be printed, published and tested; code
 * asks these and never for a provider's name.
 */
export interface Capabilities {
  readonly provider: ChatProvider;
  /** The most members that fit into one inviting call. */
  readonly membersPerCall: number;
  /** Inviting calls that may leave in any window of one second; below 1 means one call per `1 / callsPerSecond` seconds. */
  readonly callsPerSecond: number;
  readonly quotaScope: QuotaScope;
  /** Reads and removals that may leave in any window of one second, over the whole connection. */
  readonly readsPerSecond: number;
  readonly inviteOptions: readonly InviteOption[];
  readonly listsMembers: boolean;
  readonly removesMembers: boolean;
  readonly reportsChanges: boolean;
  /** The provider is asked something before every inviting call, so a call is granted a little ahead of its departure. */
  readonly readsBeforeInvite: boolean;
}

/** Options that hold for a whole inviting call; absent means that the caller did not give it. */
export interface InviteOptions {
  readonly operator?: string | undefined;
  readonly reason?: string | undefined;
  readonly requireConsent?: boolean | undefined;
  readonly silent?: boolean | undefined;
  readonly systemMessage?: boolean | undefined;
}

export interface Invitee {
  /** The provider's own id of the person; unique within one call. */
  readonly account: string;
  /** When the member is to count as having joined; milliseconds since 1970. */
  readonly joinedAtMs?: number | undefined;
  /** An earlier attempt left without a known outcome, so the member may have been invited already. */
  readonly resent: boolean;
}

/** One call that is to leave for the provider. `members` holds 1 to `membersPerCall` entries. */
export interface InviteCall {
  /** The provider's own id of the group. */
  readonly groupId: string;
  readonly members: readonly Invitee[];
  readonly options: InviteOptions;
}

/** What became of one member in one call. `message` is for people and holds no secret. */
export type MemberOutcome =
  | { readonly type: 'joined' }
  | { readonly type: 'alreadyJoined' }
  | { readonly type: 'invited'; readonly awaiting: InviteAwaiting }
  | { readonly type: 'overGroupLimit'; readonly message: string; readonly providerCode?: string | undefined }
  | { readonly type: 'notFound'; readonly message: string; readonly providerCode?: string | undefined }
  | {
      readonly type: 'failed';
      readonly reason: InviteFailureReason;
      readonly message: string;
      readonly providerCode?: string | undefined;
    }
  /** Not settled: the member goes back into the lane, and the attempt counts. */
  | { readonly type: 'tryAgain'; readonly message: string; readonly providerCode?: string | undefined };

/** What the provider let us see of a group on the way. */
export interface GroupFacts {
  readonly type?: GroupType | undefined;
  readonly name?: string | undefined;
  readonly avatarUrl?: string | undefined;
  readonly memberCount?: number | undefined;
}

/** What the provider let us see of an account on the way. */
export interface ProfileFacts {
  readonly nickname?: string | undefined;
  readonly avatarUrl?: string | undefined;
  readonly isRobot?: boolean | undefined;
}

export type InviteAnswer =
  | {
      readonly kind: 'outcomes';
      /** One entry for every member of the call; a missing one counts as `tryAgain`. */
      readonly outcomes: ReadonlyMap<string, MemberOutcome>;
      readonly facts?: GroupFacts | undefined;
      /** By account, for accounts of this call only. */
      readonly profiles?: ReadonlyMap<string, ProfileFacts> | undefined;
    }
  /** Nobody was invited because the call held too many members: send smaller ones; `remember` makes that lasting. */
  | { readonly kind: 'tooMany'; readonly remember: boolean; readonly message: string; readonly providerCode: string }
  /**
   * Nobody was invited because of accounts that are unknown or refused. `unknown` holds those that the provider named when it was
   * asked: the others can be sent again without them. When it is absent or empty nobody knows who it is: halve the call until he is alone.
   */
  | {
      readonly kind: 'unknownAccount';
      readonly message: string;
      readonly providerCode: string;
      readonly unknown?: ReadonlySet<string> | undefined;
    };

/** What is lent to a data source that reads or removes. */
export interface ReadDesk {
  /** Aborted when the process shuts down and nothing shall begin any more. */
  readonly signal: AbortSignal;
  /** Resolves when a read may leave: every request that is not an inviting one waits here first. */
  readPermit(): Promise<void>;
  /** To be called when a request that waited for the newest such permit is written to the wire. */
  readDeparted(): void;
}

/** What a lane lends to a data source for the length of one call. */
export interface CallDesk extends ReadDesk {
  /** Resolves when the inviting request may leave. */
  departurePermit(): Promise<void>;
  /** To be called at the moment at which the inviting request is written to the wire; exactly once if ever. */
  departed(): void;
}

/** One line of a provider's member list. */
export interface ListedMember {
  readonly account: string;
  readonly profile?: ProfileFacts | undefined;
}

/** A part of a member list. */
export interface MemberListPage {
  readonly members: readonly ListedMember[];
  /** How many members the provider counts, if it says so with this page: when it differs between two pages the list moved meanwhile. */
  readonly total?: number | undefined;
  /** What the answer showed of the group besides. */
  readonly facts?: GroupFacts | undefined;
}

/**
 * What a provider tells of the people in its groups. Every request waits for `desk.readPermit()` first.
 *
 * All methods throw `DataSourceError` when nothing was told and it may be asked again, and `ReadRefused` when the provider said why
 * it tells nothing.
 */
export interface MemberReads {
  /** The most accounts of one probe; 0 when the provider cannot be asked for single members. */
  readonly accountsPerProbe: number;
  /** Whether each of `accounts` (1 to `accountsPerProbe`) is in the group now; of whom the answer says nothing, nothing is known. */
  probeMembers(groupId: string, accounts: readonly string[], desk: ReadDesk): Promise<ReadonlyMap<string, boolean>>;
  /** The whole list, page by page; the next page is asked for when the one before was taken. */
  listMembers(groupId: string, desk: ReadDesk): AsyncIterable<MemberListPage>;
  /** Who is invited and has not answered; null where the provider does not tell. */
  listInvitees(groupId: string, desk: ReadDesk): Promise<ReadonlySet<string> | null>;
  /** What the group is. */
  readGroup(groupId: string, desk: ReadDesk): Promise<GroupFacts>;
}

/** Options of a removal; a provider that knows no such thing leaves it out. */
export interface RemovalOptions {
  readonly operator?: string | undefined;
  readonly reason?: string | undefined;
  readonly silent?: boolean | undefined;
}

/** One removal that is to leave for the provider. */
export interface RemovalCall {
  readonly groupId: string;
  /** 1 to `accountsPerRemoval`, distinct. */
  readonly accounts: readonly string[];
  readonly options: RemovalOptions;
}

/**
 * What became of one account. `message` is for people and holds no secret.
 *
 * - `removed`: it was in, and is not any more;
 * - `taken`: the provider took the removal, and whether the account was in before could not be read: it takes those of strangers too;
 * - `notInGroup`: it was not in.
 */
export type RemovalOutcome =
  | { readonly type: 'removed' }
  | { readonly type: 'taken' }
  | { readonly type: 'notInGroup' }
  | {
      readonly type: 'failed';
      readonly reason: InviteFailureReason;
      readonly message: string;
      readonly providerCode?: string | undefined;
      readonly retryable: boolean;
    };

/** Taking people out of groups. Every request, the removing one too, waits for `desk.readPermit()` first. */
export interface MemberRemovals {
  /** The most accounts of one removal. */
  readonly accountsPerRemoval: number;
  /** Whether a removal is made on behalf of somebody. */
  readonly takesOperator: boolean;
  /**
   * One outcome for every account of the call, as far as the answer and reads before and after it tell. Removing somebody twice is
   * harmless at every provider, so a removal whose outcome is unknown is simply asked for again.
   *
   * @throws DataSourceError when no outcome can be told
   */
  removeMembers(call: RemovalCall, desk: ReadDesk): Promise<ReadonlyMap<string, RemovalOutcome>>;
}

/** What a webhook says, in our words. It is a hint: `trusted` tells whether the provider vouches for it so that it counts at once. */
export interface ChangeReport {
  readonly groupId: string;
  /**
   * - `joined`, `left`, `removed`: the accounts did;
   * - `membersChanged`: somebody did, and it is not said who: the list has to be read;
   * - `groupChanged`: type, name or limits of the group may be others now;
   * - `groupGone`: the group was dissolved.
   */
  readonly change: 'joined' | 'left' | 'removed' | 'membersChanged' | 'groupChanged' | 'groupGone';
  /** Distinct; empty where the change names nobody. */
  readonly accounts: readonly string[];
  readonly trusted: boolean;
}

/** A webhook as it came, before anything of it is believed. */
export interface WebhookRequest {
  /** Behind the connection's id in the path; null when there is none. */
  readonly pathSecret: string | null;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The raw body. */
  readonly body: Buffer;
}

/** What the provider is answered, as JSON. */
export type WebhookAnswer = unknown;

export type WebhookReading =
  /** Nobody who knows the secret sent it now: a wrong signature, a wrong secret, or too old. */
  | { readonly kind: 'forged' }
  /** Genuine by what is outside the body, and the body cannot be read. */
  | { readonly kind: 'unreadable' }
  /** Genuine, and nothing follows from it: a probe, a veto that is not made use of, an event about something else. */
  | { readonly kind: 'nothing'; readonly answer: WebhookAnswer }
  | {
      readonly kind: 'changes';
      /** Equal for two deliveries of one event, and for no two events; at most 200 characters. */
      readonly key: string;
      /** One at least, all about one group. */
      readonly reports: readonly ChangeReport[];
      readonly answer: WebhookAnswer;
    };

/** Reads what one provider posts: verifies first, then parses. Never throws, whatever it is given. */
export interface WebhookReader {
  read(request: WebhookRequest, nowMs: number): WebhookReading;
}

/** One configured account at one provider. Ids are strings, exactly as the provider spells them. */
export interface MembershipDataSource {
  readonly connectionId: string;
  readonly capabilities: Capabilities;
  /** On whose behalf an invite leaves when these are its options; null when the provider knows no operator. */
  operatorOf(options: InviteOptions): string | null;
  /** Settles an invitee for whom no call is needed (a malformed account, the operator himself); null means: send. */
  review(account: string, options: InviteOptions): MemberOutcome | null;
  /**
   * Invites the members of one call: at most one inviting request, after `desk.departurePermit()`, plus the reads that the
   * outcome needs. When all members are settled by a read beforehand, nothing departs.
   *
   * @throws DataSourceError when no outcome can be told
   */
  invite(call: InviteCall, desk: CallDesk): Promise<InviteAnswer>;
  /** Null where the provider lists nobody. */
  readonly reads: MemberReads | null;
  /** Null where the provider removes nobody. */
  readonly removals: MemberRemovals | null;
  /**
   * Takes open invitations back; resolves with those of `accounts` that are not invited any more. Null where the provider cannot.
   *
   * @throws DataSourceError when that cannot be told
   */
  readonly withdrawInvites:
    ((groupId: string, accounts: readonly string[], desk: ReadDesk) => Promise<ReadonlySet<string>>) | null;
  /** Null where the provider reports nothing, or no secret is configured to tell its reports from forgeries. */
  readonly webhooks: WebhookReader | null;
  /** Asks cheaply whether the provider can be reached at all; resolves or throws. Costs no quota. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
