import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's folder, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

const FOREIGN: ReadonlySet<string> = new Set(['node_modules', 'dist', 'data']);

/** Every Markdown file of the project, as a path below its folder. */
export const PAGES: readonly string[] = globSync('**/*.md', {
  cwd: ROOT,
  exclude: (path) => path.split('/').some((part) => FOREIGN.has(part)),
}).toSorted();
