import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import pg from 'pg';
import { onTestFinished } from 'vitest';

/** Where the tests' PostgreSQL is; undefined: what needs one is left out. */
export const DATABASE_URL = process.env['DATABASE_URL'] || undefined;

/** A schema for the tests of one folder, so that they do not meet others in the same database. */
export const schemaOf = (dir: string): string =>
  `test_${basename(dir)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '_')}`;

/** Carries out statements beside the store that is tested. */
export async function runSql(...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

export const dropSchema = (schema: string): Promise<void> => runSql(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);

/** An empty database for the running test; its URL. */
export async function newDatabase(): Promise<string> {
  const name = `rollcall_test_${randomUUID().slice(0, 8)}`;
  await runSql(`CREATE DATABASE ${name}`);
  onTestFinished(() => runSql(`DROP DATABASE ${name} WITH (FORCE)`));
  const url = new URL(DATABASE_URL ?? '');
  url.pathname = `/${name}`;
  return url.href;
}
