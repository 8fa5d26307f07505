import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Disk, noDisk } from '../../src/store/sqlite/disk.ts';
import type { StoreUnavailableError } from '../../src/store/unavailable.ts';
import { GroupCommit, MAX_MEMBERS_PER_COMMIT, MAX_STEPS_PER_COMMIT } from '../../src/store/sqlite/group-commit.ts';

/** Notes the beginnings and ends of transactions. */
class NotingDatabase extends DatabaseSync {
  readonly transactions: string[] = [];

  override exec(sql: string): void {
    if (/^(BEGIN|COMMIT|ROLLBACK)/.test(sql)) this.transactions.push(sql.split(' ')[0] ?? '');
    super.exec(sql);
  }
}

describe('group commit', () => {
  let database: NotingDatabase;
  let commits: GroupCommit;
  let insert: (value: string) => void;
  let values: () => unknown[];
  beforeEach(() => {
    database = new NotingDatabase(':memory:');
    database.exec(`
      PRAGMA foreign_keys = ON;
      CREATE TABLE parents (name TEXT PRIMARY KEY);
      CREATE TABLE rows (value TEXT UNIQUE, parent TEXT REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
    `);
    commits = new GroupCommit(database, noDisk);
    const statement = database.prepare('INSERT INTO rows (value) VALUES (?)');
    const select = database.prepare('SELECT value FROM rows ORDER BY rowid');
    insert = (value) => void statement.run(value);
    values = () => select.all().map((row) => row['value']);
  });
  const add = (value: string): Promise<string> =>
    commits.run(
      () => (insert(value), value),
      () => {},
    );
  const outcomes = async (pending: readonly Promise<unknown>[]): Promise<string[]> =>
    (await Promise.allSettled(pending)).map(({ status }) => status);

  it('commits the steps of one turn in one transaction, in their order', async () => {
    expect(await Promise.all([add('a'), add('b'), add('c')])).toEqual(['a', 'b', 'c']);
    expect(database.transactions).toEqual(['BEGIN', 'COMMIT']);
    expect(values()).toEqual(['a', 'b', 'c']);
  });

  it('lets each step see what the steps before it did', async () => {
    const seen = [];
    for (const value of ['a', 'b', 'c']) {
      seen.push(
        commits.run(
          () => (insert(value), values().length),
          () => {},
        ),
      );
    }
    expect(await Promise.all(seen)).toEqual([1, 2, 3]);
  });

  it('fails the step that throws, and does no harm to its neighbours', async () => {
    expect(await outcomes([add('a'), add('a'), add('b')])).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(values()).toEqual(['a', 'b']);
    expect(await add('c')).toBe('c');
  });

  it('takes back what a step had done before it threw', async () => {
    const half = commits.run(
      () => {
        insert('half');
        throw new TypeError('a bug');
      },
      () => {},
    );
    expect(await outcomes([add('a'), half, add('b')])).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(half).rejects.toThrow('a bug');
    expect(values()).toEqual(['a', 'b']);
  });

  it('fails the step alone whose fault only shows at the commit', async () => {
    const orphan = commits.run(
      () => database.prepare('INSERT INTO rows (value, parent) VALUES (?, ?)').run('orphan', 'nobody').changes,
      () => {},
    );
    expect(await outcomes([add('a'), orphan, add('b')])).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(values()).toEqual(['a', 'b']);
  });

  it('tells of each step once, after its commit and before its promise resolves, in order', async () => {
    const told: string[] = [];
    const tell = (value: string): Promise<void> =>
      commits
        .run(
          () => (insert(value), value),
          () => {
            expect(database.isTransaction).toBe(false);
            told.push(`committed ${value}`);
          },
        )
        .then(() => void told.push(`resolved ${value}`));
    expect(await outcomes([tell('a'), tell('a'), tell('b')])).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(told.filter((line) => line.startsWith('committed'))).toEqual(['committed a', 'committed b']);
    for (const value of ['a', 'b']) {
      expect(told.indexOf(`committed ${value}`)).toBeLessThan(told.indexOf(`resolved ${value}`));
    }
  });

  it('begins another transaction after so many steps, and another turn', async () => {
    const pending = Array.from({ length: 2 * MAX_STEPS_PER_COMMIT + 1 }, (_, index) => add(String(index)));
    let done = 0;
    for (const promise of pending) void promise.then(() => void done++);
    await pending[0];
    await new Promise<void>((resolve) => {
      queueMicrotask(resolve);
    });
    expect(done).toBe(MAX_STEPS_PER_COMMIT);
    await Promise.all(pending);
    expect(database.transactions).toEqual(['BEGIN', 'COMMIT', 'BEGIN', 'COMMIT', 'BEGIN', 'COMMIT']);
    expect(values()).toEqual(Array.from({ length: 2 * MAX_STEPS_PER_COMMIT + 1 }, (_, index) => String(index)));
  });

  it('begins another transaction when the steps concern too many members, also one step alone', async () => {
    const of = (value: string, members: number): Promise<unknown> =>
      commits.run(
        () => insert(value),
        () => {},
        members,
      );
    await Promise.all([of('half', MAX_MEMBERS_PER_COMMIT / 2), of('other half', MAX_MEMBERS_PER_COMMIT / 2)]);
    expect(database.transactions).toEqual(['BEGIN', 'COMMIT']);
    await Promise.all([of('all', MAX_MEMBERS_PER_COMMIT), of('one', 1), of('more', MAX_MEMBERS_PER_COMMIT + 1)]);
    expect(database.transactions).toHaveLength(8);
    expect(values()).toEqual(['half', 'other half', 'all', 'one', 'more']);
  });

  it('commits at once when it is told to, however many steps wait', async () => {
    const pending = Array.from({ length: MAX_STEPS_PER_COMMIT + 1 }, (_, index) => add(String(index)));
    commits.flush();
    expect(values()).toHaveLength(MAX_STEPS_PER_COMMIT + 1);
    await Promise.all(pending);
  });

  it('tells of a full disk as of a store that is away, keeps nothing of what did not fit, and goes on once there is room', async () => {
    await add('first');
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
    const limit = (most: number): void => void database.prepare(`PRAGMA max_page_count = ${most}`).get();
    limit(pages);
    const large = 'x'.repeat(100_000);
    const [small, tooLarge] = await Promise.allSettled([add('small'), add(large)]);
    expect(small.status).toBe('fulfilled');
    expect(tooLarge).toMatchObject({ reason: { name: 'StoreUnavailableError', cause: { errcode: 13 } } });
    expect(values()).toEqual(['first', 'small']);
    limit(1_000);
    await add(large);
    expect(values()).toHaveLength(3);
  });

  it('fails every step once the database is closed', async () => {
    const pending = [add('a'), add('b')];
    database.close();
    expect(await outcomes(pending)).toEqual(['rejected', 'rejected']);
    expect(await outcomes([add('c')])).toEqual(['rejected']);
  });

  describe('with a disk', () => {
    /** What waits for the disk, oldest first. */
    const syncs: ((error: Error | null) => void)[] = [];
    let syncNow: () => void;
    const disk: Disk = { sync: (done) => void syncs.push(done), syncNow: () => syncNow(), close: () => {} };
    const told: string[] = [];
    const note = (value: string): Promise<unknown> =>
      commits
        .run(
          () => (insert(value), value),
          (committed) => void told.push(`committed ${committed}`),
        )
        .then(
          () => told.push(`done ${value}`),
          (error: StoreUnavailableError) => told.push(`${value}: ${error.name}, ${(error.cause as Error).message}`),
        );
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    beforeEach(() => {
      syncs.length = 0;
      told.length = 0;
      syncNow = () => {};
      commits = new GroupCommit(database, disk);
    });

    it('tells nobody of a commit before it is on the disk, and commits at once what comes meanwhile', async () => {
      void note('a');
      await turn();
      void note('b');
      await turn();
      void note('c');
      await turn();
      expect(values()).toEqual(['a']);
      expect(told).toEqual([]);
      expect(syncs).toHaveLength(1);
      syncs[0]?.(null);
      await turn();
      expect(told).toEqual(['committed a', 'done a']);
      expect(values()).toEqual(['a', 'b', 'c']);
      expect(database.transactions).toEqual(['BEGIN', 'COMMIT', 'BEGIN', 'COMMIT']);
      expect(syncs).toHaveLength(2);
      syncs[1]?.(null);
      await turn();
      expect(told).toEqual(['committed a', 'done a', 'committed b', 'committed c', 'done b', 'done c']);
      expect(syncs).toHaveLength(2);
    });

    it('fails what was not put on the disk, and everything after that', async () => {
      const first = note('a');
      await turn();
      const second = note('b');
      await turn();
      syncs[0]?.(new Error('no space'));
      await Promise.all([first, second, note('c')]);
      expect(told).toEqual(['a', 'b', 'c'].map((value) => `${value}: StoreUnavailableError, no space`));
      expect(values()).toEqual(['a']);
      expect(() => commits.check()).toThrow('no space');
    });

    it('leaves nobody waiting when it is flushed and the disk fails', async () => {
      syncNow = () => {
        throw new Error('no space');
      };
      const first = note('a');
      await turn();
      const second = note('b');
      commits.flush();
      await Promise.all([first, second]);
      syncs[0]?.(null);
      expect(told).toEqual(['a', 'b'].map((value) => `${value}: StoreUnavailableError, no space`));
      expect(() => commits.check()).toThrow('no space');
    });

    it('has everything on the disk when it is flushed', async () => {
      void note('a');
      await turn();
      void note('b');
      commits.flush();
      syncs[0]?.(null);
      await turn();
      expect(told).toEqual(['committed a', 'committed b', 'done a', 'done b']);
    });
  });
});
