import type { DatabaseSync } from 'node:sqlite';
import type { InviteOptions } from '../../datasources/datasource.ts';
import { FAR_FUTURE_MS } from '../../kernel/far-future.ts';
import type { GrantedCall, GrantedInvite } from '../records.ts';
import type { GrantRequest, Grants, Quota, ReadRequest } from '../store.ts';

import { limitOf } from './limit.ts';
import { prepareForList } from './list-statement.ts';
import { prepareReader } from './reader.ts';
/** Lanes that one grant looks at before it lets others have their turn of the event loop. */
export const MAX_LANES_PER_GRANT = 200;
/** Rows of reads that one read clears away; more than it leaves behind. */
const READS_CLEARED = 8;

interface LaneRow {
  group_key: number;
  external_id: string;
  paused_until: number;
}

interface WaitingRow {
  key: number;
  account: string;
  joined_at: number | null;
  attempts: number;
  resent: number;
  resigned: number;
}

const scopeOf = (connectionId: string, groupKey: number | null): string =>
  groupKey === null ? `c:${connectionId}` : `g:${connectionId}:${groupKey}`;

/**
 * When the quota of a scope has room: the instant at which fewer than `callsAtOnce` calls block it.
 *
 * For a call that was granted already (`forCallId`), calls that were granted after it and have not left do not count: they
 * counted this one when they were granted, and would else wait for each other.
 */
export function prepareQuota(database: DatabaseSync) {
  const nthLongestBlock = database.prepare(`
    SELECT blocks_until FROM calls
    WHERE scope = ?1 AND blocks_until > ?2 AND (id < ?3 OR (id > ?3 AND blocks_until < ${FAR_FUTURE_MS}))
    ORDER BY blocks_until DESC LIMIT 1 OFFSET ?4`);
  return (scope: string, callsAtOnce: number, nowMs: number, forCallId = Number.MAX_SAFE_INTEGER): number => {
    const row = nthLongestBlock.get(scope, nowMs, forCallId, callsAtOnce - 1) as { blocks_until: number } | undefined;
    return row?.blocks_until ?? nowMs;
  };
}

/** What came of one look: a call, or when the next one may leave; null: when something happens. */
type Grant =
  { readonly kind: 'granted'; readonly call: GrantedCall } | { readonly kind: 'notYet'; readonly atMs: number | null };

/**
 * Who may send, and which members leave with it.
 *
 * A lane's `turn_at` is never later than the first instant at which it could send. So the lane with the earliest turn is
 * looked at, and when it cannot send after all, its turn is put to the instant at which it could: the next look is the true one.
 */
