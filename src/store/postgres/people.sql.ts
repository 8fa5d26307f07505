import type { LinkedAccount } from '../records.ts';
import type { PeopleStatements } from '../store.ts';
import { type Queryable, rowsOf, statement } from './statement.ts';

type Linked = Awaited<ReturnType<PeopleStatements['link']>>;

const LINK = statement('SELECT link_account($1, $2, $3, $4) AS linked');
const UNLINK = statement(
  'DELETE FROM account_links WHERE connection_id = $2 AND account = $3 AND user_id = $1 RETURNING key',
);
const ACCOUNTS = statement(`
  SELECT u.place, l.connection_id, l.account FROM unnest($1::text[]) WITH ORDINALITY u (user_id, place)
  JOIN account_links l ON l.user_id = u.user_id ORDER BY u.place, l.key`);

export const peopleStatements = (database: Queryable): PeopleStatements => ({
  async link({ userId, connectionId, account, limit }) {
    const [row] = await rowsOf<{ linked: Linked }>(database, LINK, [userId, connectionId, account, limit]);
    if (row === undefined) throw new Error('the store told nothing of a link');
    return row.linked;
  },
  unlink: async ({ userId, connectionId, account }) =>
    (await rowsOf(database, UNLINK, [userId, connectionId, account])).length > 0,
  async accountsOf(userIds) {
    const accounts: LinkedAccount[][] = userIds.map(() => []);
    const rows = await rowsOf<{ place: number; connection_id: string; account: string }>(database, ACCOUNTS, [userIds]);
    for (const row of rows) accounts[row.place - 1]?.push({ connectionId: row.connection_id, account: row.account });
    return accounts;
  },
});
