import type { Conditions } from '../machine/conditions.ts';
import { renderTable } from './markdown-table.ts';
import { renderReasons } from './reasons.ts';
import type { PartResult, Table, Verdict } from './result.ts';
import { renderSummary } from './summary.ts';

/** A part that has run, or did not come to its end. */
export interface Section {
  readonly title: string;
  readonly tookMs: number;
  readonly result: PartResult;
  /** As the machine was when the part began. */
  readonly loadBefore: string;
}

const markOf = ({ met }: Verdict): string => (met === null ? 'not measured' : met ? 'met' : 'missed');

export function renderVerdicts(verdicts: readonly Verdict[]): string {
  return renderTable(
    ['target', 'work', 'aim', 'reached', 'verdict', 'by'],
    verdicts.map((verdict) => [
      verdict.target,
      verdict.work,
      verdict.aim,
      verdict.reached,
      markOf(verdict),
      verdict.remark,
    ]),
  );
}

const renderFigures = ({ title, columns, rows }: Table): string => `### ${title}\n\n${renderTable(columns, rows)}`;

export function renderSection({ title, tookMs, result, loadBefore }: Section): string {
  const notes = result.notes.map((note) => `- ${note}`).join('\n');
  const took = `Took ${Math.round(tookMs / 1_000)} s; load average before it ${loadBefore}.`;
  return [`## ${title}`, took, ...result.tables.map(renderFigures), notes].filter((text) => text !== '').join('\n\n');
}

/** The whole page: the summary first, then each target and why some are missed, then the figures, then the conditions. */
export function renderPage(sections: readonly Section[], conditions: Conditions): string {
  const verdicts = sections.flatMap(({ result }) => result.verdicts);
  const count = (met: boolean | null): number => verdicts.filter((verdict) => verdict.met === met).length;
  const order = verdicts.toSorted((a, b) => a.target.localeCompare(b.target));
  return `${[
    '# Benchmarks',
    'Written by `npm run bench`. Ratios say how many times less of something the service needs than the peer (more is better), unless a column says otherwise. Figures are medians of interleaved rounds, in brackets the least and the most.',
    `${count(true)} targets met, ${count(false)} missed, ${count(null)} not measured.`,
    renderSummary(order, conditions),
    '## Targets',
    renderVerdicts(order),
    renderReasons(order),
    ...sections.map(renderSection),
    '## Conditions',
    conditions.map(([name, value]) => `- ${name}: ${value}`).join('\n'),
  ]
    .filter((text) => text !== '')
    .join('\n\n')}\n`;
}
