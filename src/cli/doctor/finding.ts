/**
 * What one look has found:
 *
 * - `ok`: as it should be;
 * - `warning`: works, and is not as it should be;
 * - `fault`: does not work;
 * - `skipped`: was not looked at, `why` tells the reason.
 */
export type Verdict = 'ok' | 'warning' | 'fault' | 'skipped';

/** One line of the doctor's. No text of it holds a secret, and none quotes a provider. */
export interface Finding {
  /** A connection's id, or the part of the service. */
  readonly subject: string;
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly verdict: Verdict;
  /** For programs: the same for the same trouble, whatever the words are; `ok` and `skipped` where there is none. */
  readonly code: string;
  /** What was seen. */
  readonly why: string;
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null;
}

/** Trouble with a name. */
export interface Trouble {
  readonly code: string;
  readonly why: string;
  readonly advice: string;
}

/** Makes the findings of one look. */
export interface Look {
  ok(why: string): Finding;
  skipped(why: string): Finding;
  warning(trouble: Trouble): Finding;
  fault(trouble: Trouble): Finding;
}

export function look(subject: string, check: string): Look {
  return {
    ok: (why) => ({ subject, check, verdict: 'ok', code: 'ok', why, advice: null }),
    skipped: (why) => ({ subject, check, verdict: 'skipped', code: 'skipped', why, advice: null }),
    warning: (trouble) => ({ subject, check, verdict: 'warning', ...trouble }),
    fault: (trouble) => ({ subject, check, verdict: 'fault', ...trouble }),
  };
}
