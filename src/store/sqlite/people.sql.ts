import type { DatabaseSync } from 'node:sqlite';
import type { LinkedAccount } from '../records.ts';

type Link = LinkedAccount & { readonly userId: string };

/** Whose accounts are whose. */
export function preparePeople(database: DatabaseSync) {
  const owner = database.prepare('SELECT user_id FROM account_links WHERE connection_id = ? AND account = ?');
  const count = database.prepare('SELECT count(*) AS count FROM account_links WHERE user_id = ?');
  const insert = database.prepare('INSERT INTO account_links (user_id, connection_id, account) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM account_links WHERE connection_id = ? AND account = ? AND user_id = ?');
  const ofUser = database.prepare('SELECT connection_id, account FROM account_links WHERE user_id = ? ORDER BY key');

  return {
    link({ connectionId, account, userId, limit }: Link & { limit: number }): 'linked' | 'known' | 'taken' | 'full' {
      const found = owner.get(connectionId, account) as { user_id: string } | undefined;
      if (found !== undefined) return found.user_id === userId ? 'known' : 'taken';
      if ((count.get(userId) as { count: number }).count >= limit) return 'full';
      insert.run(userId, connectionId, account);
      return 'linked';
    },

    unlink: ({ connectionId, account, userId }: Link): boolean =>
      remove.run(connectionId, account, userId).changes === 1,

    accountsOf: (userIds: readonly string[]): LinkedAccount[][] =>
      userIds.map((userId) =>
        (ofUser.all(userId) as { connection_id: string; account: string }[]).map((row) => ({
          connectionId: row.connection_id,
          account: row.account,
        })),
      ),
  };
}
