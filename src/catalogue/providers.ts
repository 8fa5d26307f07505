import type { CodebookTable } from '../datasources/codebook.ts';
import type { Fault } from '../datasources/fault.ts';
import type { Verdict } from '../datasources/verdict.ts';
import { markdownTable } from '../kernel/markdown.ts';
import { CODEBOOKS } from './codebooks.ts';
import { effectOf, effectOfFault } from './effects.ts';
import { list, section } from './links.ts';

/** What may come of a request to any provider instead of an answer that it documents, as `datasources/http.ts` and `exchange.ts` judge it. */
const WITHOUT_ANSWER: readonly (readonly [string, Fault])[] = [
  ['no connection, or none in time: the request never left', 'unavailable'],
  ['HTTP 503 with `Retry-After`', 'unavailable'],
  ['HTTP 429; `Retry-After` is kept to, up to 10 minutes', 'rate_limited'],
  ['no answer in time, or the connection broke after the request had left', 'unknown_outcome'],
  ['HTTP 5xx otherwise', 'unknown_outcome'],
  ['a success that is not JSON, not of the documented shape, or larger than 32 MiB', 'unknown_outcome'],
];

/** The same for all providers. */
export const withoutAnswer = (): string =>
  markdownTable([
    ['what comes', 'what becomes of the members of the call'],
    ...WITHOUT_ANSWER.map(([what, fault]) => [what, effectOfFault(fault)]),
  ]);

/** What codes mean, provider by provider. */
export const providerCodes = (): string =>
  Object.entries(CODEBOOKS)
    .map(([name, { tables, notes }]) => section(name, ...tables.map(tableOf), list(...notes)))
    .join('\n\n');

function tableOf({ field, about, table }: CodebookTable): string {
  const codes = new Map<Verdict, string[]>();
  const note = (verdict: Verdict, code: string): void => void codes.set(verdict, [...(codes.get(verdict) ?? []), code]);
  for (const [code, verdict] of Object.entries(table.codes)) note(verdict, code);
  for (const { first, last, verdict } of table.ranges)
    note(verdict, first === last ? String(first) : `${first} to ${last}`);
  note(table.other, 'any other');
  const whom = about === 'member' ? 'what becomes of this member' : 'what becomes of the members of the call';
  return markdownTable([
    [field, whom],
    ...[...codes].map(([verdict, those]) => [those.join(', '), effectOf(verdict, about)]),
  ]);
}
