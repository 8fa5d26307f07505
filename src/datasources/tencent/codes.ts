import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { MemberOutcome } from '../datasource.ts';
import { settleMember } from '../verdict.ts';
import type { Verdict } from '../verdict.ts';

/** What became of one account, by `Result` (Tencent docs, add_group_member; 4 only in the SDK's docs). */
const MEMBER_RESULTS: Readonly<Record<string, Verdict>> = {
  0: InviteFailureReason.REFUSED_BY_PROVIDER,
  1: 'joined',
  2: 'alreadyJoined',
  3: 'awaitsConsent',
  4: 'overGroupLimit',
};

/** What became of one account; undefined when the answer left it out. */
export function resultOutcome(result: string | undefined): MemberOutcome {
  if (result === undefined)
    return { type: 'tryAgain', message: 'The provider did not say what became of this member.' };
  // A result that nobody knows is not a success, and repeating would only bring it again.
  return settleMember(MEMBER_RESULTS[result] ?? 'PROVIDER_ERROR', { code: result, text: '' });
}

/** Means that the operator may not do this, or that nobody may invite into a group of this type. */
export const PERMISSION_CODE = '10007';

/** Codes of the group service and of the gateway before it (Tencent docs, error codes); others are errors of the provider. */
export const SERVICE_CODES: Readonly<Record<string, Verdict>> = {
  10002: 'unavailable',
  60008: 'unavailable',
  60014: 'unavailable',
  70169: 'unavailable',
  70202: 'unavailable',
  70500: 'unavailable',
  10006: 'rate_limited',
  60007: 'rate_limited',
  60011: 'rate_limited',
  60018: 'rate_limited',
  60019: 'rate_limited',
  10005: 'tooManyForGood',
  // The answer would be over 1 MB, which long ids cause as much as many: smaller this time, not for ever.
  10018: 'tooMany',
  [PERMISSION_CODE]: InviteFailureReason.PERMISSION_DENIED,
  10010: InviteFailureReason.GROUP_NOT_FOUND,
  10014: InviteFailureReason.GROUP_FULL,
  10038: InviteFailureReason.GROUP_FULL,
  10015: InviteFailureReason.INVALID_GROUP,
  10016: InviteFailureReason.REFUSED_BY_PROVIDER,
  10019: 'unknownAccount',
  70107: 'unknownAccount',
  10037: 'overGroupLimit',
  70001: 'expired_credential',
};

/** Codes with which the app's own callback may refuse (Tencent docs, callback before inviting). */
const FIRST_CALLBACK_CODE = 10_100;
const LAST_CALLBACK_CODE = 10_200;

/** What a code means by `table`; a code of the app's own callback is a refusal, an unknown one an error of the provider. */
export function verdictOf(code: string, table: Readonly<Record<string, Verdict>> = SERVICE_CODES): Verdict {
  const number = Number(code);
  if (number >= FIRST_CALLBACK_CODE && number <= LAST_CALLBACK_CODE) return InviteFailureReason.REFUSED_BY_PROVIDER;
  return table[code] ?? InviteFailureReason.PROVIDER_ERROR;
}
