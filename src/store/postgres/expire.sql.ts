import type { GroupRef } from '../../kernel/ids.ts';
import { stateAfter } from '../../members/transitions.ts';
import { MEMBERSHIP_COLUMNS, type MembershipRow, toMembership } from '../rows.ts';
import type { CommittedChanges } from '../store.ts';
import { GroupChanges } from './group-changes.ts';
import { lockGroup } from './group-lock.sql.ts';
import { type Queryable, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';
import type { Transaction } from './transaction.ts';

/** Invitations of one group whose time seems to be over. */
export interface DueInvitations {
  readonly group: GroupRef;
  readonly membershipKeys: readonly number[];
}

const DUE = statement(`
  WITH due AS MATERIALIZED (
    SELECT key, group_key FROM memberships WHERE state = 'INVITED' AND expires_at <= (SELECT now_ms($1)) + $2
    ORDER BY expires_at LIMIT $3)
  SELECT g.connection_id, g.external_id, array_agg(due.key::text) AS keys
  FROM due JOIN groups g ON g.key = due.group_key GROUP BY g.key`);
const STILL_DUE = statement(`
  SELECT ${MEMBERSHIP_COLUMNS} FROM memberships m JOIN groups g ON g.key = m.group_key
  WHERE m.key = ANY ($3) AND m.state = 'INVITED' AND m.expires_at <= (SELECT now_ms($1)) + $2 ORDER BY m.key`);

/** At most `limit` invitations, by their groups. */
export async function findDueInvitations(
  database: Queryable,
  nowMs: number,
  limit: number,
  time: StoreTime,
): Promise<DueInvitations[]> {
  const rows = await rowsOf<{ connection_id: string; external_id: string; keys: string[] }>(database, DUE, [
    time.parameter,
    time.distance(nowMs),
    limit,
  ]);
  return rows.map((row) => ({
    group: { connectionId: row.connection_id, externalId: row.external_id },
    membershipKeys: row.keys.map(Number),
  }));
}

/** Ends those that are still open under the lock of the group: others may have ended, or prolonged, them meanwhile. */
export async function expireInvitations(
  transaction: Transaction,
  due: DueInvitations,
  nowMs: number,
  roundAtMs: number,
  time: StoreTime,
): Promise<CommittedChanges> {
  const [group, rows] = await Promise.all([
    lockGroup(transaction, due.group, time),
    rowsOf<MembershipRow>(transaction, STILL_DUE, [time.parameter, time.distance(nowMs), due.membershipKeys]),
  ]);
  const changes = new GroupChanges(group);
  for (const row of rows) {
    const to = stateAfter(row.state, 'invitationExpired');
    if (to !== null) changes.move({ record: toMembership(row) }, row.state, to, 'EXPIRY', null);
  }
  if (rows.length > 0) changes.askRound(group.storeTimeOf(roundAtMs));
  return changes.commit(transaction, changes.storeMembers(transaction));
}
