import { InviteFailureReason } from '../kernel/vocabulary.ts';
import type { RemovalOutcome } from './datasource.ts';
import type { ProviderWord } from './verdict.ts';

/** The provider shows that he is out now, and does not show that he was before. */
export const REMOVED: RemovalOutcome = { type: 'removed' };
export const NOT_IN_GROUP: RemovalOutcome = { type: 'notInGroup' };
/** The provider took the order, and the member is still there. */
export const STILL_IN_GROUP: RemovalOutcome = {
  type: 'failed',
  reason: InviteFailureReason.REFUSED_BY_PROVIDER,
  message: 'The provider took the removal, and its list still has this member.',
  retryable: false,
};

const SENTENCES: Readonly<Partial<Record<InviteFailureReason, string>>> = {
  GROUP_NOT_FOUND: 'The group does not exist at the provider.',
  PERMISSION_DENIED: 'The provider does not permit this removal.',
};

/** The provider refused a removal for a reason that asking again does not change. */
export function refusedRemoval(reason: InviteFailureReason, { code, text }: ProviderWord): RemovalOutcome {
  const sentence = SENTENCES[reason] ?? 'The provider answered with an error.';
  return {
    type: 'failed',
    reason,
    message: text === '' ? sentence : `${sentence} It says: ${text}`,
    providerCode: code,
    retryable: false,
  };
}
