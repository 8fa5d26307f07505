import type { DatabaseSync } from 'node:sqlite';
import { type ConnectionBacklog, type InviteOrigin, MAX_COUNTED } from '../store.ts';
import { limitOf } from './limit.ts';

/** Reads of those who watch the service: each walks one index, and no further than {@link MAX_COUNTED}. */
export function prepareSignals(database: DatabaseSync) {
  const waiting = database.prepare(`
    SELECT count(*) AS lanes, coalesce(sum(waiting), 0) AS members FROM (
      SELECT waiting FROM lanes INDEXED BY lanes_by_turn WHERE connection_id = ? AND waiting > 0 LIMIT ${MAX_COUNTED})`);
  const oldest = database.prepare(`
    SELECT min(o.created_at) AS created_at FROM (
      SELECT (
        SELECT i.operation_key FROM invites i INDEXED BY invites_waiting
        WHERE i.group_key = l.group_key AND i.status = 'waiting' ORDER BY i.queue_no LIMIT 1) AS operation_key
      FROM lanes l INDEXED BY lanes_by_turn WHERE l.connection_id = ? AND l.waiting > 0 LIMIT ${MAX_COUNTED}) first
    JOIN operations o ON o.key = first.operation_key`);
  const webhooks = database.prepare(`
    SELECT count(*) AS count FROM (
      SELECT 1 FROM webhooks INDEXED BY webhooks_due WHERE connection_id = ? AND done = 0 LIMIT ${MAX_COUNTED})`);
  const rounds = database.prepare(`
    SELECT count(*) AS count FROM (
      SELECT 1 FROM rounds INDEXED BY rounds_by_due WHERE connection_id = ? AND due_at <= ? LIMIT ${MAX_COUNTED})`);
  const origins = database.prepare(`
    SELECT o.id, o.created_at, t.traceparent, count(*) AS invites FROM json_each(?) k
    JOIN invites i ON i.key = k.value JOIN operations o ON o.key = i.operation_key
    LEFT JOIN operation_traces t ON t.operation_key = o.key
    GROUP BY o.key ORDER BY o.key ${limitOf()}`);
  const traceparents = database.prepare(`
    SELECT o.id, t.traceparent FROM json_each(?) k
    JOIN operations o ON o.id = k.value JOIN operation_traces t ON t.operation_key = o.key`);

  const backlogOf = (connectionId: string, nowMs: number): ConnectionBacklog => {
    const { lanes, members } = waiting.get(connectionId) as { lanes: number; members: number };
    const { created_at: since } = oldest.get(connectionId) as { created_at: number | null };
    return {
      connectionId,
      lanes,
      members,
      oldestMs: since === null ? null : Math.max(nowMs - since, 0),
      webhooks: (webhooks.get(connectionId) as { count: number }).count,
      rounds: (rounds.get(connectionId, nowMs) as { count: number }).count,
    };
  };

  return {
    backlog: (connectionIds: readonly string[], nowMs: number): ConnectionBacklog[] =>
      connectionIds.map((id) => backlogOf(id, nowMs)),
    originsOf(inviteKeys: readonly number[], limit: number): InviteOrigin[] {
      const rows = origins.all(JSON.stringify(inviteKeys), limit) as unknown as {
        id: string;
        created_at: number;
        traceparent: string | null;
        invites: number;
      }[];
      return rows.map(({ id, created_at: createdAtMs, traceparent, invites }) => ({
        operationId: id,
        createdAtMs,
        traceparent,
        invites,
      }));
    },
    traceparentsOf(operationIds: readonly string[]): ReadonlyMap<string, string> {
      const rows = traceparents.all(JSON.stringify(operationIds)) as { id: string; traceparent: string }[];
      return new Map(rows.map(({ id, traceparent }) => [id, traceparent]));
    },
  };
}
