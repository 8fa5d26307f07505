import pg from 'pg';
import type { SchemaStanding } from '../standing.ts';
import { CONNECT_TIMEOUT_MS, DEFAULT_SCHEMA, openDatabase, STATEMENT_TIMEOUT_MS } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** @throws Error when the database cannot be reached, or does not let us in */
export async function readPostgresStanding(url: string): Promise<SchemaStanding> {
  const session = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'rollcall',
  });
  // One that breaks in use also fails its query, which is told there.
  session.on('error', () => {});
  try {
    await session.connect();
    const table = `${pg.escapeIdentifier(DEFAULT_SCHEMA)}.schema_version`;
    const found = await session.query<{ oid: string | null }>('SELECT to_regclass($1) AS oid', [table]);
    if (found.rows[0]?.oid == null) return { taken: 0, known: MIGRATIONS.length };
    const { rows } = await session.query<{ version: number }>(`SELECT version FROM ${table}`);
    return { taken: rows[0]?.version ?? 0, known: MIGRATIONS.length };
  } finally {
    await session.end().catch(() => {});
  }
}

/** Other instances may run meanwhile. */
export async function updatePostgres(url: string): Promise<void> {
  const database = await openDatabase(url, DEFAULT_SCHEMA, () => {});
  await database.end();
}
