import type { ProfileFacts } from '../../datasources/datasource.ts';
import type { InviteResult } from '../../invitations/result.ts';
import type { GroupRef } from '../../kernel/ids.ts';
import { MEMBERSHIP_COLUMNS, type MembershipRow, toMembership } from '../rows.ts';
import type { CallSettlement, CommittedChanges, InviteVerdict } from '../store.ts';
import { GroupChanges, type InvitedMember } from './group-changes.ts';
import { type LockedGroup, lockGroup } from './group-lock.sql.ts';
import { showGroup } from './group-row.sql.ts';
import { changeLane } from './lane-row.sql.ts';
import { columnsOf, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';
import type { Transaction } from './transaction.ts';

/** Rows of finished calls that one settlement clears away; more than one settlement can leave behind. */
const CALLS_CLEARED = 64;

/** An invite that is under way. */
interface SentRow extends MembershipRow {
  i_key: number;
  operation_key: number;
  operation_id: string;
  part: number | null;
  attempts: number;
  resent: number;
  resigned: number;
  cancel_requested: number;
  open_invites: number;
}

/** An invite that goes back into the lane. */
interface Returned {
  readonly row: SentRow;
  readonly verdict: InviteVerdict & { readonly kind: 'waiting' };
}

const CANCELLED: InviteResult = { type: 'cancelled' };

const SENT = statement(`
  SELECT i.key AS i_key, i.operation_key, o.id AS operation_id, i.part, i.attempts, i.resent, i.resigned, i.cancel_requested, ${MEMBERSHIP_COLUMNS}, (
    SELECT count(*) FROM invites other WHERE other.membership_key = m.key AND other.status <> 'settled') AS open_invites
  FROM invites i
  JOIN operations o ON o.key = i.operation_key
  JOIN memberships m ON m.key = i.membership_key JOIN groups g ON g.key = m.group_key
  WHERE i.call_id = $1 AND i.status = 'sending' ORDER BY i.queue_no`);
const SETTLE = statement(`
  UPDATE invites i SET status = 'settled', result = s.result, call_id = NULL
  FROM unnest($1::bigint[], $2::text[]) s (key, result) WHERE i.key = s.key`);
const WAIT = statement(`
  UPDATE invites i SET status = 'waiting', call_id = NULL, not_before = w.not_before, attempts = w.attempts,
    resent = w.resent, resigned = w.resigned, part = w.part
  FROM unnest($1::bigint[], $2::bigint[], $3::int[], $4::int[], $5::int[], $6::bigint[])
    w (key, not_before, attempts, resent, resigned, part) WHERE i.key = w.key`);
const PAUSE_LANE = statement('UPDATE lanes SET paused_until = greatest(paused_until, $2) WHERE group_key = $1');
const TEACH_CONNECTION = statement(`
  INSERT INTO connections AS c (id, paused_until, members_per_call) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET
    paused_until = greatest(c.paused_until, excluded.paused_until),
    members_per_call = least(c.members_per_call, excluded.members_per_call)`);
// A call that was taken from its instance was finished by whoever took it; then the later instant counts.
const FINISH_CALL = statement(`
  UPDATE calls SET blocks_until = CASE WHEN finished = 1 THEN greatest(blocks_until, $2) ELSE $2 END, finished = 1
  WHERE id = $1`);
const DROP_CALL = statement('DELETE FROM calls WHERE id = $1');
const SCOPE_OF_CALL = statement('SELECT scope FROM calls WHERE id = $1');
const CLEAR_CALLS = statement(`
  DELETE FROM calls WHERE id IN (
    SELECT id FROM calls WHERE finished = 1 AND blocks_until <= $1 LIMIT ${CALLS_CLEARED} FOR UPDATE SKIP LOCKED)`);

/** What became of the members of one call. */
export async function settleCall(
  transaction: Transaction,
  group: GroupRef,
  settlement: CallSettlement,
  time: StoreTime,
): Promise<CommittedChanges> {
  const { callId, verdicts } = settlement;
  return endCall(transaction, group, callId, time, {
    judge: (row) => {
      const verdict = verdicts.get(row.i_key);
      if (verdict === undefined)
        throw new TypeError(`call ${callId} was settled without a verdict on invite ${row.i_key}`);
      return verdict;
    },
    profiles: settlement.profiles,
    write: (changes, scope) => teach(transaction, changes, settlement, scope),
  });
}

interface CallEnd {
  readonly judge: (row: SentRow) => InviteVerdict;
  readonly profiles: ReadonlyMap<string, ProfileFacts> | null;
  /** Writes what is to be kept of the call itself; called before the lane is changed. */
  readonly write: (changes: GroupChanges, scope: string | null) => Promise<unknown>;
}

/** Takes every member out of a call: settled, cancelled as was asked for meanwhile, or back into the lane. */
export async function endCall(
  transaction: Transaction,
  ref: GroupRef,
  callId: number,
  time: StoreTime,
  { judge, profiles, write }: CallEnd,
): Promise<CommittedChanges> {
  const [group, rows, [call]] = await Promise.all([
    lockGroup(transaction, ref, time),
    rowsOf<SentRow>(transaction, SENT, [callId]),
    rowsOf<{ scope: string }>(transaction, SCOPE_OF_CALL, [callId]),
  ]);
  const changes = new GroupChanges(group);
  // Two operations may have the same member in one call: the first move is an event, for the second nothing changes.
  const members = new Map<number, InvitedMember>();
  const settled: { key: number; result: InviteResult }[] = [];
  const waiting: Returned[] = [];
  for (const row of rows) {
    const member = members.get(row.m_key) ?? { record: toMembership(row), openInvites: row.open_invites };
    members.set(row.m_key, member);
    const verdict = judge(row);
    if (verdict.kind === 'waiting' && row.cancel_requested === 0) {
      waiting.push({ row, verdict });
      continue;
    }
    const result = verdict.kind === 'settled' ? verdict.result : CANCELLED;
    settled.push({ key: row.i_key, result });
    settleMember(changes, member, row, result, profiles?.get(row.m_account));
  }
  return changes.commit(
    transaction,
    changes.storeMembers(transaction),
    storeSettled(transaction, settled),
    storeWaiting(transaction, waiting, group, callId),
    write(changes, call?.scope ?? null),
    // Whatever this call made others wait for is over: the lane is looked at again at once.
    changeLane(transaction, group, waiting.length),
  );
}

function settleMember(
  changes: GroupChanges,
  member: InvitedMember,
  row: SentRow,
  result: InviteResult,
  profile: ProfileFacts | undefined,
): void {
  changes.countQueued(row.operation_key, -1);
  changes.count(row.operation_key, result, 1);
  member.openInvites--;
  if (profile !== undefined) changes.learn(member, profile);
  changes.settle(member, result, member.openInvites > 0, row.operation_id);
}

function storeSettled(transaction: Transaction, settled: readonly { key: number; result: InviteResult }[]) {
  if (settled.length === 0) return Promise.resolve([]);
  const columns = columnsOf(
    settled,
    ({ key }) => key,
    ({ result }) => JSON.stringify(result),
  );
  return rowsOf(transaction, SETTLE, columns);
}

function storeWaiting(
  transaction: Transaction,
  waiting: readonly Returned[],
  group: LockedGroup,
  callId: number,
): Promise<unknown> {
  if (waiting.length === 0) return Promise.resolve([]);
  const columns = columnsOf(
    waiting,
    ({ row }) => row.i_key,
    ({ verdict }) => group.storeTimeOf(verdict.notBeforeMs),
    ({ verdict }) => verdict.attempts,
    ({ verdict }) => (verdict.resent ? 1 : 0),
    ({ verdict }) => (verdict.resigned ? 1 : 0),
    ({ row, verdict }) => (verdict.half === null ? row.part : callId * 2 + verdict.half),
  );
  return rowsOf(transaction, WAIT, columns);
}

/** What the call showed of the group, and what it means for the calls that follow. */
async function teach(
  transaction: Transaction,
  { group }: GroupChanges,
  settlement: CallSettlement,
  scope: string | null,
): Promise<void> {
  const { callId, facts, pauseUntilMs, learnedMembersPerCall, blocksUntilMs } = settlement;
  const at = (instantMs: number): number => group.storeTimeOf(instantMs);
  const writes: Promise<unknown>[] = [];
  if (facts !== null) writes.push(showGroup(transaction, group, facts));
  writes.push(
    blocksUntilMs === null
      ? rowsOf(transaction, DROP_CALL, [callId])
      : rowsOf(transaction, FINISH_CALL, [callId, at(blocksUntilMs)]),
    rowsOf(transaction, CLEAR_CALLS, [group.nowMs]),
  );
  const pausesLane = pauseUntilMs !== null && scope?.startsWith('g:') === true;
  if (learnedMembersPerCall !== null || (pauseUntilMs !== null && !pausesLane)) {
    const pausedUntilMs = pauseUntilMs === null || pausesLane ? 0 : at(pauseUntilMs);
    const { connectionId } = group.ref;
    writes.push(rowsOf(transaction, TEACH_CONNECTION, [connectionId, pausedUntilMs, learnedMembersPerCall]));
  }
  if (pausesLane) writes.push(rowsOf(transaction, PAUSE_LANE, [group.key, at(pauseUntilMs)]));
  await Promise.all(writes);
}
