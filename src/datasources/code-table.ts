import type { Verdict } from './verdict.ts';

/** What the codes of one field of a provider's answers mean. */
export interface CodeTable<Meaning extends Verdict = Verdict> {
  readonly codes: Readonly<Record<string, Meaning>>;
  /** For codes that `codes` does not have. */
  readonly ranges: readonly CodeRange<Meaning>[];
  /** For codes that nobody knows. */
  readonly other: Meaning;
}

/** Codes from `first` to `last`, both included. */
export interface CodeRange<Meaning extends Verdict = Verdict> {
  readonly first: number;
  readonly last: number;
  readonly verdict: Meaning;
}

/** What a code means; codes are the strings of their digits. */
export function verdictIn<Meaning extends Verdict>(
  { codes, ranges, other }: CodeTable<Meaning>,
  code: string,
): Meaning {
  const known = codes[code];
  if (known !== undefined) return known;
  const number = Number(code);
  return ranges.find(({ first, last }) => number >= first && number <= last)?.verdict ?? other;
}
