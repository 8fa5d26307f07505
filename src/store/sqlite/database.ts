import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Disk, noDisk, openDisk } from './disk.ts';
import { MIGRATIONS } from './migrations.ts';

/** The file inside the data folder. */
export const DATABASE_FILE = 'rollcall.sqlite';

/**
 * Pages of the database that are kept in memory, in KiB. With a million memberships four times as much makes neither invites nor
 * reads any faster: what is not kept here is in the page cache of the system, a copy away.
 */
const PAGE_CACHE_KIB = 16_384;

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  readonly disk: Disk;
  close(): void;
}

/**
 * Opens the database in `dataDir`, made when absent, and brings its schema up to date; `:memory:` keeps nothing.
 *
 * The process holds the database alone. A commit is in the write-ahead log when it returns, which a killed process survives,
 * and on the disk after the next sync of it ({@link Disk}), which a power cut survives; SQLite itself syncs at checkpoints
 * (`synchronous = NORMAL`).
 *
 * @throws Error when another process holds the database, or a newer Rollcall has written it
 */
export function openDatabase(dataDir: string): OpenedDatabase {
  const inMemory = dataDir === ':memory:';
  if (!inMemory) mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(inMemory ? dataDir : join(dataDir, DATABASE_FILE));
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -${PAGE_CACHE_KIB};
    `);
    migrate(database);
    const disk = inMemory ? noDisk : openDisk(join(dataDir, `${DATABASE_FILE}-wal`));
    disk.syncNow();
    const close = (): void => {
      disk.close();
      database.close();
    };
    return { database, disk, close };
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
