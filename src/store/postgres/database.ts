import pg from 'pg';
import { SECOND } from '../../kernel/duration.ts';
import { MIGRATIONS } from './migrations.ts';
import { fromDatabaseJson, fromDatabaseText } from './text.ts';

/** Connections of one instance to the database at most. */
export const MAX_CONNECTIONS = 12;
/** How long one statement may take, in milliseconds; longer only while the schema is brought up to date. */
export const STATEMENT_TIMEOUT_MS = 15 * SECOND;
/** A transaction whose instance says nothing for so long is rolled back, so that a frozen instance holds up nobody for longer. */
export const IDLE_TRANSACTION_TIMEOUT_MS = 3 * SECOND;
/** How long making a connection, or waiting for a free one, may take. */
export const CONNECT_TIMEOUT_MS = 5 * SECOND;
/** The schema in which the tables are, unless a store is opened for another one. */
export const DEFAULT_SCHEMA = 'rollcall';

export type Database = pg.Pool;
export type Session = pg.PoolClient;

/** Whole numbers stay numbers: keys and milliseconds are far below 2^53. */
const INT8_OID = 20;
const TEXT_OID = 25;
const JSON_OID = 114;
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [INT8_OID]: Number,
  [TEXT_OID]: fromDatabaseText,
  [JSON_OID]: fromDatabaseJson,
};
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    PARSERS[oid] ?? pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig['getTypeParser'],
};

/**
 * Connects to the database, and makes its schema or brings it up to date; many instances may do so at once.
 *
 * @param onError told of connections that broke while nobody used them
 * @throws Error when the database cannot be reached, or a newer Rollcall has written it
 */
export async function openDatabase(url: string, schema: string, onError: (error: Error) => void): Promise<Database> {
  const settings = {
    search_path: schema,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT_MS,
    // Every statement here is meant to walk an index; without statistics of a table that grows fast the planner may not know.
    enable_seqscan: 'off',
    // For the few rows that a statement reads, beginning either costs more than it saves.
    jit: 'off',
    max_parallel_workers_per_gather: 0,
  };
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    // Statements of one step are sent together and answered together.
    pipeline: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'rollcall',
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    types,
  });
  pool.on('error', onError);
  // The pool listens to idle connections only; one that breaks in use also fails its query, which is told there.
  pool.on('connect', (session) => session.on('error', () => {}));
  try {
    await migrate(pool, schema);
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

async function migrate(pool: Database, schema: string): Promise<void> {
  const session = await pool.connect();
  try {
    await session.query('BEGIN');
    await session.query('SET LOCAL statement_timeout = 0');
    await session.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`rollcall schema ${schema}`]);
    await session.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`);
    await session.query('CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)');
    const { rows } = await session.query<{ version: number }>('SELECT version FROM schema_version');
    const version = rows[0]?.version ?? 0;
    if (version > MIGRATIONS.length) throw new Error(`the store has schema ${version}, written by a newer Rollcall`);
    for (const step of MIGRATIONS.slice(version)) await session.query(step);
    await session.query('DELETE FROM schema_version');
    await session.query('INSERT INTO schema_version VALUES ($1)', [MIGRATIONS.length]);
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    session.release();
  }
}
