import { readFileSync } from 'node:fs';
import { hashOf, normaliseId } from './documents.ts';
import type { DocumentReader } from './reader.ts';

/** The largest list that is read, in bytes. */
const MAX_MANIFEST_BYTES = 32 * 1024 * 1024;
/** Problems that are told of one list. */
const MAX_PROBLEMS = 20;

/** A list of trusted documents with which the service does not start. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';

  constructor(path: string, problems: readonly string[]) {
    const shown = problems.slice(0, MAX_PROBLEMS).map((problem) => `  ${problem}`);
    const hidden = problems.length - shown.length;
    if (hidden > 0) shown.push(`  and ${hidden} more`);
    super(`the list of trusted documents ${path} cannot be used:\n${shown.join('\n')}`);
  }
}

interface Listed {
  readonly id: string;
  readonly text: string;
}

/**
 * Reads a list of trusted documents: the one that codegen's client preset makes, `{ "<sha256>": "<text>" }`, or Apollo's
 * persisted query manifest. Every document has to be within the bounds, and valid.
 *
 * @returns texts by the SHA-256 of each
 * @throws ManifestError with all that is wrong
 */
export function readManifest(path: string, reader: DocumentReader): Map<string, string> {
  const listed = parseManifest(path);
  const problems = listed.flatMap((entry) => findProblems(entry, reader));
  if (listed.length === 0) problems.push('it lists no document');
  if (problems.length > 0) throw new ManifestError(path, problems);
  return new Map(listed.map(({ id, text }) => [normaliseId(id), text]));
}

/** The documents of a list that is ours, as it is: what is not within the bounds is refused when it is asked for. */
export const listDocuments = (path: string): Map<string, string> =>
  new Map(parseManifest(path).map(({ id, text }) => [normaliseId(id), text]));

function findProblems({ id, text }: Listed, reader: DocumentReader): string[] {
  if (hashOf(text) !== normaliseId(id)) return [`${id}: is not the SHA-256 of its document`];
  const read = reader.read(text);
  return 'errors' in read ? read.errors.map(({ message }) => `${id}: ${message}`) : [];
}

function parseManifest(path: string): Listed[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new ManifestError(path, ['it cannot be read']);
  }
  if (text.length > MAX_MANIFEST_BYTES) throw new ManifestError(path, ['it is too large']);
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch {
    throw new ManifestError(path, ['it is not JSON']);
  }
  const listed = toListed(manifest);
  if (listed === null) throw new ManifestError(path, ['it is neither a codegen list nor a persisted query manifest']);
  return listed;
}

function toListed(manifest: unknown): Listed[] | null {
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) return null;
  const { format, version, operations } = manifest as Record<string, unknown>;
  const entries =
    format === 'apollo-persisted-query-manifest'
      ? version === 1 && Array.isArray(operations)
        ? operations.map((operation: unknown) => {
            const { id, body } = Object(operation) as Record<string, unknown>;
            return [id, body] as const;
          })
        : null
      : Object.entries(manifest);
  if (entries === null) return null;
  const listed = entries.flatMap(([id, text]) =>
    typeof id === 'string' && typeof text === 'string' ? [{ id, text }] : [],
  );
  return listed.length === entries.length ? listed : null;
}
