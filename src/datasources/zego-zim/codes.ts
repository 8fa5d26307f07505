import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import { type CodeTable, verdictIn } from '../code-table.ts';
import type { Verdict } from '../verdict.ts';

/** More users in one call than the app may add (ZIM docs, Add group members). */
export const TOO_MANY_CODE = '660000011';
/** Says only that all failed, and leaves the reasons to the list (ZIM docs, return codes). */
export const ALL_FAILED_CODE = '660600033';

const codes = (list: readonly number[], verdict: Verdict): Record<string, Verdict> =>
  Object.fromEntries(list.map((code) => [code, verdict]));

/**
 * Meanings of `Code` and `SubCode` (ZIM docs, return codes; the raw ones of seven and six digits from the web SDK's own
 * table). Others are errors of the provider.
 */
const KNOWN: Readonly<Record<string, Verdict>> = {
  [TOO_MANY_CODE]: 'tooManyForGood',
  ...codes([660300005, 660300006, 7], 'rate_limited'),
  ...codes([660000001, 660000003, 1], 'unavailable'),
  ...codes([100000010, 100000011, 100000012, 100000013, 100000014, 100000015], 'unavailable'),
  100000004: 'expired_credential',
  660500002: InviteFailureReason.OPERATOR_NOT_FOUND,
  ...codes([660600001, 660600009], InviteFailureReason.GROUP_NOT_FOUND),
  ...codes([660600016, 108049, 6000525], InviteFailureReason.GROUP_FULL),
  660600032: InviteFailureReason.PERMISSION_DENIED,
  ...codes([108037, 6000522], 'alreadyJoined'),
  6000544: 'awaitsConsent',
  ...codes([660200001, 660700012, 660700015, 105000, 105004, 103033, 6000011], 'notFound'),
  // What is wrong with the call, the app or the account: none of these is about the group or its operator.
  ...codes([660000002, 660000012, 660000028, 660600012, 2, 3, 51102], InviteFailureReason.PROVIDER_ERROR),
  ...codes([100000000, 100000001, 100000002, 100000003, 100000005], InviteFailureReason.PROVIDER_ERROR),
  ...codes([100000006, 100000007, 100000008, 100000009], InviteFailureReason.PROVIDER_ERROR),
  ...codes([100000016, 100000017], InviteFailureReason.PROVIDER_ERROR),
};

/** What every code means. */
export const CODES: CodeTable = { codes: KNOWN, ranges: [], other: InviteFailureReason.PROVIDER_ERROR };

/** What a code means. */
export const verdictOf = (code: string): Verdict => verdictIn(CODES, code);

/** Whether nobody knows what a code means. */
export const isUnheardOf = (code: string): boolean => !Object.hasOwn(KNOWN, code);

/** What more the codes say to a removal (ZIM docs, return codes; the web SDK's own table). */
const REMOVAL_CODES: Readonly<Record<string, Verdict>> = codes(
  [108003, 108074, 108080, 108081, 6000541],
  InviteFailureReason.PERMISSION_DENIED,
);
const NOT_IN_GROUP_CODES: ReadonlySet<string> = new Set(['660600008', '660600024', '108035', '108051', '6000521']);

/** What a code means for a removal. */
export const removalVerdictOf = (code: string): Verdict => REMOVAL_CODES[code] ?? verdictOf(code);

/** Whether a code says that the user was not in the group. */
export const saysNotInGroup = (code: string): boolean => NOT_IN_GROUP_CODES.has(code);
