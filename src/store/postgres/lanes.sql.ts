import type { InviteOptions } from '../../datasources/datasource.ts';
import { FAR_FUTURE_MS } from '../../kernel/far-future.ts';
import type { GroupRef } from '../../kernel/ids.ts';
import type { GrantedCall, GrantedInvite, LaneTraffic, QueuePlace } from '../records.ts';
import type { GrantRequest, Grants, Quota, ReadRequest } from '../store.ts';
import { type Queryable, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';

export interface GrantName {
  /** Whose calls they will be. */
  readonly instanceId: string;
  /** By which they can be found when the answer is lost. */
  readonly grantId: string;
}

interface GrantRow {
  now_ms: number;
  not_before: number | null;
  call_id: number | null;
  external_id: string;
  options: string;
  depart_at: number;
  more: boolean;
  invites: InviteTuple[];
}

type InviteTuple = [
  key: number,
  account: string,
  joinedAt: number | null,
  attempts: number,
  resent: 0 | 1,
  resigned: 0 | 1,
];

const GRANT = statement(`
  SELECT now_ms, not_before, call_id, external_id, options, depart_at, more, invites::json AS invites
  FROM grant_calls($1, $2, $3, $4, $5, $6, $7, $8, $9)`);
const GRANT_READ = statement('SELECT now_ms, free_at FROM grant_read($1, $2, $3, $4, $5)');
const DEPARTURE = statement('SELECT now_ms, free_at FROM departure_of($1, $2, $3)');
const DEPART = statement(`
  WITH call AS (
    UPDATE calls SET blocks_until = now_ms($2) + $3 WHERE id = $1 AND finished = 0 RETURNING group_key, blocks_until)
  UPDATE lanes SET turn_at = least(turn_at, call.blocks_until) FROM call WHERE lanes.group_key = call.group_key`);
const ANY_WAITING = statement(
  'SELECT EXISTS (SELECT 1 FROM lanes WHERE connection_id = $1 AND waiting > 0) AS waiting',
);
const LEARNED = statement('SELECT members_per_call FROM connections WHERE id = $1');
const PLACES = statement(`
  WITH wanted AS (
    SELECT key, status, queue_no, not_before FROM invites WHERE key = ANY ($3) AND status <> 'settled'
  ), lane AS (
    SELECT i.key, row_number() OVER (ORDER BY i.queue_no) AS position FROM invites i
    WHERE i.group_key = (SELECT g.key FROM groups g WHERE g.connection_id = $1 AND g.external_id = $2)
      AND i.status = 'waiting' AND i.queue_no <= (SELECT max(queue_no) FROM wanted WHERE status = 'waiting'))
  SELECT w.key, w.not_before, coalesce(lane.position, 1) AS position, now_ms($4) AS now_ms
  FROM wanted w LEFT JOIN lane ON lane.key = w.key`);
const TRAFFIC = statement(`
  SELECT
    (SELECT count(*) FROM lanes WHERE connection_id = $1 AND waiting > 0) AS waiting_lanes,
    quota_free_at(CASE WHEN $3 = 'GROUP' THEN 'g:' || $1 || ':' || coalesce((
      SELECT key FROM groups WHERE connection_id = $1 AND external_id = $2), 0) ELSE 'c:' || $1 END, $4, t.now_ms, NULL) AS free_at,
    t.now_ms
  FROM (SELECT now_ms($5) AS now_ms) t`);

/** Grants, departures, and what can be told of the wait. */
export class LaneSql {
  readonly #database: Queryable;
  readonly #time: StoreTime;

  constructor(database: Queryable, time: StoreTime) {
    this.#database = database;
    this.#time = time;
  }

  async grantCalls(
    on: Queryable,
    { connectionId, quota, membersPerCall, nowMs, aheadMs }: GrantRequest,
    limit: number,
    { instanceId, grantId }: GrantName,
  ): Promise<Grants> {
    const rows = await rowsOf<GrantRow>(on, GRANT, [
      limit,
      connectionId,
      quota.scope,
      quota.callsAtOnce,
      membersPerCall,
      Math.ceil(aheadMs),
      instanceId,
      grantId,
      this.#time.parameter,
    ]);
    const calls = rows.flatMap((row) => (row.call_id === null ? [] : [this.#toCall(connectionId, row.call_id, row)]));
    const last = rows.at(-1);
    if (last === undefined || last.call_id === null)
      return { calls, againAtMs: this.#again(last?.not_before ?? null, last?.now_ms ?? 0) };
    return { calls, againAtMs: last.more ? nowMs : null };
  }

  async markDeparted(callId: number, blocksUntilMs: number): Promise<void> {
    await rowsOf(this.#database, DEPART, [callId, this.#time.parameter, this.#time.distance(blocksUntilMs)]);
  }

  async departureOf(callId: number, { callsAtOnce }: Quota): Promise<number> {
    const [row] = await rowsOf<{ now_ms: number; free_at: number | null }>(this.#database, DEPARTURE, [
      callId,
      callsAtOnce,
      this.#time.parameter,
    ]);
    if (row === undefined || row.free_at === null) throw new Error(`there is no call ${callId}`);
    return this.#time.local(row.free_at, row.now_ms);
  }

  async anyWaiting(connectionId: string): Promise<boolean> {
    return (await rowsOf<{ waiting: boolean }>(this.#database, ANY_WAITING, [connectionId]))[0]?.waiting === true;
  }

  async grantRead(request: ReadRequest): Promise<number | null> {
    const [row] = await rowsOf<{ now_ms: number; free_at: number | null }>(this.#database, GRANT_READ, [
      request.connectionId,
      request.readsAtOnce,
      request.spareReadsAtOnce,
      Math.ceil(request.blocksUntilMs - request.nowMs),
      this.#time.parameter,
    ]);
    if (row === undefined || row.free_at === null) return null;
    return this.#time.local(row.free_at, row.now_ms);
  }

  async learnedMembersPerCall(connectionId: string): Promise<number | null> {
    const [row] = await rowsOf<{ members_per_call: number | null }>(this.#database, LEARNED, [connectionId]);
    return row?.members_per_call ?? null;
  }

  async places(group: GroupRef, inviteKeys: readonly number[]): Promise<ReadonlyMap<number, QueuePlace>> {
    const rows = await rowsOf<{ key: number; not_before: number; position: number; now_ms: number }>(
      this.#database,
      PLACES,
      [group.connectionId, group.externalId, inviteKeys, this.#time.parameter],
    );
    return new Map(
      rows.map((row) => {
        const notBeforeMs = row.not_before === 0 ? 0 : this.#time.local(row.not_before, row.now_ms);
        return [row.key, { position: row.position, notBeforeMs }];
      }),
    );
  }

  async traffic(group: GroupRef, { scope, callsAtOnce }: Quota): Promise<LaneTraffic> {
    const [row] = await rowsOf<{ waiting_lanes: number; free_at: number; now_ms: number }>(this.#database, TRAFFIC, [
      group.connectionId,
      group.externalId,
      scope,
      callsAtOnce,
      this.#time.parameter,
    ]);
    if (row === undefined) throw new Error('the store told nothing of a lane');
    return { waitingLanes: row.waiting_lanes, quotaFreeAtMs: this.#time.local(row.free_at, row.now_ms) };
  }

  #toCall(connectionId: string, id: number, row: GrantRow): GrantedCall {
    return {
      id,
      connectionId,
      groupId: row.external_id,
      options: JSON.parse(row.options) as InviteOptions,
      invites: row.invites.map(toGranted),
      departAtMs: this.#time.local(row.depart_at, row.now_ms),
    };
  }

  #again(atMs: number | null, databaseNowMs: number): number | null {
    return atMs === null || atMs >= FAR_FUTURE_MS / 2 ? null : this.#time.local(atMs, databaseNowMs);
  }
}

const toGranted = ([key, account, joinedAtMs, attempts, resent, resigned]: InviteTuple): GrantedInvite => ({
  key,
  account,
  joinedAtMs,
  attempts,
  resent: resent === 1,
  resigned: resigned === 1,
});
