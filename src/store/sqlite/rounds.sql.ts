import type { DatabaseSync } from 'node:sqlite';
import type { GroupRef } from '../../kernel/ids.ts';
import type { DueRound, GroupStanding } from '../records.ts';
import { JOINED_ROUND_MS } from '../store.ts';
import { limitOf } from './limit.ts';
import { prepareGroupKeys } from './group-keys.sql.ts';

interface DueRow {
  group_key: number;
  connection_id: string;
  external_id: string;
  due_at: number;
  round: number;
  misses: number;
  token: number;
}

interface StandingRow {
  sequence: number;
  follows_all: number;
  facts_at: number | null;
  known: number;
  joined: number;
  invited: number;
}

/** When each group is to be looked at again, and what is known of it. */
export function prepareRounds(database: DatabaseSync) {
  const groups = prepareGroupKeys(database);
  const due = database.prepare(`
    SELECT r.group_key, r.connection_id, g.external_id, r.due_at, r.round, r.misses, r.token
    FROM rounds r JOIN groups g ON g.key = r.group_key
    WHERE r.connection_id = ? AND r.due_at <= ? ORDER BY r.due_at ${limitOf()}`);
  const take = database.prepare(
    'UPDATE rounds SET due_at = ?, token = ?, taken = 1, asked_at = NULL, joined_at = NULL WHERE group_key = ?',
  );
  const drop = database.prepare(`
    DELETE FROM rounds WHERE group_key = ? AND token = ? AND taken = 1 AND asked_at IS NULL AND joined_at IS NULL`);
  const plan = database.prepare(`
    UPDATE rounds SET due_at = min(coalesce(asked_at, ?3), ?3), round = iif(asked_at IS NULL, ?4, 0),
      misses = iif(asked_at IS NULL, ?5, 0), taken = 0, asked_at = NULL, joined_at = NULL
    WHERE group_key = ?1 AND token = ?2 AND taken = 1`);
  const readStanding = database.prepare(`
    SELECT g.sequence, g.follows_all, g.facts_at, count(m.key) AS known,
      count(*) FILTER (WHERE m.state = 'JOINED') AS joined, count(*) FILTER (WHERE m.state = 'INVITED') AS invited
    FROM groups g LEFT JOIN memberships m ON m.group_key = g.key
    WHERE g.connection_id = ? AND g.external_id = ? GROUP BY g.key`);

  return {
    take(connectionIds: readonly string[], limit: number, nowMs: number, leaseUntilMs: number): DueRound[] {
      // One walk along the index for each connection: however many are due, no more than `limit` rows are read of each.
      const found = connectionIds.flatMap((id) => due.all(id, nowMs, limit) as unknown as DueRow[]);
      const longestDue = found.toSorted((a, b) => a.due_at - b.due_at).slice(0, limit);
      return longestDue.map((row) => {
        const token = Math.max(row.token + 1, leaseUntilMs);
        take.run(leaseUntilMs, token, row.group_key);
        const group = { connectionId: row.connection_id, externalId: row.external_id };
        return { group, dueAtMs: row.due_at, round: row.round, misses: row.misses, token };
      });
    },

    finish(
      { group, token }: DueRound,
      next: { round: number; misses: number; atMs: number } | null,
      nowMs: number,
    ): void {
      const groupKey = groups.find(group);
      if (groupKey === null) return;
      // What was asked for meanwhile, or somebody who joined meanwhile, keeps the group in the plan.
      if (next === null) drop.run(groupKey, token);
      plan.run(groupKey, token, next?.atMs ?? nowMs + JOINED_ROUND_MS, next?.round ?? 0, next?.misses ?? 0);
    },

    standing({ connectionId, externalId }: GroupRef): GroupStanding | null {
      const row = readStanding.get(connectionId, externalId) as StandingRow | undefined;
      if (row === undefined) return null;
      const { sequence, known, joined, invited } = row;
      return { sequence, known, joined, invited, followsAll: row.follows_all === 1, factsAtMs: row.facts_at };
    },
  };
}
