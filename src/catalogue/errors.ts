import { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from '../kernel/error-codes.ts';
import { markdownTable } from '../kernel/markdown.ts';
import { InviteFailureReason } from '../kernel/vocabulary.ts';
import { linkTo, list, section } from './links.ts';
import { REPEATS } from './repeats.ts';

const CODES = Object.keys(ERROR_CODES).toSorted() as ErrorCode[];
const isReason = (code: ErrorCode): boolean => Object.hasOwn(InviteFailureReason, code);

/** Codes by the status of HTTP that a whole request is refused with. */
export function statuses(): string {
  const byStatus = new Map<number | null, ErrorCode[]>();
  for (const code of CODES) {
    const { status } = ERROR_CODES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const rows = [...byStatus]
    .toSorted(([one], [other]) => (one ?? 0) - (other ?? 0))
    .map(([status, codes]) => [
      status === null ? 'none: within an answer' : String(status),
      codes.map(linkTo).join(', '),
    ]);
  return markdownTable([['status', '`extensions.code`'], ...rows]);
}

/** Every `extensions.code` that is no reason as well: those stand where the reasons do. */
export const errors = (): string =>
  CODES.filter((code) => !isReason(code))
    .map((code) => {
      const { status, meaning, repeat, advice, extensions }: ErrorCodeEntry = ERROR_CODES[code];
      return section(
        code,
        meaning,
        list(
          `HTTP status: ${status ?? 'none of its own'}`,
          `Send the same again: ${REPEATS[repeat]}`,
          `What to do: ${advice}`,
          ...Object.entries(extensions).map(([key, text]) => `\`extensions.${key}\`: ${text}`),
        ),
      );
    })
    .join('\n\n');

/** Those that are reasons as well. */
export const reasonsAsErrors = (): string => CODES.filter(isReason).map(linkTo).join(', ');
