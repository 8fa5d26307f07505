import type { GroupFacts } from '../../datasources/datasource.ts';
import type { LockedGroup } from './group-lock.sql.ts';
import { rowsOf, statement } from './statement.ts';
import type { Transaction } from './transaction.ts';

const SHOW = statement(`
  UPDATE groups SET type = coalesce($2, type), name = coalesce($3, name), avatar_url = coalesce($4, avatar_url),
    member_count = coalesce($5, member_count), facts_at = coalesce($6, facts_at) WHERE key = $1`);
const OUTDATE = statement('UPDATE groups SET facts_at = NULL WHERE key = $1');
const FOLLOW_ALL = statement('UPDATE groups SET follows_all = 1 WHERE key = $1 AND follows_all = 0');

/**
 * What was seen of the group itself; what was not seen stays as it is.
 *
 * @param readAtMs when the group itself was read, in the time of the store; null: it was seen in passing
 */
export function showGroup(
  transaction: Transaction,
  group: LockedGroup,
  facts: GroupFacts,
  readAtMs: number | null = null,
): Promise<unknown> {
  const { type = null, name = null, avatarUrl = null, memberCount = null } = facts;
  return rowsOf(transaction, SHOW, [group.key, type, name, avatarUrl, memberCount, readAtMs]);
}

/** What is known of the group has to be read again. */
export const outdateGroup = (transaction: Transaction, group: LockedGroup): Promise<unknown> =>
  rowsOf(transaction, OUTDATE, [group.key]);

/** From now on rounds follow everybody in the group. */
export const followAll = (transaction: Transaction, group: LockedGroup): Promise<unknown> =>
  rowsOf(transaction, FOLLOW_ALL, [group.key]);
