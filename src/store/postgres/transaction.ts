import type { Database, Session } from './database.ts';
import { toStoreError } from './outage.ts';
import { type Queryable, type Statement } from './statement.ts';

/** A transaction that met another one is tried so often. */
export const MAX_TRIES = 5;

/** Codes after which the same transaction may go through: serialization failure, deadlock, lock not available. */
const TRANSIENT = new Set(['40001', '40P01', '55P03']);

/**
 * One transaction. Statements that are begun in one turn of the event loop travel together and are carried out in that order;
 * the first one travels with the BEGIN.
 */
export class Transaction implements Queryable {
  readonly #session: Session;
  readonly #begun: Promise<unknown>;

  constructor(session: Session) {
    this.#session = session;
    this.#begun = session.query('BEGIN');
    // A failure shows at the statements that follow.
    this.#begun.catch(() => {});
  }

  query(query: Statement & { values: unknown[] }) {
    return this.#session.query(query);
  }

  /** Writes what is to be written last, and commits, in one round trip. Resolves when both are done. */
  async commit(...last: readonly Promise<unknown>[]): Promise<void> {
    const committed = this.#session.query('COMMIT');
    await Promise.all([this.#begun, ...last, committed]);
    // A transaction that failed before answers COMMIT with a ROLLBACK.
    if ((await committed).command !== 'COMMIT') throw new Error('the transaction was rolled back');
  }
}

/** Runs `work`, which has to commit; rolls back when it throws, and tries again when another transaction was in the way. */
export async function transact<Value>(
  database: Database,
  work: (transaction: Transaction) => Promise<Value>,
): Promise<Value> {
  for (let tries = 1; ; tries++) {
    const session = await database.connect().catch((error: unknown) => {
      throw toStoreError(error);
    });
    let broken = false;
    try {
      return await work(new Transaction(session));
    } catch (error) {
      await session.query('ROLLBACK').catch(() => void (broken = true));
      if (tries >= MAX_TRIES || !isTransient(error)) throw toStoreError(error);
    } finally {
      session.release(broken);
    }
  }
}

/** Whether the same transaction may go through when it is tried again. */
export const isTransient = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && TRANSIENT.has(String(error.code));
