import { InviteFailureReason } from '../kernel/vocabulary.ts';
import type { RemovalOutcome } from './datasource.ts';

/** Nothing shows that he is in any more. */
export const REMOVED: RemovalOutcome = { type: 'removed' };
/** He was not in, and nothing was asked for him. */
export const NOT_IN_GROUP: RemovalOutcome = { type: 'notInGroup' };
/** The provider took the removal, and shows the member afterwards. */
export const STILL_IN_GROUP: RemovalOutcome = {
  type: 'failed',
  reason: InviteFailureReason.REFUSED_BY_PROVIDER,
  message: 'The provider took the removal, and the member is in the group all the same.',
  retryable: false,
};
