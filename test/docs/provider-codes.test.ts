import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { verdictOf as tencentVerdict } from '../../src/datasources/tencent/codes.ts';
import { BRIDGE_CODES, CHAT_CODES } from '../../src/datasources/tencent-im-sdk/codes.ts';
import type { Verdict } from '../../src/datasources/verdict.ts';
import { verdictOf as zimVerdict } from '../../src/datasources/zego-zim/codes.ts';
import { ROOT } from './pages/pages.ts';
import { sectionOf, tableRows } from './pages/tables.ts';

/** How the pages speak of a verdict; a reason for which somebody fails stands there as it is. */
const WORDS: Readonly<Partial<Record<Verdict, string>>> = {
  rate_limited: 'tried again',
  unavailable: 'tried again',
  unknown_outcome: 'tried again',
  expired_credential: 'once',
  tooMany: 'smaller calls',
  tooManyForGood: 'smaller calls',
  unknownAccount: 'MemberNotFound',
  notFound: 'MemberNotFound',
  overGroupLimit: 'MemberOverGroupLimit',
  alreadyJoined: 'MemberAlreadyJoined',
  awaitsConsent: 'MemberInvited',
};

/** The codes in a cell, if it has nothing else; of a stretch its ends. Smaller numbers than `least` are results of single members. */
function codesIn(cell: string, least: number): string[] {
  if (!/^[\d, to]+$/.test(cell)) return [];
  return (cell.match(/\d+/g) ?? []).filter((code) => Number(code) >= least);
}

interface Table {
  readonly page: string;
  /** Below which a number is no code. */
  readonly least: number;
  readonly verdict: (code: string) => Verdict;
}

const TABLES: readonly Table[] = [
  { page: 'tencent-im', least: 5, verdict: (code) => tencentVerdict(code) },
  { page: 'tencent-im-sdk', least: 5, verdict: (code) => tencentVerdict(code, BRIDGE_CODES) },
  { page: 'zego-zim', least: 1, verdict: zimVerdict },
];

describe.each(TABLES)('a code on the page of $page', ({ page, least, verdict }) => {
  const rows = tableRows(
    sectionOf(readFileSync(`${ROOT}docs/providers/${page}.md`, 'utf8'), '## How outcomes are told'),
  );
  const told = rows.flatMap((cells) =>
    cells.flatMap((cell, index) => codesIn(cell, least).map((code) => [code, cells[index + 1] ?? ''] as const)),
  );

  test('is there', () => {
    expect(told.length).toBeGreaterThan(5);
  });

  test.each(told)('%s means what the page says', (code, outcome) => {
    const meant = verdict(code);
    expect(outcome).toContain(WORDS[meant] ?? meant);
  });
});

test('an expired signature is made anew where Rollcall signs, as the page on the SDK says', () => {
  for (const code of ['70001', '6206']) expect(tencentVerdict(code, CHAT_CODES)).toBe('expired_credential');
});
