import { explainStart } from '../../config/start-failure.ts';
import { readSchemaStanding, updateSchema } from '../../store/schema-standing.ts';
import { loadForced } from '../configuration/load.ts';
import { maskedUrl } from '../configuration/masked.ts';
import type { CommandContext } from '../context.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';
import type { MigrateOptions } from './options.ts';
import { endpointOf, placeOf } from './place.ts';

/** `rollcall migrate`. */
export async function migrate(options: MigrateOptions, { environment, terminal }: CommandContext): Promise<ExitCode> {
  const { loaded } = options.config === undefined ? { loaded: null } : loadForced(options.config, environment);
  if (loaded !== null && 'problems' in loaded)
    throw new CommandError(EXIT.usage, `the configuration has mistakes; \`rollcall config check\` tells them`);
  const place = placeOf(loaded?.config ?? null, environment, options.dataDir);
  const name = place.url === undefined ? `the store in ${place.dataDir}` : `the database ${maskedUrl(place.url)}`;
  try {
    const { taken, known } = await readSchemaStanding(place);
    if (taken > known) throw new Error(`the store has schema ${taken}, written by a newer Rollcall than this one`);
    if (taken === known) await terminal.print(`${name} has schema ${known}, the newest; nothing is to be done`);
    else if (options.dryRun === true) await terminal.print(`${name} has schema ${taken}; it would get schema ${known}`);
    else {
      await updateSchema(place);
      await terminal.print(`${name} had schema ${taken}, and has schema ${known} now`);
    }
    return EXIT.done;
  } catch (error) {
    throw new CommandError(EXIT.notAllWell, explainStore(error, place), error);
  }
}

/** Why a store cannot be used, and what to do. */
export function explainStore(error: unknown, place: ReturnType<typeof placeOf>): string {
  if (error instanceof Error && /locked|another process/.test(error.message))
    return `another process holds the store in ${place.dataDir}; end it first: the service brings its store up to date itself when it starts`;
  return explainStart(error, endpointOf(place));
}
