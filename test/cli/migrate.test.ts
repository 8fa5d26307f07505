import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startService } from '../e2e/processes.ts';
import { MIGRATIONS as POSTGRES_MIGRATIONS } from '../../src/store/postgres/migrations.ts';
import { DATABASE_FILE } from '../../src/store/sqlite/database.ts';
import { MIGRATIONS } from '../../src/store/sqlite/migrations.ts';
import { DATABASE_URL, newDatabase } from '../support/postgres.ts';
import { newFolder, PATIENCE, run } from './command.ts';

describe('rollcall migrate', PATIENCE, () => {
  it('brings the embedded store up to date, and tells from what to what', async () => {
    const folder = newFolder();
    const database = new DatabaseSync(join(folder, DATABASE_FILE));
    database.exec(`${MIGRATIONS[0]} PRAGMA user_version = 1`);
    database.close();
    const migrate = (...more: string[]) => run(['migrate', '--data-dir', folder, ...more]);
    expect((await migrate('--dry-run')).stdout).toContain(
      `the store in ${folder} has schema 1; it would get schema ${MIGRATIONS.length}`,
    );
    expect((await migrate()).stdout).toContain(`had schema 1, and has schema ${MIGRATIONS.length} now`);
    expect(await migrate()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing is to be done') as string,
    });
  });

  it('leaves a store alone that a newer version has written, or that a service holds', async () => {
    const folder = newFolder();
    const database = new DatabaseSync(join(folder, DATABASE_FILE));
    database.exec('PRAGMA user_version = 1000');
    database.close();
    const newer = await run(['migrate', '--data-dir', folder]);
    expect([newer.code, newer.stderr]).toEqual([1, expect.stringContaining('written by a newer Rollcall')]);
    const held = newFolder();
    await using _service = await startService({ ROLLCALL_DATA_DIR: held });
    const busy = await run(['migrate', '--data-dir', held]);
    expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining('another process holds the store')]);
  });

  it.skipIf(DATABASE_URL === undefined)('does the same for a database', async () => {
    const environment = { DATABASE_URL: await newDatabase() };
    const known = POSTGRES_MIGRATIONS.length;
    expect((await run(['migrate', '--dry-run'], environment)).stdout).toContain(
      `has schema 0; it would get schema ${known}`,
    );
    expect((await run(['migrate'], environment)).stdout).toContain(`had schema 0, and has schema ${known} now`);
    expect((await run(['migrate'], environment)).stdout).toContain('nothing is to be done');
    const doctor = await run(['doctor', '--json'], { ...environment, PORT: '0' });
    expect(doctor.stdout).toContain(`has schema ${known}, the newest`);
  });

  it('says in one line why a database cannot be reached', async () => {
    const { code, stderr } = await run(['migrate'], { DATABASE_URL: 'postgres://me:my-password@127.0.0.1:1/rollcall' });
    expect([code, stderr]).toEqual([1, expect.stringContaining('cannot be reached: nothing listens there')]);
    expect(stderr).not.toContain('my-password');
  });
});
