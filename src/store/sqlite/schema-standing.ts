import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SchemaStanding } from '../standing.ts';
import { DATABASE_FILE, openDatabase } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** @throws Error with "locked" in its message when another process holds the store */
export function readSqliteStanding(dataDir: string): SchemaStanding {
  const path = join(dataDir, DATABASE_FILE);
  if (dataDir === ':memory:' || !existsSync(path)) return { taken: 0, known: MIGRATIONS.length };
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const { user_version: taken } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    return { taken, known: MIGRATIONS.length };
  } finally {
    database.close();
  }
}

export function updateSqlite(dataDir: string): void {
  openDatabase(dataDir).close();
}
