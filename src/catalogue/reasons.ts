import type { Fault } from '../datasources/fault.ts';
import { removalFailure } from '../datasources/refusal.ts';
import type { Verdict } from '../datasources/verdict.ts';
import { isRetryable, mayRetry } from '../invitations/result.ts';
import { ERROR_CODES, isErrorCode } from '../kernel/error-codes.ts';
import { FAILURE_ADVICE } from '../kernel/failure-advice.ts';
import { InviteFailureReason } from '../kernel/vocabulary.ts';
import { CODEBOOKS } from './codebooks.ts';
import { reasonOf, resultWhenUsedUp } from './effects.ts';
import { list, section } from './links.ts';
import { REPEATS } from './repeats.ts';
import { INVITE_RESULTS } from './samples.ts';
import type { Sdl } from './sdl.ts';

const FAULTS: { readonly [Name in Fault]: Name } = {
  rate_limited: 'rate_limited',
  unavailable: 'unavailable',
  unknown_outcome: 'unknown_outcome',
  expired_credential: 'expired_credential',
};
const USED_UP = Object.values(FAULTS).map(resultWhenUsedUp).filter(isRetryable);
const REMOVALS_AGAIN = Object.values(FAULTS).map((fault) => removalFailure(fault, { code: '', text: '' }));

/** Every `InviteFailureReason`. */
export function reasons(sdl: Sdl): string {
  const described = new Map(
    sdl
      .enum('InviteFailureReason')
      .getValues()
      .map(({ name, description }) => [name, description ?? '']),
  );
  return Object.values(InviteFailureReason)
    .map((reason) => {
      const retried = USED_UP.some((result) => result.reason === reason);
      const named = mayRetry({ ...INVITE_RESULTS.failed, reason });
      const again = REMOVALS_AGAIN.some((outcome) => outcome.type === 'failed' && outcome.reason === reason);
      return section(
        reason,
        described.get(reason) ?? '',
        list(
          `What to do: ${FAILURE_ADVICE[reason]}`,
          `\`retryInvites\`: ${retried ? 'takes it up by itself (`retryable`)' : named ? 'only by name, once something has changed' : 'never, for it would meet the same again'}.`,
          again ? 'Of a removal: `retryable`, the same removal may succeed later.' : '',
          codesOf(reason),
          asError(reason),
        ),
      );
    })
    .join('\n\n');
}

/** The codes of providers that lead to it, where the tables name them. */
function codesOf(reason: InviteFailureReason): string {
  const named = Object.entries(CODEBOOKS).flatMap(([name, { tables }]) =>
    tables.flatMap(({ field, table, about }) => {
      const isSo = (verdict: Verdict): boolean => reasonOf(verdict, about) === reason;
      const codes = Object.entries(table.codes).flatMap(([code, verdict]) => (isSo(verdict) ? [code] : []));
      const ranges = table.ranges.flatMap(({ first, last, verdict }) => (isSo(verdict) ? [`${first} to ${last}`] : []));
      const found = [...codes, ...ranges, ...(isSo(table.other) ? ['any unknown'] : [])];
      return found.length === 0 ? [] : [`[${name}](#${name}), ${field} ${found.join(', ')}`];
    }),
  );
  return named.length === 0 ? '' : `From: ${named.join('; ')}.`;
}

function asError(reason: InviteFailureReason): string {
  if (!isErrorCode(reason)) return '';
  const { meaning, repeat, advice } = ERROR_CODES[reason];
  return `As \`extensions.code\` of \`refreshGroup\`: ${meaning} Send the same again: ${REPEATS[repeat]}. ${advice}`;
}
