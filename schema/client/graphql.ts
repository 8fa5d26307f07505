/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

export const OperationStandingFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OperationStanding"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteOperation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"queued"}},{"kind":"Field","name":{"kind":"Name","value":"invited"}},{"kind":"Field","name":{"kind":"Name","value":"joined"}},{"kind":"Field","name":{"kind":"Name","value":"alreadyJoined"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"cancelled"}}]}}]}}]} as unknown as DocumentNode<OperationStandingFragment, unknown>;
export const MemberOutcomeFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMemberResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMemberOutcome"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"membership"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberJoined"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberInvited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"awaiting"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberQueued"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedSendAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberOverGroupLimit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberNotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"providerCode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<MemberOutcomeFragment, unknown>;
export const PageEndsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PageEnds"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PageInfo"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]} as unknown as DocumentNode<PageEndsFragment, unknown>;
export const UserAccountsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserAccounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"connection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"account"}}]}}]}}]} as unknown as DocumentNode<UserAccountsFragment, unknown>;
export const MemberChangeFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberChange"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberStateChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"operationId"}},{"kind":"Field","name":{"kind":"Name","value":"membership"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<MemberChangeFragment, unknown>;
export const CancelInvitesDocument = {"__meta__":{"hash":"sha256:ac76c81ae05c345ec048eca7d1a2114809e87e08b5d1a501aa93e4f81cf35584"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CancelInvites"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CancelInvitesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cancelInvites"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"OperationStanding"}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"MemberOutcome"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OperationStanding"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteOperation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"queued"}},{"kind":"Field","name":{"kind":"Name","value":"invited"}},{"kind":"Field","name":{"kind":"Name","value":"joined"}},{"kind":"Field","name":{"kind":"Name","value":"alreadyJoined"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"cancelled"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMemberResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMemberOutcome"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"membership"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberJoined"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberInvited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"awaiting"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberQueued"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedSendAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberOverGroupLimit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberNotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"providerCode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<CancelInvitesMutation, CancelInvitesMutationVariables>;
export const ConnectionsDocument = {"__meta__":{"hash":"sha256:ae4651df3c71f548333fe96f55a716e0dbf17b4f106c282c6eaf36fa4cb5f84a"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Connections"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"connections"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"capabilities"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"membersPerCall"}},{"kind":"Field","name":{"kind":"Name","value":"callsPerSecond"}},{"kind":"Field","name":{"kind":"Name","value":"quotaScope"}},{"kind":"Field","name":{"kind":"Name","value":"inviteOptions"}},{"kind":"Field","name":{"kind":"Name","value":"listsMembers"}},{"kind":"Field","name":{"kind":"Name","value":"removesMembers"}},{"kind":"Field","name":{"kind":"Name","value":"reportsChanges"}}]}}]}}]}}]} as unknown as DocumentNode<ConnectionsQuery, ConnectionsQueryVariables>;
export const GroupCursorDocument = {"__meta__":{"hash":"sha256:31613b60d895a9c915d9de73e0f16dd63aa6104b145c33ae55fecd6e19142ed1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GroupCursor"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"group"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}}]}}]}}]} as unknown as DocumentNode<GroupCursorQuery, GroupCursorQueryVariables>;
export const GroupDocument = {"__meta__":{"hash":"sha256:a5380c2f2d1715f6e8789e1ecc2707e4c4804090a5f2599a5c439ca33a2c88fd"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Group"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"states"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"MemberState"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"group"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"connectionId"}},{"kind":"Field","name":{"kind":"Name","value":"externalId"}},{"kind":"Field","name":{"kind":"Name","value":"connection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}}]}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"avatarUrl"}},{"kind":"Field","name":{"kind":"Name","value":"memberCount"}},{"kind":"Field","name":{"kind":"Name","value":"memberships"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"states"},"value":{"kind":"Variable","name":{"kind":"Name","value":"states"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"changedAt"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PageEnds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PageEnds"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PageInfo"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]} as unknown as DocumentNode<GroupQuery, GroupQueryVariables>;
export const InviteMembersDocument = {"__meta__":{"hash":"sha256:6fc3250a3d222ba683ddebfd7caacfa388208d056ba304d173b0a72b6a913133"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"InviteMembers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMembersInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"inviteMembers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"OperationStanding"}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"MemberOutcome"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OperationStanding"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteOperation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"queued"}},{"kind":"Field","name":{"kind":"Name","value":"invited"}},{"kind":"Field","name":{"kind":"Name","value":"joined"}},{"kind":"Field","name":{"kind":"Name","value":"alreadyJoined"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"cancelled"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMemberResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMemberOutcome"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"membership"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberJoined"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberInvited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"awaiting"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberQueued"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedSendAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberOverGroupLimit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberNotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"providerCode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<InviteMembersMutation, InviteMembersMutationVariables>;
export const InviteOperationProgressedDocument = {"__meta__":{"hash":"sha256:3d9811d0725cd3494f965638030c6a9d16a2b60c11e893fa6634a4e2d993431b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"InviteOperationProgressed"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"inviteOperationProgressed"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"OperationStanding"}},{"kind":"Field","name":{"kind":"Name","value":"completedAt"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OperationStanding"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteOperation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"queued"}},{"kind":"Field","name":{"kind":"Name","value":"invited"}},{"kind":"Field","name":{"kind":"Name","value":"joined"}},{"kind":"Field","name":{"kind":"Name","value":"alreadyJoined"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"cancelled"}}]}}]}}]} as unknown as DocumentNode<InviteOperationProgressedSubscription, InviteOperationProgressedSubscriptionVariables>;
export const InviteOperationDocument = {"__meta__":{"hash":"sha256:6259849d8a2c2cb480d98df0fc0e18f84bd83d4862e686c85ecea7886b3bf9f2"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"InviteOperation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"inviteOperation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"OperationStanding"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"completedAt"}},{"kind":"Field","name":{"kind":"Name","value":"group"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"MemberOutcome"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PageEnds"}}]}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OperationStanding"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteOperation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"queued"}},{"kind":"Field","name":{"kind":"Name","value":"invited"}},{"kind":"Field","name":{"kind":"Name","value":"joined"}},{"kind":"Field","name":{"kind":"Name","value":"alreadyJoined"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"cancelled"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMemberResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMemberOutcome"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"membership"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberJoined"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberInvited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"awaiting"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberQueued"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedSendAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberOverGroupLimit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberNotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"providerCode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PageEnds"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PageInfo"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]} as unknown as DocumentNode<InviteOperationQuery, InviteOperationQueryVariables>;
export const LinkAccountDocument = {"__meta__":{"hash":"sha256:274168a6c392b99723879ef0a059959c77b2367e3b220235a674ad858c2d0daf"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"LinkAccount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LinkAccountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"linkAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserAccounts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserAccounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"connection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"account"}}]}}]}}]} as unknown as DocumentNode<LinkAccountMutation, LinkAccountMutationVariables>;
export const MemberStateChangedDocument = {"__meta__":{"hash":"sha256:40da5d061c957fd25b339e50d6d3c68b08d2b481807c8d81ad1466fca6fa088a"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"MemberStateChanged"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"groupId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"userId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"memberStateChanged"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"groupId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"groupId"}}},{"kind":"Argument","name":{"kind":"Name","value":"operationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"userId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"userId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"MemberChange"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberChange"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberStateChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"operationId"}},{"kind":"Field","name":{"kind":"Name","value":"membership"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]} as unknown as DocumentNode<MemberStateChangedSubscription, MemberStateChangedSubscriptionVariables>;
export const MembershipDocument = {"__meta__":{"hash":"sha256:b79a44a43427f560e4b0d895c776ea98ad8f71352802559cac375ca00f6385a1"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Membership"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"membership"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"changedAt"}},{"kind":"Field","name":{"kind":"Name","value":"invitedBy"}},{"kind":"Field","name":{"kind":"Name","value":"group"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"profile"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nickname"}},{"kind":"Field","name":{"kind":"Name","value":"avatarUrl"}},{"kind":"Field","name":{"kind":"Name","value":"isRobot"}}]}},{"kind":"Field","name":{"kind":"Name","value":"history"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"MemberChange"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PageEnds"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberChange"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberStateChange"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"cause"}},{"kind":"Field","name":{"kind":"Name","value":"operationId"}},{"kind":"Field","name":{"kind":"Name","value":"membership"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PageEnds"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PageInfo"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]} as unknown as DocumentNode<MembershipQuery, MembershipQueryVariables>;
export const RefreshGroupDocument = {"__meta__":{"hash":"sha256:aa3dbec229fa07cfcb331a8ddc550fea7aa0e8c9dc4d35afa7ae62cc72af41f3"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RefreshGroup"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"groupId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"refreshGroup"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"groupId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"groupId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"memberCount"}},{"kind":"Field","name":{"kind":"Name","value":"memberships"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"states"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"JOINED"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"changedAt"}},{"kind":"Field","name":{"kind":"Name","value":"profile"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nickname"}},{"kind":"Field","name":{"kind":"Name","value":"avatarUrl"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<RefreshGroupMutation, RefreshGroupMutationVariables>;
export const RemoveMembersDocument = {"__meta__":{"hash":"sha256:8ee4e7415f3d06d1afa9d0519ee94f33983275fe8af1e2c762a92cd3a8f94f68"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RemoveMembers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RemoveMembersInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"removeMembers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberRemoved"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"membership"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberNotInGroup"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"account"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RemoveMemberFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"providerCode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]}}]}}]} as unknown as DocumentNode<RemoveMembersMutation, RemoveMembersMutationVariables>;
export const RetryInvitesDocument = {"__meta__":{"hash":"sha256:46c10d4e732541952d465b57314089196f596c13766ae80e0c1b13b3811b32aa"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RetryInvites"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RetryInvitesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"retryInvites"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"OperationStanding"}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"MemberOutcome"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"OperationStanding"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteOperation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"counts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"queued"}},{"kind":"Field","name":{"kind":"Name","value":"invited"}},{"kind":"Field","name":{"kind":"Name","value":"joined"}},{"kind":"Field","name":{"kind":"Name","value":"alreadyJoined"}},{"kind":"Field","name":{"kind":"Name","value":"failed"}},{"kind":"Field","name":{"kind":"Name","value":"cancelled"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MemberOutcome"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMemberResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InviteMemberOutcome"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"account"}},{"kind":"Field","name":{"kind":"Name","value":"membership"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberJoined"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"joinedAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberInvited"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"awaiting"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberQueued"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"position"}},{"kind":"Field","name":{"kind":"Name","value":"estimatedSendAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberOverGroupLimit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberNotFound"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MemberFailed"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"providerCode"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}}]}}]}}]} as unknown as DocumentNode<RetryInvitesMutation, RetryInvitesMutationVariables>;
export const UnlinkAccountDocument = {"__meta__":{"hash":"sha256:1d3e0c785371c8367ab5cd1076c451646d556d588e51c6641af0599b458895fa"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UnlinkAccount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LinkAccountInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"unlinkAccount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserAccounts"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserAccounts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"accounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"connection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"account"}}]}}]}}]} as unknown as DocumentNode<UnlinkAccountMutation, UnlinkAccountMutationVariables>;