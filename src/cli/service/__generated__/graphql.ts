/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which invites to cancel: queued ones, and open invitations. */
export type CancelInvitesInput = {
  /** Members of the operation; absent: all of them. */
  accounts?: Array<string | number> | null | undefined;
  /** The operation. */
  operationId: string | number;
};

/** The chat service behind a connection. */
export type ChatProvider =
  /** WeChat, through GeWe: invites as a logged-in WeChat account. */
  | 'GEWE'
  /** An IMKit chat server. */
  | 'IMKIT'
  /** Tencent Cloud IM, through its server API as the app's administrator. */
  | 'TENCENT_IM'
  /** Tencent Cloud IM, through its SDK as an ordinary user. */
  | 'TENCENT_IM_SDK'
  /** ZEGOCLOUD ZIM, through its server API. */
  | 'ZEGO_ZIM'
  | '%future added value';

/** What kind of group the provider says it is. */
export type GroupType =
  /** Tencent BChatRoom: people come by themselves, nobody can be invited. */
  | 'BROADCAST'
  /** Tencent Community, up to 100 000 members. */
  | 'COMMUNITY'
  /** A conversation of two people. */
  | 'DIRECT'
  /** A group at a provider that has one kind of group only. */
  | 'GROUP'
  /** Tencent AVChatRoom: people come by themselves, nobody can be invited. */
  | 'LIVE'
  /** Tencent Meeting (formerly ChatRoom). */
  | 'MEETING'
  /** Tencent Public: joining may need approval. */
  | 'PUBLIC'
  /** Tencent Work (formerly Private): any member invites. */
  | 'WORK'
  | '%future added value';

/** What an invitation that the provider took still waits for. */
export type InviteAwaiting =
  /** The provider does not tell at once whether the invitee is in; a later look will. */
  | 'CONFIRMATION'
  /** Somebody has to agree: the invitee, or whoever approves new members. */
  | 'CONSENT'
  | '%future added value';

/** Why a member could not be invited. Clients should keep a default branch: reasons may be added. */
export type InviteFailureReason =
  /** The group has no room for the members of the call. */
  | 'GROUP_FULL'
  /** The provider does not know the group, or not any more. */
  | 'GROUP_NOT_FOUND'
  /** The account breaks the provider's own rules for ids, or no account of the user is linked. */
  | 'INVALID_ACCOUNT'
  /** The group's id breaks the provider's rules. */
  | 'INVALID_GROUP'
  /** Groups of this kind take no invites. */
  | 'INVITES_UNSUPPORTED'
  /** The account invites itself. */
  | 'OPERATOR_IS_INVITEE'
  /** The provider does not know the account on whose behalf was invited. */
  | 'OPERATOR_NOT_FOUND'
  /** The connection's account may not invite into this group. */
  | 'PERMISSION_DENIED'
  /** The provider gave an error that means none of the others; `providerCode` is its own code. */
  | 'PROVIDER_ERROR'
  /** The provider could not be reached, or kept failing, until the attempts were used up. */
  | 'PROVIDER_UNAVAILABLE'
  /** The provider took no more calls for too long. */
  | 'RATE_LIMITED'
  /** The provider, or a hook of its customer, refused this member. */
  | 'REFUSED_BY_PROVIDER'
  | '%future added value';

/** Whom to invite where, and how. An option that the provider does not take is an error. */
export type InviteMembersInput = {
  /** `connection:group`. */
  groupId: string | number;
  /** For 24 hours the same key from the same caller with the same input returns the same operation and invites nobody again; with other input it is an error. */
  idempotencyKey?: string | null | undefined;
  /** 1 to 10 000 members; of two entries of one account the first counts. */
  members: Array<InviteeInput>;
  /** The account on whose behalf is invited; absent: the one in the configuration. For providers that take OPERATOR. */
  operator?: string | number | null | undefined;
  /** Shown to whoever approves the invitation. For providers that take REASON. */
  reason?: string | null | undefined;
  /** Whether the invitee has to accept before joining. For providers that take REQUIRE_CONSENT. */
  requireConsent?: boolean | null | undefined;
  /** Whether nobody in the group is notified. For providers that take SILENT. */
  silent?: boolean | null | undefined;
  /** Whether a message in the group says who was added. For providers that take SYSTEM_MESSAGE. */
  systemMessage?: boolean | null | undefined;
  /** How long the answer may wait for the provider, in milliseconds: 5000 when absent, at most 60000. Whoever is not settled by then is MemberQueued and goes on in the background. */
  waitMs?: number | null | undefined;
};

