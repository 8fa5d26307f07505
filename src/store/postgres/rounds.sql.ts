import type { GroupRef } from '../../kernel/ids.ts';
import type { DueRound, GroupStanding } from '../records.ts';
import type { RoundStatements } from '../store.ts';
import { type Queryable, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';

const TAKE = statement(`
  WITH store AS MATERIALIZED (SELECT now_ms($3) AS now_ms), taken AS MATERIALIZED (
    SELECT r.group_key, r.due_at FROM store, unnest($1::text[]) c (id) CROSS JOIN LATERAL (
      SELECT o.group_key, o.due_at FROM rounds o WHERE o.connection_id = c.id AND o.due_at <= store.now_ms + $4
      ORDER BY o.due_at LIMIT $2 FOR UPDATE SKIP LOCKED) r
    ORDER BY r.due_at LIMIT $2)
  UPDATE rounds r SET due_at = store.now_ms + $5, token = nextval('round_tokens'), asked_at = NULL, joined_at = NULL
  FROM store, taken JOIN groups g ON g.key = taken.group_key WHERE r.group_key = taken.group_key
  RETURNING g.connection_id, g.external_id, r.round, r.misses, r.token, taken.due_at AS was_due_at, store.now_ms`);
const OF_GROUP = 'group_key = (SELECT key FROM groups WHERE connection_id = $1 AND external_id = $2) AND token = $3';
// A round that was asked for meanwhile is the first of a new row.
const FINISH = statement(`
  UPDATE rounds SET token = NULL, asked_at = NULL, joined_at = NULL, due_at = least(asked_at, now_ms($4) + $5),
    round = CASE WHEN asked_at IS NULL THEN $6 ELSE 0 END, misses = CASE WHEN asked_at IS NULL THEN $7 ELSE 0 END
  WHERE ${OF_GROUP}`);
// Whether anybody asked is looked at under the row's lock in each: an end that finds so leaves the row to the other statement.
const END = statement(
  `DELETE FROM rounds WHERE ${OF_GROUP} AND asked_at IS NULL AND joined_at IS NULL RETURNING group_key`,
);
const GO_ON = statement(`
  UPDATE rounds SET token = NULL, asked_at = NULL, joined_at = NULL, due_at = least(asked_at, joined_at), round = 0, misses = 0
  WHERE ${OF_GROUP} AND (asked_at IS NOT NULL OR joined_at IS NOT NULL)`);
const STANDING = statement(`
  SELECT g.sequence, g.follows_all, g.facts_at, now_ms($3) AS now_ms, m.known, m.joined, m.invited
  FROM groups g CROSS JOIN LATERAL (
    SELECT count(*) AS known, count(*) FILTER (WHERE state = 'JOINED') AS joined,
      count(*) FILTER (WHERE state = 'INVITED') AS invited
    FROM memberships WHERE group_key = g.key) m
  WHERE g.connection_id = $1 AND g.external_id = $2`);

interface RoundRow {
  connection_id: string;
  external_id: string;
  round: number;
  misses: number;
  token: number;
  was_due_at: number;
  now_ms: number;
}

interface StandingRow {
  sequence: number;
  follows_all: number;
  facts_at: number | null;
  now_ms: number;
  known: number;
  joined: number;
  invited: number;
}

export const roundStatements = (database: Queryable, time: StoreTime): RoundStatements => ({
  async take(connectionIds, limit, nowMs, leaseUntilMs): Promise<DueRound[]> {
    const distance = time.distancesFromNow();
    const values = [connectionIds, limit, time.parameter, distance(nowMs), distance(leaseUntilMs)];
    const rows = await rowsOf<RoundRow>(database, TAKE, values);
    return rows
      .toSorted((a, b) => a.was_due_at - b.was_due_at)
      .map(({ connection_id: connectionId, external_id: externalId, was_due_at, now_ms, round, misses, token }) => ({
        group: { connectionId, externalId },
        dueAtMs: time.local(was_due_at, now_ms),
        round,
        misses,
        token,
      }));
  },
  async finish({ group, token }, next) {
    const taken = [group.connectionId, group.externalId, token];
    if (next !== null) {
      const values = [...taken, time.parameter, time.distance(next.atMs), next.round, next.misses];
      await rowsOf(database, FINISH, values);
      return;
    }
    const ended = await rowsOf(database, END, taken);
    if (ended.length === 0) await rowsOf(database, GO_ON, taken);
  },
  async standing({ connectionId, externalId }: GroupRef): Promise<GroupStanding | null> {
    const [row] = await rowsOf<StandingRow>(database, STANDING, [connectionId, externalId, time.parameter]);
    if (row === undefined) return null;
    return {
      sequence: row.sequence,
      known: row.known,
      joined: row.joined,
      invited: row.invited,
      followsAll: row.follows_all === 1,
      factsAtMs: row.facts_at === null ? null : time.local(row.facts_at, row.now_ms),
    };
  },
});