export function prepareGrant(database: DatabaseSync) {
  const freeAt = prepareQuota(database);
  const connection = database.prepare('SELECT members_per_call, paused_until FROM connections WHERE id = ?');
  const nextLane = database.prepare(`
    SELECT l.group_key, l.paused_until, g.external_id FROM lanes l JOIN groups g ON g.key = l.group_key
    WHERE l.connection_id = ? AND l.waiting > 0 AND l.turn_at <= ? ORDER BY l.turn_at, l.granted_no LIMIT 1`);
  const nextTurn = database.prepare('SELECT min(turn_at) AS at FROM lanes WHERE connection_id = ? AND waiting > 0');
  const setTurn = database.prepare('UPDATE lanes SET turn_at = ? WHERE group_key = ?');
  // A member who is under way in another call waits for what becomes of that one. SQLite does not see by itself that who is
  // being sent is not settled, and would not use the index.
  const ready = `i.group_key = ?1 AND i.status = 'waiting' AND i.not_before <= ?2 AND NOT EXISTS (
    SELECT 1 FROM invites o INDEXED BY invites_open
    WHERE o.membership_key = i.membership_key AND o.key <> i.key AND o.status = 'sending' AND o.status <> 'settled')`;
  const head = database.prepare(`
    SELECT i.options, i.part FROM invites i INDEXED BY invites_waiting WHERE ${ready} ORDER BY i.queue_no LIMIT 1`);
  const companions = prepareReader<WaitingRow>(
    database,
    `
    SELECT i.key, i.account, i.joined_at, i.attempts, i.resent, i.resigned FROM invites i INDEXED BY invites_waiting
    WHERE ${ready} AND i.options = ?3 AND i.part IS ?4 ORDER BY i.queue_no ${limitOf('?5')}`,
  );
  const nextDue = database.prepare(`
    SELECT min(not_before) AS at FROM invites INDEXED BY invites_waiting
    WHERE group_key = ? AND status = 'waiting' AND not_before > ?`);
  const anyWaiting = database.prepare('SELECT 1 FROM lanes WHERE connection_id = ? AND waiting > 0 LIMIT 1');
  const insertCall = database.prepare(
    'INSERT INTO calls (scope, connection_id, group_key, members, blocks_until) VALUES (?, ?, ?, ?, ?)',
  );
  const claim = prepareForList(
    (sql) => database.prepare(sql),
    ({ from, value }) => `UPDATE invites SET status = 'sending', call_id = ?2 ${from} WHERE invites.key = ${value}`,
  );
  const leaveLane = database.prepare(
    'UPDATE lanes SET waiting = waiting - ?, turn_at = ?, granted_no = ? WHERE group_key = ?',
  );

  function takeCall(request: GrantRequest, lane: LaneRow, limit: number, departAtMs: number): Grant | null {
    const { connectionId, quota, nowMs } = request;
    const first = head.get(lane.group_key, nowMs) as { options: string; part: number | null } | undefined;
    if (first === undefined) return null;
    const taken = companions.all(lane.group_key, nowMs, first.options, first.part, limit);
    const scope = scopeOf(connectionId, quota.scope === 'GROUP' ? lane.group_key : null);
    const { lastInsertRowid } = insertCall.run(scope, connectionId, lane.group_key, taken.length, FAR_FUTURE_MS);
    const id = Number(lastInsertRowid);
    const { statement, list } = claim(taken.map((row) => row.key));
    statement.run(list, id);
    leaveLane.run(taken.length, nowMs, id, lane.group_key);
    return {
      kind: 'granted',
      call: {
        id,
        connectionId,
        groupId: lane.external_id,
        options: JSON.parse(first.options) as InviteOptions,
        invites: taken.map(toGranted),
        departAtMs,
      },
    };
  }

  function grantOne(request: GrantRequest): Grant {
    const { connectionId, quota, nowMs, aheadMs } = request;
    const state = connection.get(connectionId) as { members_per_call: number | null; paused_until: number } | undefined;
    if (state !== undefined && state.paused_until > nowMs) return { kind: 'notYet', atMs: state.paused_until };
    const limit = Math.min(request.membersPerCall, state?.members_per_call ?? Infinity);
    const wide = quota.scope === 'CONNECTION' ? freeAt(scopeOf(connectionId, null), quota.callsAtOnce, nowMs) : null;
    if (wide !== null && wide > nowMs + aheadMs) return notYet(wide - aheadMs);

    for (let looked = 0; looked < MAX_LANES_PER_GRANT; looked++) {
      const lane = nextLane.get(connectionId, nowMs) as unknown as LaneRow | undefined;
      if (lane === undefined) return notYet((nextTurn.get(connectionId) as { at: number | null }).at);
      if (lane.paused_until > nowMs) {
        setTurn.run(lane.paused_until, lane.group_key);
        continue;
      }
      const free = wide ?? freeAt(scopeOf(connectionId, lane.group_key), quota.callsAtOnce, nowMs);
      if (free > nowMs + aheadMs) {
        setTurn.run(free === FAR_FUTURE_MS ? free : free - aheadMs, lane.group_key);
        continue;
      }
      const granted = takeCall(request, lane, limit, free);
      if (granted !== null) return granted;
      setTurn.run((nextDue.get(lane.group_key, nowMs) as { at: number | null }).at ?? FAR_FUTURE_MS, lane.group_key);
    }
    return { kind: 'notYet', atMs: nowMs };
  }

  return (request: GrantRequest, limit: number): Grants => {
    const calls: GrantedCall[] = [];
    while (calls.length < limit) {
      const grant = grantOne(request);
      if (grant.kind === 'notYet') return { calls, againAtMs: grant.atMs };
      calls.push(grant.call);
      if (anyWaiting.get(request.connectionId) === undefined) return { calls, againAtMs: null };
    }
    return { calls, againAtMs: request.nowMs };
  };
}

const notYet = (atMs: number | null): Grant => ({
  kind: 'notYet',
  atMs: atMs !== null && atMs < FAR_FUTURE_MS / 2 ? atMs : null,
});

const toGranted = (row: WaitingRow): GrantedInvite => ({
  key: row.key,
  account: row.account,
  joinedAtMs: row.joined_at,
  attempts: row.attempts,
  resent: row.resent === 1,
  resigned: row.resigned === 1,
});

/** Clears away rows of calls and reads that are over, at most `limit`. */
export function prepareClearCalls(database: DatabaseSync) {
  const clear = database.prepare(`
    DELETE FROM calls WHERE id IN (
      SELECT id FROM calls INDEXED BY calls_finished WHERE finished = 1 AND blocks_until <= ? ${limitOf()})`);
  return (nowMs: number, limit: number): void => void clear.run(nowMs, limit);
}

/** What the quota says of calls that were granted ahead, and of reads. */
export function prepareQuotaStatements(database: DatabaseSync) {
  const freeAt = prepareQuota(database);
  const clearCalls = prepareClearCalls(database);
  const scopeOfCall = database.prepare('SELECT scope FROM calls WHERE id = ?');
  const insertRead = database.prepare(
    'INSERT INTO calls (scope, connection_id, blocks_until, finished) VALUES (?, ?, ?, 1)',
  );
  return {
    departureOf(callId: number, quota: Quota, nowMs: number): number {
      const { scope } = scopeOfCall.get(callId) as { scope: string };
      return freeAt(scope, quota.callsAtOnce, nowMs, callId);
    },
    grantRead({ connectionId, readsAtOnce, spareReadsAtOnce, nowMs, blocksUntilMs }: ReadRequest): number | null {
      const budgets = [{ scope: `r:${connectionId}`, atOnce: readsAtOnce }];
      if (spareReadsAtOnce !== null) budgets.push({ scope: `s:${connectionId}`, atOnce: spareReadsAtOnce });
      const free = Math.max(...budgets.map(({ scope, atOnce }) => freeAt(scope, atOnce, nowMs)));
      if (free > nowMs) return free;
      for (const { scope } of budgets) insertRead.run(scope, connectionId, blocksUntilMs);
      clearCalls(nowMs, READS_CLEARED);
      return null;
    },
    scopeOf,
    freeAt,
  };
}
