import type { DatabaseSync } from 'node:sqlite';

/** What brings groups into the plan of rounds, each with the group's key, its connection, and when the round is to be. */
export function prepareRoundRequests(database: DatabaseSync) {
  return {
    /**
     * The next round is due then at the latest, and the first of a new row. One that is under way does not count as the next, for it
     * may have looked already: what is asked meanwhile waits for its end.
     */
    askForRound: database.prepare(`
      INSERT INTO rounds (group_key, connection_id, due_at) VALUES (?1, ?2, ?3)
      ON CONFLICT (group_key) DO UPDATE SET
        due_at = CASE WHEN taken THEN due_at ELSE min(due_at, ?3) END,
        asked_at = min(coalesce(asked_at, ?3), ?3), round = 0, misses = 0`),
    /** The group gets its first round unless it has one; while one is under way that says whether it needs another. */
    enterRounds: database.prepare(`
      INSERT INTO rounds (group_key, connection_id, due_at) VALUES (?1, ?2, ?3)
      ON CONFLICT (group_key) DO UPDATE SET joined_at = min(coalesce(joined_at, ?3), ?3) WHERE taken`),
  };
}
