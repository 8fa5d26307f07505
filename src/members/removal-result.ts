import { InviteFailureReason } from '../kernel/vocabulary.ts';
import type { MembershipRecord } from '../store/records.ts';

/** What became of one account of a removal. */
export type RemovalResult =
  | { readonly type: 'removed'; readonly membership: MembershipRecord }
  | { readonly type: 'notInGroup' }
  | {
      readonly type: 'failed';
      readonly reason: InviteFailureReason;
      readonly message: string;
      readonly providerCode: string | null;
      readonly retryable: boolean;
    };

const failed = (
  reason: InviteFailureReason,
  message: string,
  retryable: boolean,
  providerCode: string | null = null,
): RemovalResult => ({ type: 'failed', reason, message, providerCode, retryable });

/** @param rule that the account breaks, as a sentence */
export const invalid = (rule: string): RemovalResult => failed(InviteFailureReason.INVALID_ACCOUNT, rule, false);

/** Whether he is still in nobody can tell; removing him again is harmless. */
export const unavailable = (message: string, providerCode: string | null = null): RemovalResult =>
  failed(InviteFailureReason.PROVIDER_UNAVAILABLE, message, true, providerCode);

export const tooManyRemovals = (): RemovalResult =>
  failed(
    InviteFailureReason.RATE_LIMITED,
    'too many removals are under way here; nothing was asked of the provider',
    true,
  );
