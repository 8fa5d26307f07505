import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../../../src/kernel/clock.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { DATABASE_FILE } from '../../../src/store/sqlite/database.ts';
import { DEFAULT_SCHEMA } from '../../../src/store/postgres/database.ts';
import { runSql } from '../machine/database.ts';
import { STUB_CONNECTION } from '../provider/stub-provider.ts';

/** Members of every group. */
export const GROUP_SIZE = 1_000;
/** Rounds of the groups are planned for a day that does not come while anything is measured. */
const ROUNDS_DUE_MS = 4_000_000_000_000;

export const groupOf = (index: number): string => `${STUB_CONNECTION}:g${Math.floor(index / GROUP_SIZE)}`;
export const membershipOf = (index: number): string => `${groupOf(index)}:m${index}`;

const noLog = pino({ level: 'silent' });

/** Writes so many memberships of one who joined, with the event that says so, straight into an empty embedded store. */
export async function fillSqlite(dataDir: string, memberships: number): Promise<void> {
  // Opening makes the schema.
  await (await openStore({ url: undefined, dataDir, clock: systemClock, log: noLog })).close();
  using database = new DatabaseSync(join(dataDir, DATABASE_FILE));
  const numbers = (count: number): string =>
    `WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1})`;
  database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN;
    ${numbers(memberships / GROUP_SIZE)} ${insertGroups('n + 1')};
    ${numbers(memberships)} ${insertMemberships('n / ')};
    ${insertEvents('key')};
    ${insertRounds()};
    COMMIT; PRAGMA wal_checkpoint(TRUNCATE);`);
}

/** The same into a PostgreSQL database that is empty. */
export async function fillPostgres(url: string, memberships: number): Promise<void> {
  await (await openStore({ url, dataDir: '', clock: systemClock, log: noLog })).close();
  const numbers = (count: number): string => `(SELECT generate_series(0, ${count - 1}) AS n) AS numbers`;
  await runSql(
    url,
    `SET search_path = ${DEFAULT_SCHEMA}`,
    'SET synchronous_commit = off',
    insertGroups(null).replace('FROM numbers', `FROM ${numbers(memberships / GROUP_SIZE)} ORDER BY n`),
    insertMemberships('n / ').replace('FROM numbers', `FROM ${numbers(memberships)} ORDER BY n`),
    insertEvents('key'),
    `UPDATE event_head SET position = ${memberships}`,
    insertRounds(),
    'VACUUM ANALYZE',
  );
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
