import { readFileSync, writeFileSync } from 'node:fs';
import { markdownTable } from '../kernel/markdown.ts';
import { type Transition, TRANSITIONS } from './transitions.ts';

/**
 * Writes the table of a membership's moves into ARCHITECTURE.md, between its two marks; with `--check` only says whether the page is
 * stale, and fails if so.
 */

const PAGE = new URL('../../ARCHITECTURE.md', import.meta.url);
const BEGIN = '<!-- moves: written by `npm run schema` from src/members/transitions.ts -->';
const END = '<!-- /moves -->';
const HEAD = ['on', 'from', 'to', 'by', 'cause of the event'];

/** One line for all states that one occurrence takes to the same one. */
function linesOf(transitions: readonly Transition[]): string[][] {
  const lines = new Map<string, { from: string[]; transition: Transition }>();
  for (const transition of transitions) {
    const key = `${transition.on} ${transition.to}`;
    const line = lines.get(key) ?? { from: [], transition };
    line.from.push(transition.from ?? '(unknown)');
    lines.set(key, line);
  }
  return [...lines.values()].map(({ from, transition: { on, to, by, causes } }) => [
    `\`${on}\``,
    from.join(', '),
    to,
    by,
    causes.join(', '),
  ]);
}

const page = readFileSync(PAGE, 'utf8');
const [before, rest] = page.split(BEGIN);
const after = rest?.split(END)[1];
if (before === undefined || after === undefined) throw new Error(`ARCHITECTURE.md lacks the marks ${BEGIN} and ${END}`);
const written = `${before}${BEGIN}\n\n${markdownTable([HEAD, ...linesOf(TRANSITIONS)])}\n\n${END}${after}`;

if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, written);
} else if (page !== written) {
  process.stderr.write('the table of moves in ARCHITECTURE.md is stale: run `npm run schema`\n');
  process.exit(1);
}