/** How far an invite operation is. */
export type InviteOperationStatus =
  /** Ended by cancelling: members who had not been sent were cancelled. */
  | 'CANCELLED'
  /** No member is queued any more; each has its outcome. */
  | 'COMPLETED'
  /** At least one member is queued. */
  | 'RUNNING'
  | '%future added value';

/** What an invite may ask for beyond the bare invitation. Asking a provider for what it does not take is an error. */
export type InviteOption =
  /** `joinedAt`: when the member is to count as having joined. */
  | 'JOINED_AT'
  /** `operator`: on whose behalf the invitation is made. */
  | 'OPERATOR'
  /** `reason`: a text that whoever approves the invitation is shown. */
  | 'REASON'
  /** `requireConsent`: the invitee has to accept before joining. */
  | 'REQUIRE_CONSENT'
  /** `silent`: nobody in the group is notified. */
  | 'SILENT'
  /** `systemMessage`: a message in the group says who was added. */
  | 'SYSTEM_MESSAGE'
  | '%future added value';

/** Whom to invite: exactly one of `account` and `userId`. */
export type InviteeInput = {
  /** The provider's own id of the person. */
  account?: string | number | null | undefined;
  /** When the member is to count as having joined, not in the future. For providers that take JOINED_AT. */
  joinedAt?: string | null | undefined;
  /** A user; the account that was linked first at this connection is invited. */
  userId?: string | number | null | undefined;
};

/** Which account belongs to which user. */
export type LinkAccountInput = {
  /** The provider's own id of the person. */
  account: string | number;
  /** Where the account is. */
  connectionId: string | number;
  /** The user, as the subgraph that owns users spells it. */
  userId: string | number;
};

/** What made a membership change. */
export type MemberChangeCause =
  /** An invite was cancelled here. */
  | 'CANCELLATION'
  /** An invitation was not answered in time. */
  | 'EXPIRY'
  /** An invite that was made here, or what became of it. */
  | 'INVITE'
  /** It was found in the provider's list of members. */
  | 'RECONCILIATION'
  /** A removal that was ordered here. */
  | 'REMOVAL'
  /** The provider reported it. */
  | 'WEBHOOK'
  | '%future added value';

/** Where a membership stands. Clients should keep a default branch: states may be added. */
export type MemberState =
  /** The invite was cancelled before the account joined. */
  | 'CANCELLED'
  /** The invitee said no. */
  | 'DECLINED'
  /** The invitation was not answered in time. */
  | 'EXPIRED'
  /** The account could not be invited; the operation's result says why. */
  | 'FAILED'
  /** The provider took the invite; joining awaits the invitee's consent, or a confirmation. */
  | 'INVITED'
  /** The account is a member of the group. */
  | 'JOINED'
  /** The account left the group. */
  | 'LEFT'
  /** An invite is stored here and will be sent; the provider has not settled it yet. */
  | 'QUEUED'
  /** The account was removed from the group. */
  | 'REMOVED'
  | '%future added value';

/** Over what a provider counts its calls. */
export type QuotaScope =
  /** All groups of the connection share one quota. */
  | 'CONNECTION'
  /** Every group has a quota of its own. */
  | 'GROUP'
  | '%future added value';

/** Whom to take out of which group. */
export type RemoveMembersInput = {
  /** The provider's own ids of the people, 1 to 10 000. */
  accounts: Array<string | number>;
  /** `connection:group`; the connection has to be able to remove members. */
  groupId: string | number;
  /** The account on whose behalf they are removed; absent: the one in the configuration. An error where the provider knows no such thing. */
  operator?: string | number | null | undefined;
  /** Handed on to providers that take one. */
  reason?: string | null | undefined;
  /** Whether nobody in the group is notified, at providers that can keep silent. */
  silent?: boolean | null | undefined;
};

/** Which failed invites to send again, with the options of their operation. */
export type RetryInvitesInput = {
  /** Members of the operation, whatever kept them out; absent: those whose failure is retryable. */
  accounts?: Array<string | number> | null | undefined;
  /** The operation. */
  operationId: string | number;
  /** As for `inviteMembers`. */
  waitMs?: number | null | undefined;
};

export type CancelInvitesMutationVariables = Exact<{
  input: CancelInvitesInput;
}>;


