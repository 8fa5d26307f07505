import type { Colours, Terminal } from '../terminal.ts';
import type { Finding, Verdict } from './finding.ts';

const VERDICT_WIDTH = 9;
const CHECK_WIDTH = 13;

/** Findings by what they are about, and at the end how many faults there are. */
export async function reportToPeople(findings: readonly Finding[], { print, colours }: Terminal): Promise<void> {
  let subject = '';
  for (const finding of findings) {
    if (finding.subject !== subject) await print(colours.bold(finding.subject));
    ({ subject } = finding);
    const { verdict, check, why, advice } = finding;
    await print(`  ${colourOf(verdict, colours)(verdict.padEnd(VERDICT_WIDTH))}${check.padEnd(CHECK_WIDTH)}${why}`);
    if (advice !== null) await print(`${' '.repeat(2 + VERDICT_WIDTH + CHECK_WIDTH)}→ ${advice}`);
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

const numbered = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

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
