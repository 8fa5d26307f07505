import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { buildMembershipSchema, printMembershipSdl } from '../../graphql/schema.ts';
import type { CommandContext } from '../context.ts';
import { EXIT, type ExitCode, usageError } from '../exit.ts';

/** `rollcall schema`: the SDL with the directives of access control, as it is published. */
export async function printSchema({ terminal }: CommandContext): Promise<ExitCode> {
  await terminal.print((await buildSdl()).trimEnd());
  return EXIT.done;
}

/** `rollcall schema --check`: whether a published copy is stale. */
export async function checkSchema(path: string, { terminal }: CommandContext): Promise<ExitCode> {
  const published = readPublished(path);
  if (published.trimEnd() === (await buildSdl()).trimEnd()) return EXIT.done;
  terminal.tell(`${path} is not the SDL of this version: \`rollcall schema > ${path}\` writes it anew`);
  return EXIT.notAllWell;
}

// Only the types are wanted here: nothing is resolved, so no resolver needs to be built.
const buildSdl = async (): Promise<string> => printMembershipSdl(await buildMembershipSchema({ get: () => ({}) }, {}));

function readPublished(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw usageError(`${path} cannot be read`);
  }
}
