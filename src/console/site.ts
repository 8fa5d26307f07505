import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Coding } from './coding.ts';

/** One file of the built console. */
export interface SiteFile {
  /** As in the address; the page itself is `/`. */
  readonly path: string;
  readonly type: string;
  /** Its bytes by how they are coded; `identity` is always there. */
  readonly bodies: Readonly<Partial<Record<Coding, Buffer>>> & { readonly identity: Buffer };
}

/** Where `npm run build` puts the console; the same from the sources and from what is built of them. */
const BUILT = new URL('../../dist/console/site/', import.meta.url);

/** Every document that the pages send, `{ "<sha256>": "<text>" }`. Of a type that is not served. */
const DOCUMENTS = new URL('documents.json', BUILT);

/** Where {@link DOCUMENTS} are; null where the console was not built. */
export const consoleDocuments = (): string | null => (existsSync(DOCUMENTS) ? fileURLToPath(DOCUMENTS) : null);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of the console, a few hundred kilobytes in all; none where it was not built. */
export function readSite(folder = BUILT): SiteFile[] {
  const names = namesIn(folder);
  const read = (name: string): Buffer => readFileSync(new URL(name, folder));
  const coded = (coding: Coding, name: string): Partial<Record<Coding, Buffer>> =>
    names.has(name) ? { [coding]: read(name) } : {};
  return [...names].flatMap((name) => {
    const type = TYPES[extname(name)];
    if (type === undefined) return [];
    const bodies = { identity: read(name), ...coded('br', `${name}.br`), ...coded('gzip', `${name}.gz`) };
    return [{ path: name === 'index.html' ? '/' : `/${name}`, type, bodies }];
  });
}

/** Relative to the folder, with '/' between its parts. */
function namesIn(folder: URL): ReadonlySet<string> {
  try {
    return new Set(
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set();
    throw error;
  }
}
