import type { Database } from './database.ts';
import { rowsOf, type Statement, statement } from './statement.ts';
import type { StoreTime } from './time.ts';
import { transact, type Transaction } from './transaction.ts';

/** Whether this transaction is the one that sweeps: one instance at a time is enough. */
const SWEEP = statement("SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || ' sweep', 0)) AS mine");
// The time is read once, in a query of its own: what could differ from row to row cannot end a walk along an index.
const ENDED = statement(
  'SELECT key, id FROM operations WHERE completed_at < (SELECT now_ms($3)) + $1 ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED',
);
const FORGET_EVENTS = statement(`
  DELETE FROM events WHERE position IN (
    SELECT position FROM events WHERE at < (SELECT now_ms($3)) + $1 ORDER BY at LIMIT $2) RETURNING position`);
const FORGET_WEBHOOKS = statement(`
  DELETE FROM webhooks WHERE key IN (
    SELECT key FROM webhooks WHERE done = 1 AND received_at < (SELECT now_ms($3)) + $1 ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING key`);
const FORGET_INVITES = statement('DELETE FROM invites WHERE operation_key = ANY ($1)');
const FORGET_TRACES = statement('DELETE FROM operation_traces WHERE operation_key = ANY ($1)');
const FORGET_OPERATIONS = statement('DELETE FROM operations WHERE key = ANY ($1)');
const FORGET_KEYS = statement('DELETE FROM idempotency_keys WHERE operation_id = ANY ($1)');

type Sweep = (transaction: Transaction) => Promise<number>;

const sweep = (database: Database, work: Sweep): Promise<number> =>
  transact(database, async (transaction) => {
    const [lock] = await rowsOf<{ mine: boolean }>(transaction, SWEEP, []);
    const removed = lock?.mine === true ? await work(transaction) : 0;
    await transaction.commit();
    return removed;
  });

/** Removes operations that ended before `beforeMs`, with everything that belongs to them alone; returns how many. */
export const forgetOperations = (
  database: Database,
  time: StoreTime,
  beforeMs: number,
  limit: number,
): Promise<number> =>
  sweep(database, async (transaction) => {
    const ended = await rowsOf<{ key: number; id: string }>(transaction, ENDED, [
      time.distance(beforeMs),
      limit,
      time.parameter,
    ]);
    const keys = ended.map((row) => row.key);
    await Promise.all([
      rowsOf(transaction, FORGET_KEYS, [ended.map((row) => row.id)]),
      rowsOf(transaction, FORGET_INVITES, [keys]),
      rowsOf(transaction, FORGET_TRACES, [keys]),
      rowsOf(transaction, FORGET_OPERATIONS, [keys]),
    ]);
    return keys.length;
  });

/** Removes events older than `beforeMs`; returns how many. */
export const forgetEvents = forgetBy(FORGET_EVENTS);

/** Removes webhooks that came before `beforeMs` and are done; returns how many. */
export const forgetWebhooks = forgetBy(FORGET_WEBHOOKS);

function forgetBy(remove: Statement) {
  return (database: Database, time: StoreTime, beforeMs: number, limit: number): Promise<number> =>
    sweep(database, async (transaction) => {
      const values = [time.distance(beforeMs), limit, time.parameter];
      return (await rowsOf(transaction, remove, values)).length;
    });
}