export type CancelInvitesMutation = { __typename: 'Mutation', cancelInvites: { __typename: 'InviteMembersPayload', operation: { __typename: 'InviteOperation', id: string, status: InviteOperationStatus, counts: { __typename: 'InviteCounts', total: number, queued: number, invited: number, joined: number, alreadyJoined: number, failed: number, cancelled: number } }, results: Array<
      | { __typename: 'MemberAlreadyJoined', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberCancelled', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberFailed', account: string, reason: InviteFailureReason, message: string, providerCode: string | null, retryable: boolean, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberInvited', account: string, awaiting: InviteAwaiting, expiresAt: string | null, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberJoined', account: string, joinedAt: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberNotFound', account: string, message: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberOverGroupLimit', account: string, message: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberQueued', account: string, position: number, estimatedSendAt: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
    > } };

export type ConnectionsQueryVariables = Exact<{ [key: string]: never; }>;


export type ConnectionsQuery = { __typename: 'Query', connections: Array<{ __typename: 'ProviderConnection', id: string, provider: ChatProvider, capabilities: { __typename: 'ProviderCapabilities', membersPerCall: number, callsPerSecond: number, quotaScope: QuotaScope, inviteOptions: Array<InviteOption>, listsMembers: boolean, removesMembers: boolean, reportsChanges: boolean } }> };

export type GroupCursorQueryVariables = Exact<{
  id: string | number;
}>;


export type GroupCursorQuery = { __typename: 'Query', group: { __typename: 'Group', id: string, cursor: string } | null };

export type GroupQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  states?: Array<MemberState> | MemberState | null | undefined;
}>;


