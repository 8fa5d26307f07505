import type { DatabaseSync } from 'node:sqlite';
import type { ProfileFacts } from '../../datasources/datasource.ts';
import { type InviteResult, settledAs } from '../../invitations/result.ts';
import type { MemberState } from '../../kernel/vocabulary.ts';
import { canonicalProfile } from '../order.ts';
import type { CallSettlement, CommittedChanges, InviteVerdict } from '../store.ts';
import { MEMBERSHIP_COLUMNS, type MembershipRow, toMembership } from '../rows.ts';
import { prepareClearCalls } from './grant.sql.ts';
import { prepareShown } from './shown.sql.ts';
import { type ChangeStatements, type MovingMembership, UnitOfWork } from './unit-of-work.ts';

/** Rows of finished calls that one settlement clears away; more than one settlement can leave behind. */
const CALLS_CLEARED = 64;

interface SentRow extends MembershipRow {
  i_key: number;
  group_key: number;
  operation_key: number;
  operation_id: string;
  part: number | null;
  cancel_requested: number;
}

const CANCELLED: InviteResult = { type: 'cancelled' };

/** What became of the members of one call. */
export function prepareSettle(database: DatabaseSync, change: ChangeStatements) {
  const readCall = database.prepare('SELECT scope, connection_id, group_key FROM calls WHERE id = ?');
  const sent = database.prepare(`
    SELECT i.key AS i_key, i.group_key, i.operation_key, o.id AS operation_id, i.part, i.cancel_requested, ${MEMBERSHIP_COLUMNS}
    FROM invites i INDEXED BY invites_sending
    JOIN operations o ON o.key = i.operation_key
    JOIN memberships m ON m.key = i.membership_key JOIN groups g ON g.key = m.group_key
    WHERE i.call_id = ? AND i.status = 'sending' ORDER BY i.queue_no`);
  const othersOpen = database.prepare(`
    SELECT count(*) AS count FROM invites WHERE membership_key = ? AND status <> 'settled' AND key <> ?`);
  const settle = database.prepare(`UPDATE invites SET status = 'settled', result = ?, call_id = NULL WHERE key = ?`);
  const wait = database.prepare(`
    UPDATE invites SET status = 'waiting', call_id = NULL, not_before = ?, attempts = ?, resent = ?, resigned = ?, part = ?
    WHERE key = ?`);
  const { setProfile, addFacts } = prepareShown(database);
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

  /** Returns the state of the membership afterwards. */
  function settleOne(
    work: UnitOfWork,
    row: SentRow,
    result: InviteResult,
    profile: ProfileFacts | undefined,
  ): MemberState {
    settle.run(JSON.stringify(result), row.i_key);
    work.countQueued(row.operation_key, -1);
    work.count(row.operation_key, result, 1);
    const membership: MovingMembership = { groupKey: row.group_key, record: toMembership(row) };
    if (profile !== undefined) {
      setProfile.run(canonicalProfile(profile), row.m_key);
      membership.record = { ...membership.record, profile };
    }
    const othersWait =
      settledAs(result) !== 'joined' && (othersOpen.get(row.m_key, row.i_key) as { count: number }).count > 0;
    work.settle(membership, result, othersWait, row.operation_id);
    return membership.record.state;
  }

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
    const call = readCall.get(callId) as { scope: string; connection_id: string; group_key: number };
    const work = new UnitOfWork(change, nowMs);
    // Two operations may have the same member in one call: the first move is an event, for the second nothing changes.
    const states = new Map<number, MemberState>();
    let back = 0;
    for (const row of sent.all(callId) as unknown as SentRow[]) {
      row.state = states.get(row.m_key) ?? row.state;
      const verdict = verdicts.get(row.i_key);
      if (verdict === undefined)
        throw new TypeError(`call ${callId} was settled without a verdict on invite ${row.i_key}`);
      if (verdict.kind === 'waiting' && row.cancel_requested === 0) {
        waitAgain(row, verdict, callId);
        back++;
        continue;
      }
      const result = verdict.kind === 'settled' ? verdict.result : CANCELLED;
      states.set(row.m_key, settleOne(work, row, result, settlement.profiles?.get(row.m_account)));
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
