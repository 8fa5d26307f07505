import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one process, which is gone after it. */
export interface Workplace extends Disposable {
  readonly path: string;
  /** Writes a file and tells where it is. */
  write(name: string, text: string): string;
}

export function makeWorkplace(): Workplace {
  const path = mkdtempSync(join(tmpdir(), 'rollcall-ecosystem-'));
  return {
    path,
    write(name, text) {
      const file = join(path, name);
      writeFileSync(file, text);
      return file;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
