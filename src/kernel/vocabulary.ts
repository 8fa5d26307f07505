/**
 * The closed word lists that every layer shares: each key is the very name that clients see in GraphQL.
 *
 * Const objects instead of TypeScript enums: type-graphql registers the keys, and the values are plain strings that the
 * stores and the wires may hold.
 */

/** Which chat service a connection speaks to. */
export const ChatProvider = {
  GEWE: 'GEWE',
  IMKIT: 'IMKIT',
  TENCENT_IM: 'TENCENT_IM',
  TENCENT_IM_SDK: 'TENCENT_IM_SDK',
  ZEGO_ZIM: 'ZEGO_ZIM',
} as const;
export type ChatProvider = keyof typeof ChatProvider;

/** What kind of group the provider says it is. */
export const GroupType = {
  WORK: 'WORK',
  PUBLIC: 'PUBLIC',
  MEETING: 'MEETING',
  LIVE: 'LIVE',
  BROADCAST: 'BROADCAST',
  COMMUNITY: 'COMMUNITY',
  GROUP: 'GROUP',
  DIRECT: 'DIRECT',
} as const;
export type GroupType = keyof typeof GroupType;

/** Where a membership stands. The legal moves between these are in `members/member.ts`. */
export const MemberState = {
  QUEUED: 'QUEUED',
  INVITED: 'INVITED',
  JOINED: 'JOINED',
  DECLINED: 'DECLINED',
  EXPIRED: 'EXPIRED',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  LEFT: 'LEFT',
  REMOVED: 'REMOVED',
} as const;
export type MemberState = keyof typeof MemberState;

/** Why one member could not be invited. */
export const InviteFailureReason = {
  INVALID_ACCOUNT: 'INVALID_ACCOUNT',
  OPERATOR_NOT_FOUND: 'OPERATOR_NOT_FOUND',
  OPERATOR_IS_INVITEE: 'OPERATOR_IS_INVITEE',
  GROUP_NOT_FOUND: 'GROUP_NOT_FOUND',
  INVALID_GROUP: 'INVALID_GROUP',
  GROUP_FULL: 'GROUP_FULL',
  INVITES_UNSUPPORTED: 'INVITES_UNSUPPORTED',
  PERMISSION_DENIED: 'PERMISSION_DENIED',
  REFUSED_BY_PROVIDER: 'REFUSED_BY_PROVIDER',
  RATE_LIMITED: 'RATE_LIMITED',
  PROVIDER_UNAVAILABLE: 'PROVIDER_UNAVAILABLE',
  PROVIDER_ERROR: 'PROVIDER_ERROR',
} as const;
export type InviteFailureReason = keyof typeof InviteFailureReason;

/** What an invite may ask for beyond the bare invitation; each provider takes some of them. */
export const InviteOption = {
  REASON: 'REASON',
  REQUIRE_CONSENT: 'REQUIRE_CONSENT',
  SILENT: 'SILENT',
  SYSTEM_MESSAGE: 'SYSTEM_MESSAGE',
  JOINED_AT: 'JOINED_AT',
  OPERATOR: 'OPERATOR',
} as const;
export type InviteOption = keyof typeof InviteOption;

/** What an invitation that the provider took still waits for. */
export const InviteAwaiting = { CONSENT: 'CONSENT', CONFIRMATION: 'CONFIRMATION' } as const;
export type InviteAwaiting = keyof typeof InviteAwaiting;

/** What made a membership change. */
export const MemberChangeCause = {
  INVITE: 'INVITE',
  WEBHOOK: 'WEBHOOK',
  RECONCILIATION: 'RECONCILIATION',
  EXPIRY: 'EXPIRY',
  REMOVAL: 'REMOVAL',
  CANCELLATION: 'CANCELLATION',
} as const;
export type MemberChangeCause = keyof typeof MemberChangeCause;

/** How far an invite operation is. */
export const InviteOperationStatus = {
  RUNNING: 'RUNNING',
  COMPLETED: 'COMPLETED',
  CANCELLED: 'CANCELLED',
} as const;
export type InviteOperationStatus = keyof typeof InviteOperationStatus;

/** Over what a provider counts its calls. */
export const QuotaScope = { CONNECTION: 'CONNECTION', GROUP: 'GROUP' } as const;
export type QuotaScope = keyof typeof QuotaScope;
