import type { DatabaseSync } from 'node:sqlite';
import type { GroupRef } from '../../kernel/ids.ts';
import { prepareForList } from './list-statement.ts';
import { prepareReader } from './reader.ts';
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
  const memberships = prepareForList(
    (sql) => prepareReader<Row>(database, sql),
    ({ join, value }) => `
    SELECT ${MEMBERSHIP_COLUMNS}, ${columns}
    FROM ${join} memberships m CROSS JOIN groups g ON g.key = m.group_key
    WHERE m.account = ${value} AND m.group_key = ?2`,
  );
  const links = prepareForList(
    (sql) => prepareReader<{ account: string; user_id: string }>(database, sql),
    ({ join, value }) => `
    SELECT l.account, l.user_id FROM ${join} account_links l WHERE l.connection_id = ?2 AND l.account = ${value}`,
  );

  return (groupKey: number, { connectionId }: GroupRef, accounts: readonly string[]): KnownMembers<Row> => {
    const rows = new Map<string, Row>();
    const userIds = new Map<string, string>();
    if (accounts.length === 0) return { rows, userIds };
    const { statement, list } = memberships(accounts);
    for (const row of statement.all(list, groupKey)) rows.set(row.m_account, row);
    if (rows.size < accounts.length) {
      for (const link of links(accounts).statement.all(list, connectionId)) userIds.set(link.account, link.user_id);
    }
    return { rows, userIds };
  };
}
