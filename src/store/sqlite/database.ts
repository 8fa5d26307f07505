import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS } from './migrations.ts';

/** The file inside the data folder. */
export const DATABASE_FILE = 'rollcall.sqlite';

/**
 * Opens the database in `dataDir`, made when absent, and brings its schema up to date; `:memory:` keeps nothing.
 *
 * The process holds the database alone. Commits are on disk when they return (`synchronous = FULL`), so a power cut loses
 * no more than a killed process: nothing.
 *
 * @throws Error when another process holds the database, or a newer Rollcall has written it
 */
export function openDatabase(dataDir: string): DatabaseSync {
  const inMemory = dataDir === ':memory:';
  if (!inMemory) mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(inMemory ? dataDir : join(dataDir, DATABASE_FILE));
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -65536;
    `);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    if (error instanceof Error && error.message.includes('locked')) {
      throw new Error(`another process has opened the store in ${dataDir}`, { cause: error });
    }
    throw error;
  }
}

function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) throw new Error(`the store has schema ${version}, written by a newer Rollcall`);
  for (const step of MIGRATIONS.slice(version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  database.exec('COMMIT');
}
