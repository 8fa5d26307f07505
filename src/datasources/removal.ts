import { InviteFailureReason } from '../kernel/vocabulary.ts';
import type { RemovalOutcome } from './datasource.ts';

/** He was in, and nothing shows that he is any more. */
export const REMOVED = { type: 'removed' } as const satisfies RemovalOutcome;
/** Nothing shows that he is in any more, and nothing has shown that he was. */
export const REMOVAL_TAKEN: RemovalOutcome = { type: 'taken' };
/** He was not in, and nothing was asked for him. */
export const NOT_IN_GROUP: RemovalOutcome = { type: 'notInGroup' };
/** The provider took the removal, and shows the member afterwards. */
export const STILL_IN_GROUP: RemovalOutcome = {
  type: 'failed',
  reason: InviteFailureReason.REFUSED_BY_PROVIDER,
  message: 'The provider took the removal, and the member is in the group all the same.',
  retryable: false,
};
/** He alone would have the others refused with him, so he is not asked for. */
export const OWNER_STAYS: RemovalOutcome = {
  type: 'failed',
  reason: InviteFailureReason.PERMISSION_DENIED,
  message: 'The owner of a group cannot be taken out of it.',
  retryable: false,
};
