import type { DatabaseSync } from 'node:sqlite';
import { StoreUnavailableError } from '../unavailable.ts';
import type { Disk } from './disk.ts';
import { toStoreError } from './outage.ts';

/** Steps that share one transaction at most, so that one commit cannot hold up the event loop for long. */
export const MAX_STEPS_PER_COMMIT = 256;
/** Members whom the steps of one transaction concern at most, for the same reason; one step alone may concern more. */
export const MAX_MEMBERS_PER_COMMIT = 4_000;

interface Step {
  /** Changes the database; may be run again after a rollback. Returns what to do once the change is on the disk. */
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
  readonly members: number;
}

/** A step that is committed, and not yet known to be on the disk. */
interface Committed {
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Gathers the writing steps of one turn of the event loop into one transaction, and those that come while the disk syncs into
 * the next one: a storm of mutations pays for neither once a mutation, and the disk holds up nobody but who waits for it.
 *
 * Steps run in the order in which they came, see each other's changes, and are told of in that order. When one throws, the
 * transaction is rolled back and each step is run again in a transaction of its own, so that only the one that throws fails.
 */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #disk: Disk;
  #steps: Step[] = [];
  /** Come after all others of their transaction. */
  #lastSteps: Step[] = [];
  #scheduled = false;
  #committed: Committed[] = [];
  #syncing = false;
  /** Why the disk could not be synced; nothing is written any more after that. */
  #broken: Error | null = null;

  constructor(database: DatabaseSync, disk: Disk) {
    this.#database = database;
    this.#disk = disk;
  }

  /**
   * Runs `work` in the next transaction that has room for it; resolves with its value once it is on the disk, when `committed` was called with
   * it. `members`: how many it concerns.
   */
  run<Value>(work: () => Value, committed: (value: Value) => void, members = 1): Promise<Value> {
    return this.#enter(this.#steps, work, committed, members);
  }

  /** The same, behind all that come into that transaction by {@link run}: it sees what they change. For few steps a turn. */
  runLast<Value>(work: () => Value, committed: (value: Value) => void): Promise<Value> {
    return this.#enter(this.#lastSteps, work, committed, 1);
  }

  #enter<Value>(steps: Step[], work: () => Value, committed: (value: Value) => void, members: number): Promise<Value> {
    return new Promise((resolve, reject) => {
      steps.push({
        run: () => {
          const value = work();
          return () => {
            committed(value);
            resolve(value);
          };
        },
        fail: reject,
        members,
      });
      this.#schedule();
    });
  }

  /** Commits what waits and puts it on the disk, now; whoever waits is told, also when the disk fails. */
  flush(): void {
    while (this.#anySteps) this.#commit(this.#takeSteps());
    try {
      this.#disk.syncNow();
    } catch (error) {
      this.#broken ??= error as Error;
    }
    this.#tell();
  }

  /** @throws why nothing is written any more, when it is not */
  check(): void {
    if (this.#broken !== null) throw this.#broken;
  }

  #schedule(): void {
    if (this.#scheduled || this.#syncing) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#commit(this.#takeSteps());
      this.#sync();
    });
  }

  get #anySteps(): boolean {
    return this.#steps.length + this.#lastSteps.length > 0;
  }

  #takeSteps(): Step[] {
    let [count, members] = [0, 0];
    for (const step of this.#steps) {
      members += step.members;
      if (count > 0 && (count === MAX_STEPS_PER_COMMIT || members > MAX_MEMBERS_PER_COMMIT)) break;
      count++;
    }
    const taken = this.#steps.splice(0, count);
    if (this.#steps.length === 0) taken.push(...this.#lastSteps.splice(0));
    return taken;
  }

  #commit(steps: Step[]): void {
    if (steps.length === 0) return;
    if (this.#broken !== null) {
      for (const { fail } of steps) fail(new StoreUnavailableError(this.#broken));
      return;
    }
    try {
      const done = this.#transaction(steps);
      for (const [index, { fail }] of steps.entries()) this.#committed.push({ done: done[index] as () => void, fail });
    } catch (error) {
      if (steps.length === 1) steps[0]?.fail(toStoreError(error));
      else for (const step of steps) this.#commit([step]);
    }
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

  #sync(): void {
    const waiting = this.#committed;
    this.#syncing = true;
    this.#disk.sync((error) => {
      this.#syncing = false;
      // What the system could not write it may have forgotten: a later sync that succeeds says nothing of it.
      this.#broken ??= error;
      // Otherwise it was flushed meanwhile, and everybody was told.
      if (this.#committed === waiting) this.#tell();
      if (this.#anySteps) this.#schedule();
    });
  }

  #tell(): void {
    const told = this.#committed;
    this.#committed = [];
    for (const { done, fail } of told) {
      if (this.#broken === null) done();
      else fail(new StoreUnavailableError(this.#broken));
    }
  }
}
