import { readFileSync, writeFileSync } from 'node:fs';
import { buildMembershipSchema, printMembershipSdl } from './schema.ts';

/** Writes the subgraph's SDL to `schema/membership.graphql`; with `--check` only says whether the file is stale, and fails if so. */

const SDL_FILE = new URL('../../schema/membership.graphql', import.meta.url);

// Only the types are wanted here: nothing is resolved, so no resolver needs to be built.
const schema = await buildMembershipSchema({ get: () => ({}) }, {});
const sdl = printMembershipSdl(schema);

if (!process.argv.includes('--check')) {
  writeFileSync(SDL_FILE, sdl);
} else if (readFileSync(SDL_FILE, 'utf8') !== sdl) {
  process.stderr.write('schema/membership.graphql is stale: run `npm run schema`\n');
  process.exit(1);
}
