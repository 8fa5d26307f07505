import type { DatabaseSync } from 'node:sqlite';
import type { GroupRef } from '../../kernel/ids.ts';
import { MEMBERSHIP_COLUMNS, type MembershipRow } from '../rows.ts';

/** What is stored of some accounts of one group. Accounts are {@link storedText | as they are stored}. */
export interface KnownMembers<Row> {
  readonly rows: ReadonlyMap<string, Row>;
  /** To whom those accounts are linked of whom there is no membership. */
  readonly userIds: ReadonlyMap<string, string>;
}

/** A text as the database keeps it: halves of surrogate pairs that stand alone become U+FFFD. */
export const storedText = (text: string): string => text.toWellFormed();

/** Reads the memberships of many accounts of a group in one statement; `columns` are read besides. */
export function prepareKnownMembers<Row extends MembershipRow>(database: DatabaseSync, columns: string) {
  const memberships = database.prepare(`
    SELECT ${MEMBERSHIP_COLUMNS}, ${columns} FROM json_each(?2) a
    CROSS JOIN memberships m ON m.account = a.value AND m.group_key = ?1
    CROSS JOIN groups g ON g.key = m.group_key`);
  const links = database.prepare(`
    SELECT l.account, l.user_id FROM json_each(?2) a
    CROSS JOIN account_links l ON l.connection_id = ?1 AND l.account = a.value`);

  return (groupKey: number, { connectionId }: GroupRef, accounts: readonly string[]): KnownMembers<Row> => {
    const json = JSON.stringify(accounts);
    const rows = new Map<string, Row>();
    for (const row of memberships.all(groupKey, json) as unknown as Row[]) rows.set(row.m_account, row);
    const userIds = new Map<string, string>();
    if (rows.size < accounts.length) {
      for (const link of links.all(connectionId, json) as { account: string; user_id: string }[])
        userIds.set(link.account, link.user_id);
    }
    return { rows, userIds };
  };
}
