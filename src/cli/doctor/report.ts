import { printable } from '../printable.ts';
import type { Colours, Terminal } from '../terminal.ts';
import { numbered } from '../words.ts';
import { wrap } from '../wrap.ts';
import type { Finding, Verdict } from './finding.ts';

const VERDICT_WIDTH = 9;
const CHECK_WIDTH = 15;
const INDENT = 2 + VERDICT_WIDTH + CHECK_WIDTH;
const ARROW = '→ ';
/** A terminal that is narrower breaks lines itself: nothing would be left beside the indent. */
const MIN_COLUMNS = 60;

/** Findings by what they are about, and at the end how many faults there are. */
export async function reportToPeople(
  findings: readonly Finding[],
  { print, printColumns, colours }: Terminal,
): Promise<void> {
  const width = printColumns === null || printColumns < MIN_COLUMNS ? Number.POSITIVE_INFINITY : printColumns - INDENT;
  let subject = '';
  for (const finding of findings) {
    if (finding.subject !== subject) await print(colours.bold(finding.subject));
    ({ subject } = finding);
    const { verdict, check, why, advice } = finding;
    const [first = '', ...more] = wrap(printable(why), width);
    await print(`  ${colourOf(verdict, colours)(verdict.padEnd(VERDICT_WIDTH))}${check.padEnd(CHECK_WIDTH)}${first}`);
    for (const line of more) await print(' '.repeat(INDENT) + line);
    if (advice === null) continue;
    for (const [index, line] of wrap(advice, width - ARROW.length).entries())
      await print(' '.repeat(INDENT) + (index === 0 ? ARROW : ' '.repeat(ARROW.length)) + line);
  }
  const faults = count(findings, 'fault');
  const warnings = count(findings, 'warning');
  await print(
    faults + warnings === 0 ? 'all is well' : `${numbered(faults, 'fault')}, ${numbered(warnings, 'warning')}`,
  );
}

export async function reportAsJson(findings: readonly Finding[], { print }: Terminal): Promise<void> {
  const report = { faults: count(findings, 'fault'), warnings: count(findings, 'warning'), findings };
  await print(JSON.stringify(report, null, 2));
}

const count = (findings: readonly Finding[], verdict: Verdict): number =>
  findings.filter((finding) => finding.verdict === verdict).length;

function colourOf(verdict: Verdict, colours: Colours): (text: string) => string {
  switch (verdict) {
    case 'ok':
      return colours.green;
    case 'warning':
      return colours.yellow;
    case 'fault':
      return colours.red;
    case 'skipped':
      return colours.dim;
  }
}
