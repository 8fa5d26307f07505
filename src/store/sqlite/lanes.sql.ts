import type { DatabaseSync } from 'node:sqlite';
import type { GroupRef } from '../../kernel/ids.ts';
import type { LaneTraffic, QueuePlace } from '../records.ts';
import type { Quota } from '../store.ts';
import { prepareQuotaStatements } from './grant.sql.ts';

/** A read is believed to have left so much later than it was granted at most, with its window, in milliseconds. */
const LATE_READ_MS = 15_000;

/** Departures, recovery, and what can be told of the wait. */
export function prepareLaneStatements(database: DatabaseSync) {
  const quota = prepareQuotaStatements(database);
  const depart = database.prepare(
    'UPDATE calls SET blocks_until = ? WHERE id = ? AND finished = 0 RETURNING group_key',
  );
  const lookAgain = database.prepare('UPDATE lanes SET turn_at = min(turn_at, ?) WHERE group_key = ?');
  const anyWaiting = database.prepare('SELECT 1 FROM lanes WHERE connection_id = ? AND waiting > 0 LIMIT 1');
  const learned = database.prepare('SELECT members_per_call FROM connections WHERE id = ?');
  const groupKey = database.prepare('SELECT key FROM groups WHERE connection_id = ? AND external_id = ?');
  const waitingLanes = database.prepare('SELECT count(*) AS count FROM lanes WHERE connection_id = ? AND waiting > 0');
  const wanted = database.prepare(`
    SELECT key, status, queue_no, not_before FROM invites
    WHERE key IN (SELECT value FROM json_each(?)) AND status <> 'settled' ORDER BY queue_no`);
  const ahead = database.prepare(`
    SELECT count(*) AS count FROM invites INDEXED BY invites_waiting
    WHERE group_key = ? AND status = 'waiting' AND queue_no < ?`);
  const between = database.prepare(`
    SELECT key FROM invites INDEXED BY invites_waiting
    WHERE group_key = ? AND status = 'waiting' AND queue_no BETWEEN ? AND ? ORDER BY queue_no`);
  const recoverInvites = database.prepare(`
    UPDATE invites INDEXED BY invites_open
    SET status = 'waiting', call_id = NULL, resent = 1, attempts = attempts + 1, not_before = 0
    WHERE status = 'sending' AND status <> 'settled'`);
  const recoverCalls = database.prepare('UPDATE calls SET finished = 1, blocks_until = ? WHERE finished = 0');
  // Reads have no group. One that left late was to count longer, and the process may have died before it could say so.
  const recoverReads = database.prepare(`
    UPDATE calls SET blocks_until = max(blocks_until, ?1)
    WHERE finished = 1 AND group_key IS NULL AND blocks_until > ?1 - ${LATE_READ_MS}`);
  const recoverLanes = database.prepare(`
    UPDATE lanes SET turn_at = 0, waiting = (
      SELECT count(*) FROM invites i INDEXED BY invites_waiting WHERE i.group_key = lanes.group_key AND i.status = 'waiting')
    WHERE waiting > 0 OR group_key IN (SELECT group_key FROM calls WHERE finished = 0)`);

  // The process that had taken them is gone, so their leases need not be waited for.
  const recoverRounds = database.prepare(`
    UPDATE rounds SET taken = 0, due_at = 0, asked_at = NULL, joined_at = NULL WHERE taken = 1`);
  const recoverWebhooks = database.prepare('UPDATE webhooks SET due_at = 0 WHERE done = 0');

  const keyOf = (group: GroupRef): number | null =>
    (groupKey.get(group.connectionId, group.externalId) as { key: number } | undefined)?.key ?? null;

  return {
    departureOf: quota.departureOf,
    grantRead: quota.grantRead,

    markDeparted(callId: number, blocksUntilMs: number): void {
      const call = depart.get(blocksUntilMs, callId) as { group_key: number } | undefined;
      if (call !== undefined) lookAgain.run(blocksUntilMs, call.group_key);
    },

    anyWaiting: (connectionId: string): boolean => anyWaiting.get(connectionId) !== undefined,

    learnedMembersPerCall: (connectionId: string): number | null =>
      (learned.get(connectionId) as { members_per_call: number | null } | undefined)?.members_per_call ?? null,

    places(group: GroupRef, inviteKeys: readonly number[]): ReadonlyMap<number, QueuePlace> {
      const places = new Map<number, QueuePlace>();
      const key = keyOf(group);
      const open = wanted.all(JSON.stringify(inviteKeys)) as unknown as {
        key: number;
        status: string;
        queue_no: number;
        not_before: number;
      }[];
      for (const row of open) places.set(row.key, { position: 1, notBeforeMs: row.not_before });
      const waiting = open.filter((row) => row.status === 'waiting');
      const [first, last] = [waiting.at(0), waiting.at(-1)];
      if (key === null || first === undefined || last === undefined) return places;
      let position = (ahead.get(key, first.queue_no) as { count: number }).count;
      for (const row of between.iterate(key, first.queue_no, last.queue_no) as unknown as Iterable<{ key: number }>) {
        position++;
        const place = places.get(row.key);
        if (place !== undefined) places.set(row.key, { ...place, position });
      }
      return places;
    },

    traffic(group: GroupRef, { scope, callsAtOnce }: Quota, nowMs: number): LaneTraffic {
      const key = scope === 'GROUP' ? keyOf(group) : null;
      return {
        waitingLanes: (waitingLanes.get(group.connectionId) as { count: number }).count,
        quotaFreeAtMs: quota.freeAt(quota.scopeOf(group.connectionId, key), callsAtOnce, nowMs),
      };
    },

    recover(blocksUntilMs: number): void {
      recoverInvites.run();
      recoverLanes.run();
      recoverReads.run(blocksUntilMs);
      recoverCalls.run(blocksUntilMs);
      recoverRounds.run();
      recoverWebhooks.run();
    },
  };
}
