import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { catalogue } from './page.ts';
import { readSdl } from './sdl.ts';

/** Writes docs/outcomes.md; with `--check` only says whether the page is stale, and fails if so. */

const PAGE = new URL('../../docs/outcomes.md', import.meta.url);
const written = catalogue(await readSdl());

if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, written);
} else if (readFileSync(PAGE, 'utf8') !== written) {
  process.stderr.write('docs/outcomes.md is stale: run `npm run schema`\n');
  process.exit(1);
}
