import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * The least that keeps the promise that what was answered survives a power cut: one table without an index, one row for each
 * member, one statement and one commit for each call, which is on the disk when it returns.
 */
export class RowStore implements Disposable {
  readonly #database: DatabaseSync;
  readonly #keep;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#database = new DatabaseSync(join(folder, 'rows.sqlite'));
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE memberships (group_id TEXT NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL, changed_at INTEGER NOT NULL);
    `);
    this.#keep = this.#database.prepare('INSERT INTO memberships SELECT ?, value, ?, ? FROM json_each(?)');
  }

  /** Returns when all of them are on the disk. */
  keep(groupId: string, accounts: readonly string[], state: string): void {
    this.#keep.run(groupId, state, Date.now(), JSON.stringify(accounts));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
