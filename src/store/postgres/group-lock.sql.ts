import type { GroupRef } from '../../kernel/ids.ts';
import { rowsOf, type Statement, statement } from './statement.ts';
import type { StoreTime } from './time.ts';
import type { Transaction } from './transaction.ts';

/** The row of a group, locked by this transaction. */
export interface LockedGroup {
  readonly key: number;
  readonly ref: GroupRef;
  /** Of its newest event. */
  readonly sequence: number;
  readonly nextQueueNo: number;
  /** When it was locked, in the time of the store. */
  readonly nowMs: number;
  /** An instant of this process in the time of the store; rather a little late than early. */
  storeTimeOf(localMs: number): number;
}

interface LockRow {
  key: number;
  sequence: number;
  next_queue_no: number;
  now_ms: number;
}

const LOCK_GROUP = statement('SELECT key, sequence, next_queue_no, now_ms FROM lock_group($1, $2, $3)');

// The time is read after the lock was waited for.
const LOCK_KNOWN_GROUP = statement(`
  WITH locked AS MATERIALIZED (
    SELECT key, sequence, next_queue_no FROM groups WHERE connection_id = $1 AND external_id = $2 FOR UPDATE)
  SELECT *, now_ms($3) AS now_ms FROM locked`);

/** Locks a group until the end of the transaction, made when absent: every write of a group begins with this. */
export async function lockGroup(transaction: Transaction, ref: GroupRef, time: StoreTime): Promise<LockedGroup> {
  const group = await lock(LOCK_GROUP, transaction, ref, time);
  if (group === null) throw new Error('a group could not be locked');
  return group;
}

/** The same, but a group of which nothing is known is not made. */
export const lockKnownGroup = (transaction: Transaction, ref: GroupRef, time: StoreTime): Promise<LockedGroup | null> =>
  lock(LOCK_KNOWN_GROUP, transaction, ref, time);

async function lock(
  how: Statement,
  transaction: Transaction,
  ref: GroupRef,
  time: StoreTime,
): Promise<LockedGroup | null> {
  // Read before the store reads its own: the distance from it to a later instant is then never too short.
  const distance = time.distancesFromNow();
  const [row] = await rowsOf<LockRow>(transaction, how, [ref.connectionId, ref.externalId, time.parameter]);
  if (row === undefined) return null;
  return {
    key: row.key,
    ref,
    sequence: row.sequence,
    nextQueueNo: row.next_queue_no,
    nowMs: row.now_ms,
    storeTimeOf: (localMs) => row.now_ms + distance(localMs),
  };
}
