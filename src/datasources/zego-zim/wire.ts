import { z } from 'zod';
import { InviteAwaiting, InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { InviteAnswer, InviteCall, MemberOutcome } from '../datasource.ts';
import { explain, settleCall, settleMember } from '../verdict.ts';
import type { ProviderWord, Verdict } from '../verdict.ts';
import { looseText, parseWire, wireCode, wireId } from '../wire.ts';

/** More users in one call than the app may add (ZIM docs, Add group members). */
const TOO_MANY_CODE = '660000011';

/**
 * Meanings of `Code` and `SubCode` (ZIM docs, return codes; the raw ones of seven and six digits from the web SDK's own
 * table). Others are errors of the provider.
 */
const CODES: Readonly<Record<string, Verdict>> = {
  [TOO_MANY_CODE]: 'tooManyForGood',
  660300005: 'rate_limited',
  660300006: 'rate_limited',
  7: 'rate_limited',
  1: 'unavailable',
  660000001: 'unavailable',
  660000003: 'unavailable',
  100000010: 'unavailable',
  100000011: 'unavailable',
  100000012: 'unavailable',
  100000013: 'unavailable',
  100000014: 'unavailable',
  100000015: 'unavailable',
  100000004: 'expired_credential',
  660500002: InviteFailureReason.OPERATOR_NOT_FOUND,
  660600001: InviteFailureReason.GROUP_NOT_FOUND,
  660600009: InviteFailureReason.GROUP_NOT_FOUND,
  660600016: InviteFailureReason.GROUP_FULL,
  108049: InviteFailureReason.GROUP_FULL,
  6000525: InviteFailureReason.GROUP_FULL,
  660600032: InviteFailureReason.PERMISSION_DENIED,
  108037: 'alreadyJoined',
  6000522: 'alreadyJoined',
  6000544: 'awaitsConsent',
  660200001: 'notFound',
  660700012: 'notFound',
  660700015: 'notFound',
  105000: 'notFound',
  105004: 'notFound',
  103033: 'notFound',
  6000011: 'notFound',
};

/** Says only that all failed, and leaves the reasons to the list (ZIM docs, return codes). */
const ALL_FAILED_CODE = '660600033';

const failures = z.array(z.object({ UserId: wireId, SubCode: wireCode })).nullish();

/** The docs name the list `ErrorUsers` on one page and `ErrorList` on another (ZIM docs, Add group members). */
const answerShape = z.object({ Code: wireCode, Message: looseText, ErrorUsers: failures, ErrorList: failures });

/** An answer with its failures of both lists. */
export interface ZimAnswer {
  readonly code: string;
  readonly message: string;
  /** `SubCode` by account. */
  readonly failed: ReadonlyMap<string, string>;
}

/** @throws DataSourceError `unknown_outcome` when there is no `Code`, or a list of another shape */
export function parseAnswer(json: unknown): ZimAnswer {
  const { Code, Message, ErrorUsers, ErrorList } = parseWire(answerShape, json);
  const listed = [...(ErrorUsers ?? []), ...(ErrorList ?? [])];
  return {
    code: Code,
    message: Message ?? '',
    failed: new Map(listed.map(({ UserId, SubCode }) => [UserId, SubCode])),
  };
}

const verdictOf = (code: string): Verdict => CODES[code] ?? InviteFailureReason.PROVIDER_ERROR;

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
