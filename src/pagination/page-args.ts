import { parseRowCursor } from '../kernel/cursor.ts';
import { InputError } from '../kernel/input-error.ts';
import type { PageRequest } from '../store/records.ts';

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 1_000;
/** Tells routers, and us, how long the list of a page is: `first`, which has a default. */
export const PAGE_SIZE_HINT =
  '@listSize(slicingArguments: ["first"], sizedFields: ["edges"], requireOneSlicingArgument: false)';

/** @throws InputError when the page is too large or negative, or the cursor is none of this list's */
export function checkPage(
  first: number | null,
  after: string | null,
  parseCursor: (cursor: string) => number | null = parseRowCursor,
): PageRequest {
  const size = first ?? DEFAULT_PAGE_SIZE;
  if (size < 0 || size > MAX_PAGE_SIZE) throw new InputError('first', `must be 0 to ${MAX_PAGE_SIZE}`);
  if (after === null) return { first: size, afterKey: null };
  const afterKey = parseCursor(after);
  if (afterKey === null) throw new InputError('after', 'is not a cursor of this list');
  return { first: size, afterKey };
}
