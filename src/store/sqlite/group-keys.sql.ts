import type { DatabaseSync } from 'node:sqlite';
import type { GroupRef } from '../../kernel/ids.ts';

/** The rows of groups, by their names. */
export function prepareGroupKeys(database: DatabaseSync) {
  const select = database.prepare('SELECT key FROM groups WHERE connection_id = ? AND external_id = ?');
  const insert = database.prepare('INSERT INTO groups (connection_id, external_id) VALUES (?, ?)');
  const find = ({ connectionId, externalId }: GroupRef): number | null =>
    (select.get(connectionId, externalId) as { key: number } | undefined)?.key ?? null;
  return {
    /** Null when nothing is kept of the group. */
    find,
    findOrMake: (ref: GroupRef): number =>
      find(ref) ?? Number(insert.run(ref.connectionId, ref.externalId).lastInsertRowid),
  };
}
