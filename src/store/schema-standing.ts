import { readPostgresStanding, updatePostgres } from './postgres/schema-standing.ts';
import { readSqliteStanding, updateSqlite } from './sqlite/schema-standing.ts';
import type { SchemaStanding } from './standing.ts';

/** Where a store is; as {@link StoreChoice} says it. */
export interface StorePlace {
  /** Of a PostgreSQL database; undefined: the embedded store. */
  readonly url: string | undefined;
  /** Folder of the embedded store. */
  readonly dataDir: string;
}

/**
 * Reads how far a store's schema is, and changes nothing.
 *
 * @throws Error when the store cannot be reached, or another process holds it
 */
export const readSchemaStanding = async ({ url, dataDir }: StorePlace): Promise<SchemaStanding> =>
  url === undefined ? readSqliteStanding(dataDir) : readPostgresStanding(url);

/**
 * Makes a store, or brings its schema up to date, as the start of the service does.
 *
 * @throws Error when it cannot be reached, another process holds it, or a newer Rollcall has written it
 */
export const updateSchema = async ({ url, dataDir }: StorePlace): Promise<void> =>
  url === undefined ? updateSqlite(dataDir) : updatePostgres(url);
