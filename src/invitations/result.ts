import type { InviteAwaiting, InviteFailureReason } from '../kernel/vocabulary.ts';
import type { SettledAs } from '../members/member.ts';

/** What became of one invite for good; kept with the operation, apart from the state of the membership. */
export type InviteResult =
  | { readonly type: 'joined'; readonly joinedAtMs: number }
  | { readonly type: 'alreadyJoined' }
  | { readonly type: 'invited'; readonly awaiting: InviteAwaiting; readonly expiresAtMs: number }
  | { readonly type: 'overGroupLimit'; readonly message: string }
  | { readonly type: 'notFound'; readonly message: string }
  | {
      readonly type: 'failed';
      readonly reason: InviteFailureReason;
      readonly message: string;
      readonly providerCode: string | null;
      readonly retryable: boolean;
    }
  | { readonly type: 'cancelled' };

export type InviteResultType = InviteResult['type'];

const SETTLED_AS: Readonly<Record<InviteResultType, SettledAs>> = {
  joined: 'joined',
  alreadyJoined: 'joined',
  invited: 'invited',
  overGroupLimit: 'failed',
  notFound: 'failed',
  failed: 'failed',
  cancelled: 'cancelled',
};

export const settledAs = (result: InviteResult): SettledAs => SETTLED_AS[result.type];

/** How the members of one operation stand; `total` is the sum of the others. */
export interface InviteCounts {
  total: number;
  queued: number;
  invited: number;
  joined: number;
  alreadyJoined: number;
  failed: number;
  cancelled: number;
}

/** Under which count a result falls. */
export const COUNTED_AS: Readonly<Record<InviteResultType, Exclude<keyof InviteCounts, 'total' | 'queued'>>> = {
  joined: 'joined',
  alreadyJoined: 'alreadyJoined',
  invited: 'invited',
  overGroupLimit: 'failed',
  notFound: 'failed',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Whether `retryInvites` without a list of accounts takes this one up again. */
export const isRetryable = (result: InviteResult): boolean => result.type === 'failed' && result.retryable;

/** Reasons that the same invite would meet again before it ever left. */
const REFUSED_HERE: readonly InviteFailureReason[] = ['INVALID_ACCOUNT', 'OPERATOR_IS_INVITEE'];

/** Whether `retryInvites` may take this one up again when it is named: everything that left the member outside, but what no call can change. */
export const mayRetry = (result: InviteResult): boolean =>
  result.type === 'failed'
    ? !REFUSED_HERE.includes(result.reason)
    : ['overGroupLimit', 'notFound', 'cancelled'].includes(result.type);
