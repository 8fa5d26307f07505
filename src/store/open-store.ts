import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import { openPostgresStore } from './postgres/postgres-store.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { Store } from './store.ts';

export interface StoreChoice {
  /** Of a PostgreSQL database; undefined: the embedded store. */
  readonly url: string | undefined;
  /** Folder of the embedded store; `:memory:` keeps nothing. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Opens the store that the configuration asks for. */
export async function openStore({ url, dataDir, clock, log }: StoreChoice): Promise<Store> {
  if (url === undefined) return openSqliteStore(dataDir, clock);
  return openPostgresStore({
    url,
    clock,
    onError: (error) => log.warn({ err: error }, 'a connection to the database broke'),
  });
}
