import type { Database } from './database.ts';
import { rowsOf, statement } from './statement.ts';
import { transact } from './transaction.ts';

const ENDED = statement(
  'SELECT key, id FROM operations WHERE completed_at < $1 ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED',
);
const FORGET_INVITES = statement('DELETE FROM invites WHERE operation_key = ANY ($1)');
const FORGET_OPERATIONS = statement('DELETE FROM operations WHERE key = ANY ($1)');
const FORGET_KEYS = statement('DELETE FROM idempotency_keys WHERE operation_id = ANY ($1)');

/** Removes operations that ended before `beforeMs`, with everything that belongs to them alone; returns how many. */
export function forgetOperations(database: Database, beforeMs: number, limit: number): Promise<number> {
  return transact(database, async (transaction) => {
    const ended = await rowsOf<{ key: number; id: string }>(transaction, ENDED, [beforeMs, limit]);
    const keys = ended.map((row) => row.key);
    const ids = ended.map((row) => row.id);
    await transaction.commit(
      rowsOf(transaction, FORGET_KEYS, [ids]),
      rowsOf(transaction, FORGET_INVITES, [keys]),
      rowsOf(transaction, FORGET_OPERATIONS, [keys]),
    );
    return keys.length;
  });
}
