import { type ConnectionBacklog, type InviteOrigin, MAX_COUNTED, type SignalStatements } from '../store.ts';
import { type Queryable, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';

const BACKLOG = statement(`
  SELECT c.id, w.lanes, w.members, t.now_ms - o.created_at AS oldest_ms, h.count AS webhooks, r.count AS rounds
  FROM (SELECT now_ms($2) AS now_ms) t
  CROSS JOIN unnest($1::text[]) WITH ORDINALITY c (id, place)
  CROSS JOIN LATERAL (
    SELECT count(*) AS lanes, coalesce(sum(l.waiting), 0)::bigint AS members FROM (
      SELECT waiting FROM lanes WHERE connection_id = c.id AND waiting > 0 LIMIT ${MAX_COUNTED}) l) w
  CROSS JOIN LATERAL (
    SELECT min(o.created_at) AS created_at FROM (
      SELECT group_key FROM lanes WHERE connection_id = c.id AND waiting > 0 LIMIT ${MAX_COUNTED}) l
    CROSS JOIN LATERAL (
      SELECT operation_key FROM invites i
      WHERE i.group_key = l.group_key AND i.status = 'waiting' ORDER BY i.queue_no LIMIT 1) first
    JOIN operations o ON o.key = first.operation_key) o
  CROSS JOIN LATERAL (
    SELECT count(*) AS count FROM (
      SELECT 1 FROM webhooks WHERE connection_id = c.id AND done = 0 LIMIT ${MAX_COUNTED}) h) h
  CROSS JOIN LATERAL (
    SELECT count(*) AS count FROM (
      SELECT 1 FROM rounds WHERE connection_id = c.id AND due_at <= t.now_ms LIMIT ${MAX_COUNTED}) r) r
  ORDER BY c.place`);

const ORIGINS = statement(`
  SELECT o.id, o.created_at, n.now_ms, t.traceparent, count(*) AS invites
  FROM (SELECT now_ms($3) AS now_ms) n CROSS JOIN unnest($1::bigint[]) k (key)
  JOIN invites i ON i.key = k.key JOIN operations o ON o.key = i.operation_key
  LEFT JOIN operation_traces t ON t.operation_key = o.key
  GROUP BY o.key, n.now_ms, t.traceparent ORDER BY o.key LIMIT $2`);

const TRACEPARENTS = statement(`
  SELECT o.id, t.traceparent FROM unnest($1::text[]) w (id)
  JOIN operations o ON o.id = w.id JOIN operation_traces t ON t.operation_key = o.key`);

interface OriginRow {
  readonly id: string;
  readonly created_at: number;
  readonly now_ms: number;
  readonly traceparent: string | null;
  readonly invites: number;
}

interface BacklogRow {
  readonly id: string;
  readonly lanes: number;
  readonly members: number;
  readonly oldest_ms: number | null;
  readonly webhooks: number;
  readonly rounds: number;
}

/** Reads of those who watch the service: each walks one index, and no further than {@link MAX_COUNTED}. */
export const signalStatements = (database: Queryable, time: StoreTime): SignalStatements => ({
  async backlog(connectionIds): Promise<ConnectionBacklog[]> {
    const rows = await rowsOf<BacklogRow>(database, BACKLOG, [connectionIds, time.parameter]);
    return rows.map(({ id, lanes, members, oldest_ms: oldestMs, webhooks, rounds }) => ({
      connectionId: id,
      lanes,
      members,
      oldestMs: oldestMs === null ? null : Math.max(oldestMs, 0),
      webhooks,
      rounds,
    }));
  },
  async originsOf(inviteKeys, limit): Promise<InviteOrigin[]> {
    const rows = await rowsOf<OriginRow>(database, ORIGINS, [inviteKeys, limit, time.parameter]);
    return rows.map((row) => ({
      operationId: row.id,
      createdAtMs: time.local(row.created_at, row.now_ms),
      traceparent: row.traceparent,
      invites: row.invites,
    }));
  },
  async traceparentsOf(operationIds): Promise<ReadonlyMap<string, string>> {
    const rows = await rowsOf<{ id: string; traceparent: string }>(database, TRACEPARENTS, [operationIds]);
    return new Map(rows.map(({ id, traceparent }) => [id, traceparent]));
  },
});
