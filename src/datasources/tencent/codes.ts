import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { MemberOutcome } from '../datasource.ts';
import { type CodeTable, verdictIn } from '../code-table.ts';
import { settleMember } from '../verdict.ts';
import type { Verdict } from '../verdict.ts';

/** What became of one account, by `Result` (Tencent docs, add_group_member; 4 only in the SDK's docs). */
export const MEMBER_RESULTS: CodeTable = {
  codes: {
    0: InviteFailureReason.REFUSED_BY_PROVIDER,
    1: 'joined',
    2: 'alreadyJoined',
    3: 'awaitsConsent',
    4: 'overGroupLimit',
  },
  ranges: [],
  // A result that nobody knows is not a success, and repeating would only bring it again.
  other: InviteFailureReason.PROVIDER_ERROR,
};

/** What became of one account; undefined when the answer left it out. */
export function resultOutcome(result: string | undefined): MemberOutcome {
  if (result === undefined)
    return { type: 'tryAgain', message: 'The provider did not say what became of this member.' };
  return settleMember(verdictIn(MEMBER_RESULTS, result), { code: result, text: '' });
}

/** Means that the operator may not do this, or that nobody may invite into a group of this type. */
export const PERMISSION_CODE = '10007';

/** Codes with which the app's own callback may refuse (Tencent docs, callback before inviting). */
const CALLBACK_CODES = { first: 10_100, last: 10_200, verdict: InviteFailureReason.REFUSED_BY_PROVIDER };

/** A table of codes of Tencent's, from whichever side they come; others are errors of the provider. */
export const tencentCodes = (codes: CodeTable['codes']): CodeTable => ({
  codes,
  ranges: [CALLBACK_CODES],
  other: InviteFailureReason.PROVIDER_ERROR,
});

/** Codes of the group service and of the gateway before it (Tencent docs, error codes). */
export const SERVICE_CODES: CodeTable = tencentCodes({
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
});

/** What a code means by `table`. */
export const verdictOf = (code: string, table: CodeTable = SERVICE_CODES): Verdict => verdictIn(table, code);
