import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Service, startService } from '../../e2e/processes.ts';
import { pinServer } from './cores.ts';
import { createDatabase } from './database.ts';
import { temporaryFolder } from './folder.ts';

export const STORES = ['SQLite', 'PostgreSQL'] as const;
export type StoreName = (typeof STORES)[number];

/** Where PostgreSQL is; undefined: its rows say that they were left out. */
export const DATABASE_SERVER = process.env['DATABASE_URL'] || undefined;
export const NO_DATABASE = 'DATABASE_URL is not set';

/** Writes a configuration with these connections, and returns the environment of a service that has it. */
export function environmentOf(folder: string, connections: readonly object[]): Record<string, string> {
  const path = join(folder, 'rollcall.json');
  writeFileSync(path, JSON.stringify({ connections }));
  return { ROLLCALL_CONFIG: path, ROLLCALL_DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'error', NODE_ENV: 'production' };
}

/** The built service in a process on the server's core, with an empty store of its own; null where there is no such store. */
export async function startOn(
  store: StoreName,
  connections: readonly object[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Service | null> {
  if (store === 'PostgreSQL' && DATABASE_SERVER === undefined) return null;
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(temporaryFolder());
  const environment = { ...environmentOf(folder.path, connections), ...variables };
  if (store === 'PostgreSQL') {
    const database = stack.use(await createDatabase(DATABASE_SERVER ?? ''));
    environment['DATABASE_URL'] = database.url;
  }
  const service = stack.use(await startService(environment));
  pinServer(service.program.pid);
  const owned = stack.move();
  return { program: service.program, url: service.url, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
