import type { DatabaseSync } from 'node:sqlite';
import type { GroupFacts } from '../../datasources/datasource.ts';

/** What providers showed of accounts and groups. */
export function prepareShown(database: DatabaseSync) {
  const addFacts = database.prepare(`
    UPDATE groups SET type = coalesce(?, type), name = coalesce(?, name), avatar_url = coalesce(?, avatar_url),
      member_count = coalesce(?, member_count) WHERE key = ?`);
  return {
    /** The profile as a text, and the membership's key. */
    setProfile: database.prepare('UPDATE memberships SET profile = ? WHERE key = ?'),
    /** When the group itself was read last (null: it has to be), and the group's key. */
    setFactsAt: database.prepare('UPDATE groups SET facts_at = ? WHERE key = ?'),
    /** Absent keys stay as they are. */
    addFacts(groupKey: number, { type, name, avatarUrl, memberCount }: GroupFacts): void {
      addFacts.run(type ?? null, name ?? null, avatarUrl ?? null, memberCount ?? null, groupKey);
    },
  };
}
