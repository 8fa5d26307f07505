import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import type { Store } from './store.ts';

/** Where the embedded store keeps its file when nothing else is said. */
export const DEFAULT_DATA_DIR = 'data';

export interface StoreChoice {
  /** Of a PostgreSQL database; undefined: the embedded store. */
  readonly url: string | undefined;
  /** Folder of the embedded store; `:memory:` keeps nothing. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Opens the store that the configuration asks for, and loads the code of no other. */
export async function openStore({ url, dataDir, clock, log }: StoreChoice): Promise<Store> {
  if (url === undefined) {
    const { openSqliteStore } = await import('./sqlite/sqlite-store.ts');
    return openSqliteStore(dataDir, clock);
  }
  const { openPostgresStore } = await import('./postgres/postgres-store.ts');
  return openPostgresStore({
    url,
    clock,
    onError: (error) => log.warn({ err: error }, 'a connection to the database broke'),
  });
}
