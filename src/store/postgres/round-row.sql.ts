import type { LockedGroup } from './group-lock.sql.ts';
import { rowsOf, statement } from './statement.ts';
import type { Transaction } from './transaction.ts';

// While a round is under way the lease stays as it is, and what was asked for meanwhile is found when the round ends.
const ASK = statement(`
  INSERT INTO rounds AS r (group_key, connection_id, due_at) VALUES ($1, $2, $3)
  ON CONFLICT (group_key) DO UPDATE SET round = 0, misses = 0,
    due_at = CASE WHEN r.token IS NULL THEN least(r.due_at, excluded.due_at) ELSE r.due_at END,
    asked_at = CASE WHEN r.token IS NOT NULL THEN least(r.asked_at, excluded.due_at) END`);
const BRING_IN = statement(`
  INSERT INTO rounds AS r (group_key, connection_id, due_at) VALUES ($1, $2, $3)
  ON CONFLICT (group_key) DO UPDATE SET joined_at = least(r.joined_at, excluded.due_at) WHERE r.token IS NOT NULL`);

/** The group's next round is due at `atMs` at the latest, and the first of a new row. */
export const askRound = (transaction: Transaction, group: LockedGroup, atMs: number): Promise<unknown> =>
  rowsOf(transaction, ASK, [group.key, group.ref.connectionId, atMs]);

/** A group that has no rounds has one at `atMs`; others stay as they are. */
export const bringIntoRounds = (transaction: Transaction, group: LockedGroup, atMs: number): Promise<unknown> =>
  rowsOf(transaction, BRING_IN, [group.key, group.ref.connectionId, atMs]);
