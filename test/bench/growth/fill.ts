import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../../../src/kernel/clock.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { DATABASE_FILE } from '../../../src/store/sqlite/database.ts';
import { DEFAULT_SCHEMA } from '../../../src/store/postgres/database.ts';
import { runSql } from '../machine/database.ts';
import { STUB_CONNECTION } from '../provider/stub-provider.ts';
import { GROUP_SIZE, type Size } from './sizes.ts';
import { fillLanes } from './waiting.ts';

/** Rounds of the groups are planned for a day that does not come while anything is measured. */
const ROUNDS_DUE_MS = 4_000_000_000_000;

export const groupOf = (index: number): string => `${STUB_CONNECTION}:g${Math.floor(index / GROUP_SIZE)}`;
export const membershipOf = (index: number): string => `${groupOf(index)}:m${index}`;

const noLog = pino({ level: 'silent' });

/**
 * Writes memberships of people who joined, with the events that say so, straight into an empty embedded store, and then those who
 * wait through the store's own code.
 */
export async function fillSqlite(dataDir: string, { memberships, groups, waitingLanes }: Size): Promise<void> {
  const open = (): Promise<Store> => openStore({ url: undefined, dataDir, clock: systemClock, log: noLog });
  // Opening makes the schema.
  await (await open()).close();
  const database = new DatabaseSync(join(dataDir, DATABASE_FILE));
  const numbers = (count: number): string =>
    `WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1})`;
  database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN;
    ${numbers(groups)} ${insertGroups('n + 1')};
    ${numbers(memberships)} ${insertMemberships('n / ')};
    ${insertEvents('key')};
    ${insertRounds()};
    COMMIT; PRAGMA wal_checkpoint(TRUNCATE);`);
  database.close();
  await fillOpened(await open(), waitingLanes);
}

async function fillOpened(store: Store, waitingLanes: number): Promise<void> {
  try {
    await fillLanes(store, waitingLanes);
  } finally {
    await store.close();
  }
}

// A million rows take a third of the time when their indexes are made afterwards.
const SET_INDEXES_ASIDE = `
  CREATE TEMPORARY TABLE indexes_aside AS
  SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE relnamespace = '${DEFAULT_SCHEMA}'::regnamespace AND NOT indisunique;
  DO $$ DECLARE aside record; BEGIN
    FOR aside IN SELECT * FROM indexes_aside LOOP EXECUTE 'DROP INDEX ' || aside.name; END LOOP;
  END $$`;
const BRING_INDEXES_BACK = `
  DO $$ DECLARE aside record; BEGIN
    FOR aside IN SELECT * FROM indexes_aside LOOP EXECUTE aside.definition; END LOOP;
  END $$`;

/** The same into a PostgreSQL database that is empty. */
export async function fillPostgres(url: string, { memberships, groups, waitingLanes }: Size): Promise<void> {
  const open = (): Promise<Store> => openStore({ url, dataDir: '', clock: systemClock, log: noLog });
  await (await open()).close();
  const numbers = (count: number): string => `(SELECT generate_series(0, ${count - 1}) AS n) AS numbers`;
  await runSql(
    url,
    `SET search_path = ${DEFAULT_SCHEMA}`,
    'SET synchronous_commit = off',
    `SET maintenance_work_mem = '256MB'`,
    SET_INDEXES_ASIDE,
    insertGroups(null).replace('FROM numbers', `FROM ${numbers(groups)} ORDER BY n`),
    insertMemberships('n / ').replace('FROM numbers', `FROM ${numbers(memberships)} ORDER BY n`),
    insertEvents('key'),
    `UPDATE event_head SET position = ${memberships}`,
    insertRounds(),
    BRING_INDEXES_BACK,
  );
  await fillOpened(await open(), waitingLanes);
  await runSql(url, 'VACUUM ANALYZE');
}

function insertGroups(key: string | null): string {
  const [column, value] = key === null ? ['', ''] : ['key, ', `${key}, `];
  return `INSERT INTO groups (${column}connection_id, external_id, sequence, type, name, member_count, facts_at, follows_all)
    SELECT ${value}'${STUB_CONNECTION}', 'g' || n, ${GROUP_SIZE}, 'PUBLIC', 'Group ' || n, ${GROUP_SIZE}, ${Date.now()}, 0 FROM numbers`;
}

const insertMemberships = (group: string): string =>
  `INSERT INTO memberships (group_key, account, state, changed_at, sequence)
    SELECT ${group}${GROUP_SIZE} + 1, 'm' || n, 'JOINED', ${Date.now()}, n % ${GROUP_SIZE} + 1 FROM numbers`;

const insertEvents = (position: string): string =>
  `INSERT INTO events (position, group_key, sequence, membership_key, at, from_state, to_state, cause)
    SELECT ${position}, group_key, sequence, key, changed_at, NULL, 'JOINED', 'RECONCILIATION' FROM memberships ORDER BY key`;

const insertRounds = (): string =>
  `INSERT INTO rounds (group_key, connection_id, due_at) SELECT key, connection_id, ${ROUNDS_DUE_MS} FROM groups`;
