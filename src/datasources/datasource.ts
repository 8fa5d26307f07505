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
  /** Nobody was invited because of one account, unnamed, which is unknown or refused: halve the call until it is alone. */
  | { readonly kind: 'unknownAccount'; readonly message: string; readonly providerCode: string };

/** What a lane lends to a data source for the length of one call. */
export interface CallDesk {
  /** Aborted when the process shuts down and the call shall not begin any more. */
  readonly signal: AbortSignal;
  /** Resolves when a read may leave: every request that is not the inviting one waits here first. */
  readPermit(): Promise<void>;
  /** Resolves when the inviting request may leave. */
  departurePermit(): Promise<void>;
  /** To be called at the moment at which the inviting request is written to the wire; exactly once if ever. */
  departed(): void;
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
  /** Asks cheaply whether the provider can be reached at all; resolves or throws. Costs no quota. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
