import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderTable } from './checks/tally.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { run } from './run.ts';

/** Disturbs running instances in every way for a while, then compares everything that anybody was told, sent or shown. */
async function main(options: Options): Promise<number> {
  const { instances, store, wire, seconds, seed } = options;
  const engines = store === 'sqlite' ? 'SQLite' : `PostgreSQL, wire ${wire}`;
  process.stdout.write(`${instances} of Rollcall on ${engines}, ${seconds} s, seed ${seed}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-chaos-'));
  const { tallies, notes } = await run(options, folder);
  const isClean = tallies.every((tally) => tally.isClean);
  process.stdout.write(`\n${renderTable(tallies)}\n\n${notes.join('\n')}\n`);
  for (const tally of tallies)
    process.stdout.write(
      tally
        .describe()
        .map((line) => `${line}\n`)
        .join(''),
    );
  process.stdout.write(isClean ? `seed ${seed}: clean\n` : `seed ${seed}: NOT clean; logs are in ${folder}\n`);
  if (isClean) rmSync(folder, { recursive: true });
  return isClean ? 0 : 1;
}

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(2);
  }
}

process.exitCode = await main(optionsOrExit());
