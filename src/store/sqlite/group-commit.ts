import type { DatabaseSync } from 'node:sqlite';

/** Steps that share one transaction at most, so that one commit cannot hold up the event loop for long. */
export const MAX_STEPS_PER_COMMIT = 256;

interface Step {
  /** Changes the database; may be run again after a rollback. Returns what to do right after the commit. */
  run: () => () => void;
  fail: (error: unknown) => void;
}

/**
 * Gathers the writing steps of one turn of the event loop into one transaction: a commit costs a sync of the disk, and a
 * storm of mutations pays it once a turn instead of once a mutation.
 *
 * Steps run in the order in which they came and see each other's changes. When one throws, the transaction is rolled back and
 * each step is run again in a transaction of its own, so that only the one that throws fails.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  #steps: Step[] = [];
  #scheduled = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Runs `work` in the next transaction; resolves with its value after the commit, when `committed` was called with it. */
  run<Value>(work: () => Value, committed: (value: Value) => void): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#steps.push({
        run: () => {
          const value = work();
          return () => {
            committed(value);
            resolve(value);
          };
        },
        fail: reject,
      });
      this.#schedule();
    });
  }

  /** Commits what waits, now. */
  flush(): void {
    while (this.#steps.length > 0) this.#commit(this.#steps.splice(0, MAX_STEPS_PER_COMMIT));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commit(this.#steps.splice(0, MAX_STEPS_PER_COMMIT));
      if (this.#steps.length > 0) this.#schedule();
    });
  }

  #commit(steps: Step[]): void {
    if (steps.length === 0) return;
    let afterCommit: (() => void)[];
    try {
      afterCommit = this.#transaction(steps);
    } catch (error) {
      if (steps.length === 1) steps[0]?.fail(error);
      else for (const step of steps) this.#commit([step]);
      return;
    }
    for (const done of afterCommit) done();
  }

  #transaction(steps: readonly Step[]): (() => void)[] {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const afterCommit = steps.map((step) => step.run());
      this.#database.exec('COMMIT');
      return afterCommit;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
