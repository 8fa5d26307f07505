import type { Repeat } from '../kernel/error-codes.ts';

/** Whether the same request may be sent again. */
export const REPEATS: Readonly<Record<Repeat, string>> = {
  never: 'no, it would meet the same error',
  now: 'yes, at once',
  later: 'yes, after a moment',
};
