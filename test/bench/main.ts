import { readFileSync, writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { leaveNothingBehind } from './machine/leave-nothing.ts';
import { loadNow, readConditions } from './machine/conditions.ts';
import { readOptions, USAGE } from './options.ts';
import { PARTS, type Part } from './parts.ts';
import { renderPage, renderSection, renderVerdicts, type Section } from './report/markdown.ts';
import { renderReasons } from './report/reasons.ts';
import type { TargetId } from './report/result.ts';
import { findSummary, withSummary } from './report/summary.ts';

/**
 * The benchmarks beside the peers. All of them write `RESULTS.md` and its summary into the README; with the names of parts, or `--quick`, it only prints.
 */
const RESULTS = new URL('RESULTS.md', import.meta.url);
const README = new URL('../../README.md', import.meta.url);
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

/** What hangs is broken off, in milliseconds; a part takes two minutes where nothing else runs. */
const PART_LIMIT_MS = 900_000;

async function runPart({ name, title, measure }: Part, quick: boolean, small: boolean): Promise<Section> {
  const loadBefore = loadNow();
  tell(`${name} …`);
  const beganMs = performance.now();
  const limit = setTimeout(() => {
    tell(`${name} did not end within ${PART_LIMIT_MS / 60_000} minutes`);
    process.kill(process.pid, 'SIGTERM');
  }, PART_LIMIT_MS);
  const result = await measure(quick, small).catch((error: unknown) => {
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
    const target = title.slice(0, 2) as TargetId;
    const verdict = {
      target,
      topic: title,
      work: name,
      aim: '-',
      reached: '-',
      met: null,
      remark: `it failed: ${String(error)}`,
    };
    return { verdicts: [verdict], tables: [], notes: [`It failed: ${String(error)}`] };
  });
  clearTimeout(limit);
  const section = { title, tookMs: performance.now() - beganMs, result, loadBefore };
  tell(`${name}: ${Math.round(section.tookMs / 1_000)} s`);
  return section;
}

leaveNothingBehind();
const options = (() => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    tell(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    process.exit(2);
  }
})();
const { parts, quick, small } = options;
const startedAt = new Date();
const beganMs = performance.now();
const sections: Section[] = [];
for (const part of parts) {
  const section = await runPart(part, quick, small);
  process.stdout.write(
    `${renderVerdicts(section.result.verdicts)}\n\n${renderSection(section)}\n\n${renderReasons(section.result.verdicts)}\n\n`,
  );
  sections.push(section);
}
const conditions = readConditions(startedAt, performance.now() - beganMs);
process.stdout.write(`${conditions.map(([name, value]) => `${name}: ${value}`).join('\n')}\n`);
if (parts.length === PARTS.length && !quick && !small) {
  const page = await format(renderPage(sections, conditions), { parser: 'markdown' });
  writeFileSync(RESULTS, page);
  writeFileSync(README, withSummary(readFileSync(README, 'utf8'), findSummary(page) ?? ''));
  tell('written to test/bench/RESULTS.md and the README');
}
