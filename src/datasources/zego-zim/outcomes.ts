import { InviteAwaiting, InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { InviteAnswer, InviteCall, MemberOutcome } from '../datasource.ts';
import { explain, settleCall, settleMember } from '../verdict.ts';
import type { ProviderWord } from '../verdict.ts';
import { ALL_FAILED_CODE, TOO_MANY_CODE, verdictOf } from './codes.ts';
import type { ZimAnswer } from './wire.ts';

/**
 * The outcomes of one call. With `Code` 0 whoever is not listed was taken. With another `Code` and a list nobody was: the
 * listed fail by their `SubCode`, the others, who should not be, by the `Code` itself.
 *
 * @throws DataSourceError when the whole call is to be repeated
 */
export function outcomesOf(answer: ZimAnswer, text: string, call: InviteCall): InviteAnswer {
  const word = { code: answer.code, text };
  const succeeded = answer.code === '0';
  if (!succeeded && answer.failed.size === 0) return settleCall(verdictOf(answer.code), word, call);
  const tooMany = [...answer.failed.values()].some((subCode) => verdictOf(subCode) === 'tooManyForGood');
  if (!succeeded && tooMany) return settleCall('tooManyForGood', { ...word, code: TOO_MANY_CODE }, call);

  const unlisted = succeeded ? taken(call) : untold(word);
  const outcomes = new Map<string, MemberOutcome>();
  for (const { account } of call.members) {
    const subCode = answer.failed.get(account);
    outcomes.set(account, subCode === undefined ? unlisted : outcomeOf(subCode, call));
  }
  return { kind: 'outcomes', outcomes };
}

function outcomeOf(subCode: string, call: InviteCall): MemberOutcome {
  const verdict = verdictOf(subCode);
  // A single member cannot be split any further.
  const final = verdict === 'tooManyForGood' && call.members.length === 1;
  return settleMember(final ? InviteFailureReason.PROVIDER_ERROR : verdict, { code: subCode, text: '' });
}

function taken(call: InviteCall): MemberOutcome {
  return call.options.requireConsent === true
    ? { type: 'invited', awaiting: InviteAwaiting.CONSENT }
    : { type: 'joined' };
}

function untold(word: ProviderWord): MemberOutcome {
  if (word.code !== ALL_FAILED_CODE) return settleMember(verdictOf(word.code), word);
  return { type: 'tryAgain', message: explain('unknown_outcome', word), providerCode: word.code };
}