export type GroupQuery = { __typename: 'Query', group: { __typename: 'Group', id: string, connectionId: string, externalId: string, type: GroupType | null, name: string | null, avatarUrl: string | null, memberCount: number | null, connection: { __typename: 'ProviderConnection', id: string, provider: ChatProvider }, memberships: { __typename: 'MembershipPage', totalCount: number, edges: Array<{ __typename: 'MembershipEdge', cursor: string, node: { __typename: 'Membership', id: string, account: string, state: MemberState, changedAt: string } }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type InviteMembersMutationVariables = Exact<{
  input: InviteMembersInput;
}>;


export type InviteMembersMutation = { __typename: 'Mutation', inviteMembers: { __typename: 'InviteMembersPayload', operation: { __typename: 'InviteOperation', id: string, status: InviteOperationStatus, counts: { __typename: 'InviteCounts', total: number, queued: number, invited: number, joined: number, alreadyJoined: number, failed: number, cancelled: number } }, results: Array<
      | { __typename: 'MemberAlreadyJoined', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberCancelled', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberFailed', account: string, reason: InviteFailureReason, message: string, providerCode: string | null, retryable: boolean, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberInvited', account: string, awaiting: InviteAwaiting, expiresAt: string | null, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberJoined', account: string, joinedAt: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberNotFound', account: string, message: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberOverGroupLimit', account: string, message: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberQueued', account: string, position: number, estimatedSendAt: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
    > } };

export type OperationStandingFragment = { __typename: 'InviteOperation', id: string, status: InviteOperationStatus, counts: { __typename: 'InviteCounts', total: number, queued: number, invited: number, joined: number, alreadyJoined: number, failed: number, cancelled: number } };

type MemberOutcome_MemberAlreadyJoined_Fragment = { __typename: 'MemberAlreadyJoined', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } };

type MemberOutcome_MemberCancelled_Fragment = { __typename: 'MemberCancelled', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } };

type MemberOutcome_MemberFailed_Fragment = { __typename: 'MemberFailed', account: string, reason: InviteFailureReason, message: string, providerCode: string | null, retryable: boolean, membership: { __typename: 'Membership', id: string, state: MemberState } };

type MemberOutcome_MemberInvited_Fragment = { __typename: 'MemberInvited', account: string, awaiting: InviteAwaiting, expiresAt: string | null, membership: { __typename: 'Membership', id: string, state: MemberState } };

type MemberOutcome_MemberJoined_Fragment = { __typename: 'MemberJoined', account: string, joinedAt: string, membership: { __typename: 'Membership', id: string, state: MemberState } };

type MemberOutcome_MemberNotFound_Fragment = { __typename: 'MemberNotFound', account: string, message: string, membership: { __typename: 'Membership', id: string, state: MemberState } };

type MemberOutcome_MemberOverGroupLimit_Fragment = { __typename: 'MemberOverGroupLimit', account: string, message: string, membership: { __typename: 'Membership', id: string, state: MemberState } };

type MemberOutcome_MemberQueued_Fragment = { __typename: 'MemberQueued', account: string, position: number, estimatedSendAt: string, membership: { __typename: 'Membership', id: string, state: MemberState } };

export type MemberOutcomeFragment =
  | MemberOutcome_MemberAlreadyJoined_Fragment
  | MemberOutcome_MemberCancelled_Fragment
  | MemberOutcome_MemberFailed_Fragment
  | MemberOutcome_MemberInvited_Fragment
  | MemberOutcome_MemberJoined_Fragment
  | MemberOutcome_MemberNotFound_Fragment
  | MemberOutcome_MemberOverGroupLimit_Fragment
  | MemberOutcome_MemberQueued_Fragment
;

export type InviteOperationProgressedSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type InviteOperationProgressedSubscription = { inviteOperationProgressed: { __typename: 'InviteOperation', completedAt: string | null, id: string, status: InviteOperationStatus, counts: { __typename: 'InviteCounts', total: number, queued: number, invited: number, joined: number, alreadyJoined: number, failed: number, cancelled: number } } };

export type InviteOperationQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type InviteOperationQuery = { __typename: 'Query', inviteOperation: { __typename: 'InviteOperation', createdAt: string, completedAt: string | null, id: string, status: InviteOperationStatus, group: { __typename: 'Group', id: string }, results: { __typename: 'InviteResultPage', totalCount: number, edges: Array<{ __typename: 'InviteResultEdge', cursor: string, node:
          | { __typename: 'MemberAlreadyJoined', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
          | { __typename: 'MemberCancelled', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
          | { __typename: 'MemberFailed', account: string, reason: InviteFailureReason, message: string, providerCode: string | null, retryable: boolean, membership: { __typename: 'Membership', id: string, state: MemberState } }
          | { __typename: 'MemberInvited', account: string, awaiting: InviteAwaiting, expiresAt: string | null, membership: { __typename: 'Membership', id: string, state: MemberState } }
          | { __typename: 'MemberJoined', account: string, joinedAt: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
          | { __typename: 'MemberNotFound', account: string, message: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
          | { __typename: 'MemberOverGroupLimit', account: string, message: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
          | { __typename: 'MemberQueued', account: string, position: number, estimatedSendAt: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
         }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, counts: { __typename: 'InviteCounts', total: number, queued: number, invited: number, joined: number, alreadyJoined: number, failed: number, cancelled: number } } | null };

export type PageEndsFragment = { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null };

export type LinkAccountMutationVariables = Exact<{
  input: LinkAccountInput;
}>;


export type LinkAccountMutation = { __typename: 'Mutation', linkAccount: { __typename: 'User', id: string, accounts: Array<{ __typename: 'ProviderAccount', account: string, connection: { __typename: 'ProviderConnection', id: string } }> } };

export type UserAccountsFragment = { __typename: 'User', id: string, accounts: Array<{ __typename: 'ProviderAccount', account: string, connection: { __typename: 'ProviderConnection', id: string } }> };

export type MemberStateChangedSubscriptionVariables = Exact<{
  groupId?: string | number | null | undefined;
  operationId?: string | number | null | undefined;
  userId?: string | number | null | undefined;
  after?: string | null | undefined;
}>;


export type MemberStateChangedSubscription = { memberStateChanged: { __typename: 'MemberStateChange', cursor: string, sequence: number, at: string, from: MemberState | null, to: MemberState, cause: MemberChangeCause, operationId: string | null, membership: { __typename: 'Membership', id: string, account: string, state: MemberState } } };

export type MemberChangeFragment = { __typename: 'MemberStateChange', cursor: string, sequence: number, at: string, from: MemberState | null, to: MemberState, cause: MemberChangeCause, operationId: string | null, membership: { __typename: 'Membership', id: string, account: string, state: MemberState } };

export type MembershipQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MembershipQuery = { __typename: 'Query', membership: { __typename: 'Membership', id: string, account: string, state: MemberState, changedAt: string, invitedBy: string | null, group: { __typename: 'Group', id: string }, user: { __typename: 'User', id: string } | null, profile: { __typename: 'MemberProfile', nickname: string | null, avatarUrl: string | null, isRobot: boolean | null } | null, history: { __typename: 'MemberStateChangePage', edges: Array<{ __typename: 'MemberStateChangeEdge', cursor: string, node: { __typename: 'MemberStateChange', cursor: string, sequence: number, at: string, from: MemberState | null, to: MemberState, cause: MemberChangeCause, operationId: string | null, membership: { __typename: 'Membership', id: string, account: string, state: MemberState } } }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type RefreshGroupMutationVariables = Exact<{
  groupId: string | number;
}>;


export type RefreshGroupMutation = { __typename: 'Mutation', refreshGroup: { __typename: 'Group', id: string, type: GroupType | null, name: string | null, memberCount: number | null, memberships: { __typename: 'MembershipPage', totalCount: number, edges: Array<{ __typename: 'MembershipEdge', node: { __typename: 'Membership', account: string, state: MemberState, changedAt: string, profile: { __typename: 'MemberProfile', nickname: string | null, avatarUrl: string | null } | null } }> } } };

export type RemoveMembersMutationVariables = Exact<{
  input: RemoveMembersInput;
}>;


export type RemoveMembersMutation = { __typename: 'Mutation', removeMembers: { __typename: 'RemoveMembersPayload', results: Array<
      | { __typename: 'MemberNotInGroup', account: string }
      | { __typename: 'MemberRemoved', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'RemoveMemberFailed', account: string, reason: InviteFailureReason, message: string, providerCode: string | null, retryable: boolean }
    > } };

export type RetryInvitesMutationVariables = Exact<{
  input: RetryInvitesInput;
}>;


export type RetryInvitesMutation = { __typename: 'Mutation', retryInvites: { __typename: 'InviteMembersPayload', operation: { __typename: 'InviteOperation', id: string, status: InviteOperationStatus, counts: { __typename: 'InviteCounts', total: number, queued: number, invited: number, joined: number, alreadyJoined: number, failed: number, cancelled: number } }, results: Array<
      | { __typename: 'MemberAlreadyJoined', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberCancelled', account: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberFailed', account: string, reason: InviteFailureReason, message: string, providerCode: string | null, retryable: boolean, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberInvited', account: string, awaiting: InviteAwaiting, expiresAt: string | null, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberJoined', account: string, joinedAt: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberNotFound', account: string, message: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberOverGroupLimit', account: string, message: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
      | { __typename: 'MemberQueued', account: string, position: number, estimatedSendAt: string, membership: { __typename: 'Membership', id: string, state: MemberState } }
    > } };

export type UnlinkAccountMutationVariables = Exact<{
  input: LinkAccountInput;
}>;


export type UnlinkAccountMutation = { __typename: 'Mutation', unlinkAccount: { __typename: 'User', id: string, accounts: Array<{ __typename: 'ProviderAccount', account: string, connection: { __typename: 'ProviderConnection', id: string } }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const OperationStandingFragmentDoc = new TypedDocumentString(`
    fragment OperationStanding on InviteOperation {
  __typename
  id
  status
  counts {
    __typename
    total
    queued
    invited
    joined
    alreadyJoined
    failed
    cancelled
  }
}
    `, {"fragmentName":"OperationStanding"}) as unknown as TypedDocumentString<OperationStandingFragment, unknown>;
export const MemberOutcomeFragmentDoc = new TypedDocumentString(`
    fragment MemberOutcome on InviteMemberResult {
  __typename
  ... on InviteMemberOutcome {
    __typename
    account
    membership {
      __typename
      id
      state
    }
  }
  ... on MemberJoined {
    __typename
    joinedAt
  }
  ... on MemberInvited {
    __typename
    awaiting
    expiresAt
  }
  ... on MemberQueued {
    __typename
    position
    estimatedSendAt
  }
  ... on MemberOverGroupLimit {
    __typename
    message
  }
  ... on MemberNotFound {
    __typename
    message
  }
  ... on MemberFailed {
    __typename
    reason
    message
    providerCode
    retryable
  }
}
    `, {"fragmentName":"MemberOutcome"}) as unknown as TypedDocumentString<MemberOutcomeFragment, unknown>;
export const PageEndsFragmentDoc = new TypedDocumentString(`
    fragment PageEnds on PageInfo {
  __typename
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
    `, {"fragmentName":"PageEnds"}) as unknown as TypedDocumentString<PageEndsFragment, unknown>;
export const UserAccountsFragmentDoc = new TypedDocumentString(`
    fragment UserAccounts on User {
  __typename
  id
  accounts {
    __typename
    connection {
      __typename
      id
    }
    account
  }
}
    `, {"fragmentName":"UserAccounts"}) as unknown as TypedDocumentString<UserAccountsFragment, unknown>;
export const MemberChangeFragmentDoc = new TypedDocumentString(`
    fragment MemberChange on MemberStateChange {
  __typename
  cursor
  sequence
  at
  from
  to
  cause
  operationId
  membership {
    __typename
    id
    account
    state
  }
}
    `, {"fragmentName":"MemberChange"}) as unknown as TypedDocumentString<MemberChangeFragment, unknown>;
export const CancelInvitesDocument = new TypedDocumentString(`
    mutation CancelInvites($input: CancelInvitesInput!) {
  __typename
  cancelInvites(input: $input) {
    __typename
    operation {
      __typename
      ...OperationStanding
    }
    results {
      __typename
      ...MemberOutcome
    }
  }
}
    fragment OperationStanding on InviteOperation {
  __typename
  id
  status
  counts {
    __typename
    total
    queued
    invited
    joined
    alreadyJoined
    failed
    cancelled
  }
}
fragment MemberOutcome on InviteMemberResult {
  __typename
  ... on InviteMemberOutcome {
    __typename
    account
    membership {
      __typename
      id
      state
    }
  }
  ... on MemberJoined {
    __typename
    joinedAt
  }
  ... on MemberInvited {
    __typename
    awaiting
    expiresAt
  }
  ... on MemberQueued {
    __typename
    position
    estimatedSendAt
  }
  ... on MemberOverGroupLimit {
    __typename
    message
  }
  ... on MemberNotFound {
    __typename
    message
  }
  ... on MemberFailed {
    __typename
    reason
    message
    providerCode
    retryable
  }
}`, {"hash":"sha256:ac76c81ae05c345ec048eca7d1a2114809e87e08b5d1a501aa93e4f81cf35584"}) as unknown as TypedDocumentString<CancelInvitesMutation, CancelInvitesMutationVariables>;
export const ConnectionsDocument = new TypedDocumentString(`
    query Connections {
  __typename
  connections {
    __typename
    id
    provider
    capabilities {
      __typename
      membersPerCall
      callsPerSecond
      quotaScope
      inviteOptions
      listsMembers
      removesMembers
      reportsChanges
    }
  }
}
    `, {"hash":"sha256:ae4651df3c71f548333fe96f55a716e0dbf17b4f106c282c6eaf36fa4cb5f84a"}) as unknown as TypedDocumentString<ConnectionsQuery, ConnectionsQueryVariables>;
export const GroupCursorDocument = new TypedDocumentString(`
    query GroupCursor($id: ID!) {
  __typename
  group(id: $id) {
    __typename
    id
    cursor
  }
}
    `, {"hash":"sha256:31613b60d895a9c915d9de73e0f16dd63aa6104b145c33ae55fecd6e19142ed1"}) as unknown as TypedDocumentString<GroupCursorQuery, GroupCursorQueryVariables>;
export const GroupDocument = new TypedDocumentString(`
    query Group($id: ID!, $first: Int, $after: String, $states: [MemberState!]) {
  __typename
  group(id: $id) {
    __typename
    id
    connectionId
    externalId
    connection {
      __typename
      id
      provider
    }
    type
    name
    avatarUrl
    memberCount
    memberships(first: $first, after: $after, states: $states) {
      __typename
      edges {
        __typename
        cursor
        node {
          __typename
          id
          account
          state
          changedAt
        }
      }
      pageInfo {
        __typename
        ...PageEnds
      }
      totalCount
    }
  }
}
    fragment PageEnds on PageInfo {
  __typename
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`, {"hash":"sha256:a5380c2f2d1715f6e8789e1ecc2707e4c4804090a5f2599a5c439ca33a2c88fd"}) as unknown as TypedDocumentString<GroupQuery, GroupQueryVariables>;
export const InviteMembersDocument = new TypedDocumentString(`
    mutation InviteMembers($input: InviteMembersInput!) {
  __typename
  inviteMembers(input: $input) {
    __typename
    operation {
      __typename
      ...OperationStanding
    }
    results {
      __typename
      ...MemberOutcome
    }
  }
}
    fragment OperationStanding on InviteOperation {
  __typename
  id
  status
  counts {
    __typename
    total
    queued
    invited
    joined
    alreadyJoined
    failed
    cancelled
  }
}
fragment MemberOutcome on InviteMemberResult {
  __typename
  ... on InviteMemberOutcome {
    __typename
    account
    membership {
      __typename
      id
      state
    }
  }
  ... on MemberJoined {
    __typename
    joinedAt
  }
  ... on MemberInvited {
    __typename
    awaiting
    expiresAt
  }
  ... on MemberQueued {
    __typename
    position
    estimatedSendAt
  }
  ... on MemberOverGroupLimit {
    __typename
    message
  }
  ... on MemberNotFound {
    __typename
    message
  }
  ... on MemberFailed {
    __typename
    reason
    message
    providerCode
    retryable
  }
}`, {"hash":"sha256:6fc3250a3d222ba683ddebfd7caacfa388208d056ba304d173b0a72b6a913133"}) as unknown as TypedDocumentString<InviteMembersMutation, InviteMembersMutationVariables>;
export const InviteOperationProgressedDocument = new TypedDocumentString(`
    subscription InviteOperationProgressed($id: ID!) {
  inviteOperationProgressed(id: $id) {
    __typename
    ...OperationStanding
    completedAt
  }
}
    fragment OperationStanding on InviteOperation {
  __typename
  id
  status
  counts {
    __typename
    total
    queued
    invited
    joined
    alreadyJoined
    failed
    cancelled
  }
}`, {"hash":"sha256:3d9811d0725cd3494f965638030c6a9d16a2b60c11e893fa6634a4e2d993431b"}) as unknown as TypedDocumentString<InviteOperationProgressedSubscription, InviteOperationProgressedSubscriptionVariables>;
export const InviteOperationDocument = new TypedDocumentString(`
    query InviteOperation($id: ID!, $first: Int, $after: String) {
  __typename
  inviteOperation(id: $id) {
    __typename
    ...OperationStanding
    createdAt
    completedAt
    group {
      __typename
      id
    }
    results(first: $first, after: $after) {
      __typename
      edges {
        __typename
        cursor
        node {
          __typename
          ...MemberOutcome
        }
      }
      pageInfo {
        __typename
        ...PageEnds
      }
      totalCount
    }
  }
}
    fragment OperationStanding on InviteOperation {
  __typename
  id
  status
  counts {
    __typename
    total
    queued
    invited
    joined
    alreadyJoined
    failed
    cancelled
  }
}
fragment MemberOutcome on InviteMemberResult {
  __typename
  ... on InviteMemberOutcome {
    __typename
    account
    membership {
      __typename
      id
      state
    }
  }
  ... on MemberJoined {
    __typename
    joinedAt
  }
  ... on MemberInvited {
    __typename
    awaiting
    expiresAt
  }
  ... on MemberQueued {
    __typename
    position
    estimatedSendAt
  }
  ... on MemberOverGroupLimit {
    __typename
    message
  }
  ... on MemberNotFound {
    __typename
    message
  }
  ... on MemberFailed {
    __typename
    reason
    message
    providerCode
    retryable
  }
}
fragment PageEnds on PageInfo {
  __typename
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`, {"hash":"sha256:6259849d8a2c2cb480d98df0fc0e18f84bd83d4862e686c85ecea7886b3bf9f2"}) as unknown as TypedDocumentString<InviteOperationQuery, InviteOperationQueryVariables>;
export const LinkAccountDocument = new TypedDocumentString(`
    mutation LinkAccount($input: LinkAccountInput!) {
  __typename
  linkAccount(input: $input) {
    __typename
    ...UserAccounts
  }
}
    fragment UserAccounts on User {
  __typename
  id
  accounts {
    __typename
    connection {
      __typename
      id
    }
    account
  }
}`, {"hash":"sha256:274168a6c392b99723879ef0a059959c77b2367e3b220235a674ad858c2d0daf"}) as unknown as TypedDocumentString<LinkAccountMutation, LinkAccountMutationVariables>;
export const MemberStateChangedDocument = new TypedDocumentString(`
    subscription MemberStateChanged($groupId: ID, $operationId: ID, $userId: ID, $after: String) {
  memberStateChanged(
    groupId: $groupId
    operationId: $operationId
    userId: $userId
    after: $after
  ) {
    __typename
    ...MemberChange
  }
}
    fragment MemberChange on MemberStateChange {
  __typename
  cursor
  sequence
  at
  from
  to
  cause
  operationId
  membership {
    __typename
    id
    account
    state
  }
}`, {"hash":"sha256:40da5d061c957fd25b339e50d6d3c68b08d2b481807c8d81ad1466fca6fa088a"}) as unknown as TypedDocumentString<MemberStateChangedSubscription, MemberStateChangedSubscriptionVariables>;
export const MembershipDocument = new TypedDocumentString(`
    query Membership($id: ID!, $first: Int, $after: String) {
  __typename
  membership(id: $id) {
    __typename
    id
    account
    state
    changedAt
    invitedBy
    group {
      __typename
      id
    }
    user {
      __typename
      id
    }
    profile {
      __typename
      nickname
      avatarUrl
      isRobot
    }
    history(first: $first, after: $after) {
      __typename
      edges {
        __typename
        cursor
        node {
          __typename
          ...MemberChange
        }
      }
      pageInfo {
        __typename
        ...PageEnds
      }
    }
  }
}
    fragment PageEnds on PageInfo {
  __typename
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment MemberChange on MemberStateChange {
  __typename
  cursor
  sequence
  at
  from
  to
  cause
  operationId
  membership {
    __typename
    id
    account
    state
  }
}`, {"hash":"sha256:b79a44a43427f560e4b0d895c776ea98ad8f71352802559cac375ca00f6385a1"}) as unknown as TypedDocumentString<MembershipQuery, MembershipQueryVariables>;
export const RefreshGroupDocument = new TypedDocumentString(`
    mutation RefreshGroup($groupId: ID!) {
  __typename
  refreshGroup(groupId: $groupId) {
    __typename
    id
    type
    name
    memberCount
    memberships(first: 100, states: [JOINED]) {
      __typename
      totalCount
      edges {
        __typename
        node {
          __typename
          account
          state
          changedAt
          profile {
            __typename
            nickname
            avatarUrl
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:aa3dbec229fa07cfcb331a8ddc550fea7aa0e8c9dc4d35afa7ae62cc72af41f3"}) as unknown as TypedDocumentString<RefreshGroupMutation, RefreshGroupMutationVariables>;
export const RemoveMembersDocument = new TypedDocumentString(`
    mutation RemoveMembers($input: RemoveMembersInput!) {
  __typename
  removeMembers(input: $input) {
    __typename
    results {
      __typename
      ... on MemberRemoved {
        __typename
        account
        membership {
          __typename
          id
          state
        }
      }
      ... on MemberNotInGroup {
        __typename
        account
      }
      ... on RemoveMemberFailed {
        __typename
        account
        reason
        message
        providerCode
        retryable
      }
    }
  }
}
    `, {"hash":"sha256:8ee4e7415f3d06d1afa9d0519ee94f33983275fe8af1e2c762a92cd3a8f94f68"}) as unknown as TypedDocumentString<RemoveMembersMutation, RemoveMembersMutationVariables>;
export const RetryInvitesDocument = new TypedDocumentString(`
    mutation RetryInvites($input: RetryInvitesInput!) {
  __typename
  retryInvites(input: $input) {
    __typename
    operation {
      __typename
      ...OperationStanding
    }
    results {
      __typename
      ...MemberOutcome
    }
  }
}
    fragment OperationStanding on InviteOperation {
  __typename
  id
  status
  counts {
    __typename
    total
    queued
    invited
    joined
    alreadyJoined
    failed
    cancelled
  }
}
fragment MemberOutcome on InviteMemberResult {
  __typename
  ... on InviteMemberOutcome {
    __typename
    account
    membership {
      __typename
      id
      state
    }
  }
  ... on MemberJoined {
    __typename
    joinedAt
  }
  ... on MemberInvited {
    __typename
    awaiting
    expiresAt
  }
  ... on MemberQueued {
    __typename
    position
    estimatedSendAt
  }
  ... on MemberOverGroupLimit {
    __typename
    message
  }
  ... on MemberNotFound {
    __typename
    message
  }
  ... on MemberFailed {
    __typename
    reason
    message
    providerCode
    retryable
  }
}`, {"hash":"sha256:46c10d4e732541952d465b57314089196f596c13766ae80e0c1b13b3811b32aa"}) as unknown as TypedDocumentString<RetryInvitesMutation, RetryInvitesMutationVariables>;
export const UnlinkAccountDocument = new TypedDocumentString(`
    mutation UnlinkAccount($input: LinkAccountInput!) {
  __typename
  unlinkAccount(input: $input) {
    __typename
    ...UserAccounts
  }
}
    fragment UserAccounts on User {
  __typename
  id
  accounts {
    __typename
    connection {
      __typename
      id
    }
    account
  }
}`, {"hash":"sha256:1d3e0c785371c8367ab5cd1076c451646d556d588e51c6641af0599b458895fa"}) as unknown as TypedDocumentString<UnlinkAccountMutation, UnlinkAccountMutationVariables>;