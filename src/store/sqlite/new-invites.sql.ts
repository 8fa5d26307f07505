import type { DatabaseSync } from 'node:sqlite';
import type { InviteResult } from '../../invitations/result.ts';
import { firstInviteKeyOf, MAX_INVITES_PER_OPERATION } from './invite-keys.ts';
import { prepareForList } from './list-statement.ts';
import { stretchesOf } from './stretches.ts';

/** An invite of an operation, as it is to be written. Its place in the operation is its ordinal. */
export interface NewInvite {
  readonly membershipKey: number | null;
  readonly account: string;
  readonly joinedAtMs: number | null;
  /** Null: it waits. */
  readonly result: InviteResult | null;
}

/** Writes the invites of an operation in sets: members who come together mostly have memberships that began together. */
export function prepareNewInvites(database: DatabaseSync) {
  const insert = prepareForList(
    (sql) => database.prepare(sql),
    ({ from, key, value }) => `
    INSERT INTO invites (key, group_key, membership_key, status, queue_no, joined_at, account, options, result)
    SELECT ?2 + ${key}, ?3, ?4 + ${key}, ?5, ?2 + ${key}, ?6, ${value}, ?7, ?8 ${from}`,
  );

  return (operationKey: number, groupKey: number, options: string, invites: readonly NewInvite[]): void => {
    if (invites.length > MAX_INVITES_PER_OPERATION)
      throw new RangeError(`more than ${MAX_INVITES_PER_OPERATION} invites in one operation`);
    let key = firstInviteKeyOf(operationKey);
    for (const stretch of stretchesOf(invites, isLike)) {
      const { membershipKey, joinedAtMs, result } = stretch[0]!;
      const status = result === null ? 'waiting' : 'settled';
      const resultText = result === null ? null : JSON.stringify(result);
      const { statement, list } = insert(stretch.map(({ account }) => account));
      statement.run(list, key, groupKey, membershipKey, status, joinedAtMs, options, resultText);
      key += stretch.length;
    }
  };
}

function isLike(invite: NewInvite, before: NewInvite): boolean {
  const follows =
    invite.membershipKey === null || before.membershipKey === null
      ? invite.membershipKey === before.membershipKey
      : invite.membershipKey === before.membershipKey + 1;
  return follows && invite.joinedAtMs === before.joinedAtMs && invite.result === null && before.result === null;
}
