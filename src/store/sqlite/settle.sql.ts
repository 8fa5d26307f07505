import type { DatabaseSync } from 'node:sqlite';
import type { ProfileFacts } from '../../datasources/datasource.ts';
import { type InviteResult, settledAs } from '../../invitations/result.ts';
import type { CallSettlement, CommittedChanges, InviteVerdict } from '../store.ts';
import { MEMBERSHIP_COLUMNS, type MembershipRow, toMembership } from '../rows.ts';
import { prepareClearCalls } from './grant.sql.ts';
import { prepareForList } from './list-statement.ts';
import { prepareReader } from './reader.ts';
import { prepareShown } from './shown.sql.ts';
import { type ChangeStatements, type MovingMembership, UnitOfWork } from './unit-of-work.ts';

/** Rows of finished calls that one settlement clears away; more than one settlement can leave behind. */
const CALLS_CLEARED = 64;

interface CallRow {
  scope: string;
  connection_id: string;
  group_key: number;
  members: number;
  finished: number;
}

interface SentRow extends MembershipRow {
  i_key: number;
  group_key: number;
  operation_key: number;
  operation_id: string;
  part: number | null;
  cancel_requested: number;
}

/** A membership of a call, while the call is settled. */
interface SentMember {
  readonly membership: MovingMembership;
  /** Invites of it that were settled so far. */
  settled: number;
}

const CANCELLED: InviteResult = { type: 'cancelled' };

/** What became of the members of one call. */
export function prepareSettle(database: DatabaseSync, change: ChangeStatements) {
  const readCall = database.prepare(
    'SELECT scope, connection_id, group_key, members, finished FROM calls WHERE id = ?',
  );
  const sent = prepareForList(
    (sql) => prepareReader<SentRow>(database, sql),
    ({ join, value }) => `
    SELECT i.key AS i_key, i.group_key, i.operation_key, o.id AS operation_id, i.part, i.cancel_requested, ${MEMBERSHIP_COLUMNS}
    FROM ${join} invites i CROSS JOIN operations o ON o.key = i.operation_key
    CROSS JOIN memberships m ON m.key = i.membership_key CROSS JOIN groups g ON g.key = m.group_key
    WHERE i.key = ${value} AND i.call_id = ?2 AND i.status = 'sending' ORDER BY i.queue_no`,
  );
  const openInvites = database.prepare(`
    SELECT count(*) AS count FROM invites INDEXED BY invites_open WHERE membership_key = ? AND status <> 'settled'`);
  const settle = prepareForList(
    (sql) => database.prepare(sql),
    ({ from, value }) => `
    UPDATE invites SET status = 'settled', result = ?2, call_id = NULL ${from} WHERE invites.key = ${value}`,
  );
  const wait = database.prepare(`
    UPDATE invites SET status = 'waiting', call_id = NULL, not_before = ?, attempts = ?, resent = ?, resigned = ?, part = ?
    WHERE key = ?`);
  const { addFacts } = prepareShown(database);
  const backToLane = database.prepare(
    'UPDATE lanes SET waiting = waiting + ?, turn_at = min(turn_at, ?) WHERE group_key = ?',
  );
  const pauseLane = database.prepare('UPDATE lanes SET paused_until = max(paused_until, ?) WHERE group_key = ?');
  const pauseConnection = database.prepare(`
    INSERT INTO connections (id, paused_until) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET paused_until = max(paused_until, ?2)`);
  const learn = database.prepare(`
    INSERT INTO connections (id, members_per_call) VALUES (?1, ?2)
    ON CONFLICT (id) DO UPDATE SET members_per_call = min(coalesce(members_per_call, ?2), ?2)`);
  const finishCall = database.prepare('UPDATE calls SET finished = 1, blocks_until = ? WHERE id = ?');
  const dropCall = database.prepare('DELETE FROM calls WHERE id = ?');
  const clearCalls = prepareClearCalls(database);

  /** Those who are under way in the call, in the order of their places. All of them need a verdict. */
  function readSent({ callId, verdicts }: CallSettlement, { members, finished }: CallRow): SentRow[] {
    const { statement, list } = sent([...verdicts.keys()]);
    const rows = statement.all(list, callId);
    if (finished === 0 && rows.length < members)
      throw new TypeError(`call ${callId} was settled with verdicts on ${rows.length} of ${members} invites`);
    return rows;
  }

  function settleOne(
    work: UnitOfWork,
    row: SentRow,
    member: SentMember,
    result: InviteResult,
    profile: ProfileFacts | undefined,
  ): void {
    member.settled++;
    work.countQueued(row.operation_key, -1);
    work.count(row.operation_key, result, 1);
    if (profile !== undefined) work.showProfile(member.membership, profile);
    work.settle(member.membership, result, othersWait(row.m_key, member, result), row.operation_id);
  }

  /** Whether further invites of the membership are not settled. Who is in is in, whoever waits; nothing that was settled here is in the database yet. */
  const othersWait = (membershipKey: number, { settled }: SentMember, result: InviteResult): boolean =>
    settledAs(result) !== 'joined' && (openInvites.get(membershipKey) as { count: number }).count > settled;

  function waitAgain(row: SentRow, verdict: InviteVerdict & { kind: 'waiting' }, callId: number): void {
    wait.run(
      verdict.notBeforeMs,
      verdict.attempts,
      verdict.resent ? 1 : 0,
      verdict.resigned ? 1 : 0,
      verdict.half === null ? row.part : callId * 2 + verdict.half,
      row.i_key,
    );
  }

  return (settlement: CallSettlement): CommittedChanges => {
    const { callId, nowMs, verdicts, facts } = settlement;
    const call = readCall.get(callId) as unknown as CallRow;
    const work = new UnitOfWork(change, nowMs);
    // Two operations may have the same member in one call: the first move is an event, for the second nothing changes.
    const members = new Map<number, SentMember>();
    const alike = new Map<string, number[]>();
    let back = 0;
    for (const row of readSent(settlement, call)) {
      const verdict = verdicts.get(row.i_key);
      if (verdict?.kind === 'waiting' && row.cancel_requested === 0) {
        waitAgain(row, verdict, callId);
        back++;
        continue;
      }
      const result = verdict?.kind === 'settled' ? verdict.result : CANCELLED;
      const text = JSON.stringify(result);
      const keys = alike.get(text);
      if (keys === undefined) alike.set(text, [row.i_key]);
      else keys.push(row.i_key);
      const member = members.get(row.m_key) ?? {
        membership: { groupKey: row.group_key, record: toMembership(row) },
        settled: 0,
      };
      members.set(row.m_key, member);
      settleOne(work, row, member, result, settlement.profiles?.get(row.m_account));
    }
    for (const [text, keys] of alike) {
      const { statement, list } = settle(keys);
      statement.run(list, text);
    }
    if (facts !== null) addFacts(call.group_key, facts);
    if (settlement.pauseUntilMs !== null) {
      if (call.scope.startsWith('g:')) pauseLane.run(settlement.pauseUntilMs, call.group_key);
      else pauseConnection.run(call.connection_id, settlement.pauseUntilMs);
    }
    if (settlement.learnedMembersPerCall !== null) learn.run(call.connection_id, settlement.learnedMembersPerCall);
    if (settlement.blocksUntilMs === null) dropCall.run(callId);
    else finishCall.run(settlement.blocksUntilMs, callId);
    // Whatever this call made others wait for is over: the lane is looked at again at once.
    backToLane.run(back, nowMs, call.group_key);
    clearCalls(nowMs, CALLS_CLEARED);
    return work.finish();
  };
}
