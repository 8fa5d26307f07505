import { InviteFailureReason } from '../kernel/vocabulary.ts';
import type { RemovalOutcome } from './datasource.ts';
import { DataSourceError, ReadRefused } from './fault.ts';
import { explain, isFault, isReason } from './verdict.ts';
import type { ProviderWord, Verdict } from './verdict.ts';

/** What a read throws for a code: the group is missing, or is not shown to us; anything else may be asked again. */
export function readFailure(verdict: Verdict, word: ProviderWord): DataSourceError | ReadRefused {
  const message = explain(verdict, word);
  switch (verdict) {
    case InviteFailureReason.GROUP_NOT_FOUND:
    case InviteFailureReason.INVALID_GROUP:
      return new ReadRefused('groupMissing', message, word.code);
    case InviteFailureReason.PERMISSION_DENIED:
      return new ReadRefused('notPermitted', message, word.code);
    default:
      return new DataSourceError(isFault(verdict) ? verdict : 'unavailable', { message, providerCode: word.code });
  }
}

/** What a verdict on one account, who was not taken out, makes of its removal. */
export function removalFailure(verdict: Verdict, word: ProviderWord): RemovalOutcome {
  const detail = { message: explain(verdict, word), providerCode: word.code };
  if (isReason(verdict)) return { type: 'failed', reason: verdict, ...detail, retryable: false };
  if (isFault(verdict)) {
    const { RATE_LIMITED, PROVIDER_UNAVAILABLE } = InviteFailureReason;
    const reason = verdict === 'rate_limited' ? RATE_LIMITED : PROVIDER_UNAVAILABLE;
    return { type: 'failed', reason, ...detail, retryable: true };
  }
  // One unknown account spoils a call for all; a read before the next one may leave it out.
  const retryable = verdict === 'unknownAccount';
  return { type: 'failed', reason: InviteFailureReason.PROVIDER_ERROR, ...detail, retryable };
}

/**
 * What a verdict on a whole removal makes of each of its accounts.
 *
 * @throws DataSourceError when the verdict is a fault
 */
export function callRemovalFailure(verdict: Verdict, word: ProviderWord): RemovalOutcome {
  if (isFault(verdict))
    throw new DataSourceError(verdict, { message: explain(verdict, word), providerCode: word.code });
  return removalFailure(verdict, word);
}
