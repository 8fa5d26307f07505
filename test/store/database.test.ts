import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DATABASE_FILE, openDatabase } from '../../src/store/sqlite/database.ts';
import { MIGRATIONS } from '../../src/store/sqlite/migrations.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { ManualClock } from '../support/manual-clock.ts';

const SOURCE = new URL('../../src/store/sqlite/', import.meta.url);

describe('the database of the embedded store', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-database-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  /** Works on the file without the store. */
  function raw<Value>(work: (database: DatabaseSync) => Value): Value {
    const database = new DatabaseSync(join(dir, DATABASE_FILE));
    try {
      return work(database);
    } finally {
      database.close();
    }
  }
  const versionOf = (database: DatabaseSync) => database.prepare('PRAGMA user_version').get()?.['user_version'];
  const schemaOf = (database: DatabaseSync) =>
    database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
  const tablesOf = (database: DatabaseSync) =>
    database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all();

  it('makes the folder and takes every step of the schema', () => {
    const nested = join(dir, 'not', 'there', 'yet');
    const { database, close } = openDatabase(nested);
    expect(versionOf(database)).toBe(MIGRATIONS.length);
    close();
  });

  it('leaves a schema alone that is up to date, and what is in it', () => {
    openDatabase(dir).close();
    const before = raw(schemaOf);
    raw((database) => database.exec(`INSERT INTO groups (connection_id, external_id) VALUES ('c', 'g')`));
    openDatabase(dir).close();
    expect(raw(schemaOf)).toEqual(before);
    expect(raw((database) => database.prepare('SELECT external_id FROM groups').all())).toHaveLength(1);
  });

  it.each(MIGRATIONS.map((_, index) => index))('takes the steps that are missing after %i', (version) => {
    raw((database) => {
      for (const step of MIGRATIONS.slice(0, version)) database.exec(step);
      database.exec(`PRAGMA user_version = ${version}`);
    });
    openDatabase(dir).close();
    const stepwise = raw(schemaOf);
    const fresh = openDatabase(':memory:');
    expect(stepwise).toEqual(schemaOf(fresh.database));
    fresh.close();
  });

  it('knows of members from before when they moved last, when their invitations end, and that they have to be looked at', async () => {
    raw((database) => {
      database.exec(MIGRATIONS[0] ?? '');
      database.exec(`
        PRAGMA user_version = 1;
        INSERT INTO groups (key, connection_id, external_id, sequence) VALUES (1, 'c', 'g', 9), (2, 'c', 'h', 1);
        INSERT INTO memberships (key, group_key, account, state, changed_at) VALUES
          (1, 1, 'ann', 'INVITED', 5), (2, 1, 'bob', 'JOINED', 5), (3, 2, 'cid', 'FAILED', 5);
        INSERT INTO events (group_key, sequence, membership_key, at, to_state, cause) VALUES
          (1, 7, 1, 5, 'QUEUED', 'INVITE'), (1, 8, 1, 5, 'INVITED', 'INVITE'), (1, 9, 2, 5, 'JOINED', 'INVITE');
        INSERT INTO operations (key, id, group_key, caller, input_hash, created_at, total, queued)
        VALUES (1, 'op', 1, '', '', 5, 3, 1);
        INSERT INTO invites (operation_key, ordinal, group_key, membership_key, account, options, status, queue_no, result) VALUES
          (1, 0, 1, 1, 'ann', '{}', 'settled', 0, '{"type":"invited","awaiting":"CONSENT","expiresAtMs":1000}'),
          (1, 1, 1, 1, 'ann', '{}', 'settled', 0, '{"type":"invited","awaiting":"CONSENT","expiresAtMs":900}'),
          (1, 2, 1, 2, 'bob', '{}', 'settled', 0, '{"type":"invited","awaiting":"CONSENT","expiresAtMs":800}'),
          (1, 3, 1, 2, 'bob', '{}', 'waiting', 1, NULL);
      `);
    });
    const store = openSqliteStore(dir, new ManualClock());
    const rounds = await store.rounds.take(['c'], 10, 1_000, 2_000);
    expect(rounds).toMatchObject([{ group: { externalId: 'g' }, round: 0, misses: 0 }]);
    const see = (asOfSequence: number, account: string) =>
      store.sightings.record({
        group: { connectionId: 'c', externalId: 'g' },
        sightings: [{ account, occurrence: 'seenOut', cause: 'RECONCILIATION', beginsMembership: false }],
        asOfSequence,
        facts: null,
        followsAll: false,
        webhookKey: null,
        roundAtMs: null,
        nowMs: 10,
      });
    expect(await see(8, 'bob')).toMatchObject([{ state: 'JOINED' }]);
    expect(await see(9, 'bob')).toMatchObject([{ state: 'LEFT' }]);
    expect(await store.sightings.expire(999, 999, 10)).toBe(0);
    expect(await store.sightings.expire(1_000, 1_000, 10)).toBe(1);
    await store.close();
  });

  it('refuses a schema that a newer version has written, and leaves it as it is', () => {
    raw((database) => database.exec(`CREATE TABLE newer (x); PRAGMA user_version = ${MIGRATIONS.length + 1}`));
    expect(() => openDatabase(dir)).toThrow(
      `the store has schema ${MIGRATIONS.length + 1}, written by a newer Rollcall`,
    );
    expect(raw(tablesOf)).toEqual([{ name: 'newer' }]);
    expect(raw(versionOf)).toBe(MIGRATIONS.length + 1);
  });

  it('takes back a step that fails half-way', () => {
    raw((database) => database.exec('CREATE TABLE calls (x)'));
    expect(() => openDatabase(dir)).toThrow('calls already exists');
    expect(raw(tablesOf)).toEqual([{ name: 'calls' }]);
    expect(raw(versionOf)).toBe(0);
  });

  it('keeps a log that can be synced apart from the commits, and never reaches the database before it is', () => {
    const { database, close } = openDatabase(dir);
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 1 });
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    close();
  });

  it('refuses a second handle on the same folder, and does no harm to the first one', () => {
    const first = openDatabase(dir);
    expect(() => openDatabase(dir)).toThrow(`another process has opened the store in ${dir}`);
    first.database.exec(`INSERT INTO groups (connection_id, external_id) VALUES ('c', 'g')`);
    expect(() => openDatabase(dir)).toThrow('another process');
    first.close();
    const second = openDatabase(dir);
    expect(second.database.prepare('SELECT external_id FROM groups').all()).toHaveLength(1);
    second.close();
  });

  it('lets every store in memory be one of its own', async () => {
    const clock = new ManualClock();
    const stores = [openSqliteStore(':memory:', clock), openSqliteStore(':memory:', clock)];
    await Promise.all(stores.map((store) => store.close()));
  });

  it('refuses a second process on the same folder', async () => {
    const first = openDatabase(dir);
    const program = `
      import { openDatabase } from ${JSON.stringify(new URL('database.ts', SOURCE).href)};
      openDatabase(${JSON.stringify(dir)});
    `;
    const second = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
    await expect(second).rejects.toThrow(`another process has opened the store in ${dir}`);
    first.close();
  });

  it('has what a killed process had stored, and can be opened at once', async () => {
    const program = `
      import { systemClock } from ${JSON.stringify(new URL('../../kernel/clock.ts', SOURCE).href)};
      import { openSqliteStore } from ${JSON.stringify(new URL('sqlite-store.ts', SOURCE).href)};
      const store = openSqliteStore(${JSON.stringify(dir)}, systemClock);
      const { kind } = await store.invitations.accept({
        operationId: 'op', group: { connectionId: 'c', externalId: 'g' }, caller: '', idempotencyKey: null,
        inputHash: '', idempotentSinceMs: 0, options: {}, invitedBy: null, nowMs: 5,
        members: [{ account: 'ann', withoutMembership: false, joinedAtMs: null, result: null }],
      });
      process.stdout.write(kind);
      process.stdin.resume();
    `;
    const other = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [said] = (await once(other.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe('accepted');
    other.kill('SIGKILL');
    await once(other, 'exit');

    const store = openSqliteStore(dir, new ManualClock());
    expect(await store.invitations.operation('op')).toMatchObject({ status: 'RUNNING', counts: { queued: 1 } });
    await store.close();
  });
});
