import type { LockedGroup } from './group-lock.sql.ts';
import { rowsOf, statement } from './statement.ts';
import type { Transaction } from './transaction.ts';

const ENTER_LANE = statement(`
  INSERT INTO lanes AS l (group_key, connection_id, waiting, turn_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (group_key) DO UPDATE SET
    turn_at = CASE WHEN l.waiting > 0 THEN least(l.turn_at, excluded.turn_at) ELSE excluded.turn_at END,
    waiting = l.waiting + excluded.waiting`);
const CHANGE_LANE = statement(
  'UPDATE lanes SET waiting = waiting + $2, turn_at = least(turn_at, $3) WHERE group_key = $1',
);

/** Members come into the group's lane; it is looked at at once. */
export const enterLane = (transaction: Transaction, group: LockedGroup, members: number): Promise<unknown> =>
  rowsOf(transaction, ENTER_LANE, [group.key, group.ref.connectionId, members, group.nowMs]);

/** Members come back into a lane, or with a negative number leave it without a call; it is looked at at once. */
export const changeLane = (transaction: Transaction, group: LockedGroup, by: number): Promise<unknown> =>
  rowsOf(transaction, CHANGE_LANE, [group.key, by, group.nowMs]);
