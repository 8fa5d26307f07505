import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const inUse = new Set<string>();

const remove = (path: string): void => {
  rmSync(path, { recursive: true, force: true });
  inUse.delete(path);
};

/** A folder that is removed in the end. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'rollcall-bench-'));
  inUse.add(path);
  return { path, [Symbol.dispose]: () => remove(path) };
}

/** For a run that is broken off. */
export function removeFolders(): void {
  for (const path of inUse) remove(path);
}
