import type { InviteResult } from '../../invitations/result.ts';
import type { GroupRef } from '../../kernel/ids.ts';
import { stateOnInvite } from '../../members/member.ts';
import { stateAfter } from '../../members/transitions.ts';
import type { OperationRecord } from '../records.ts';
import {
  MEMBERSHIP_COLUMNS,
  type MembershipRow,
  OPERATION_COLUMNS,
  type OperationRow,
  toMembership,
  toOperation,
  toResult,
} from '../rows.ts';
import type { CancelOrder, CommittedChanges, RequeueOrder } from '../store.ts';
import { GroupChanges } from './group-changes.ts';
import { lockGroup, type LockedGroup } from './group-lock.sql.ts';
import { changeLane, enterLane } from './lane-row.sql.ts';
import { columnsOf, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';
import type { Transaction } from './transaction.ts';

export interface Changed {
  readonly operation: OperationRecord;
  readonly changes: CommittedChanges;
}

interface InviteRow extends MembershipRow {
  i_key: number;
  status: 'waiting' | 'sending' | 'settled';
  result: string | null;
  open_invites: number;
}

const CANCELLED: InviteResult = { type: 'cancelled' };

const READ_OPERATION = statement(
  `SELECT ${OPERATION_COLUMNS} FROM operations o JOIN groups g ON g.key = o.group_key WHERE o.key = $1`,
);
// A grant takes invites without the lock of the group: from here on it passes over these.
const LOCK_INVITES = statement(`
  SELECT i.key AS i_key, i.status, i.result, ${MEMBERSHIP_COLUMNS}, (
    SELECT count(*) FROM invites o WHERE o.membership_key = i.membership_key AND o.status <> 'settled') AS open_invites
  FROM invites i JOIN memberships m ON m.key = i.membership_key JOIN groups g ON g.key = m.group_key
  WHERE i.operation_key = $1 AND ($2::bigint[] IS NULL OR i.key = ANY ($2)) ORDER BY i.ordinal FOR UPDATE OF i`);
const SETTLE_CANCELLED = statement(`
  UPDATE invites SET status = 'settled', result = $2, call_id = NULL WHERE key = ANY ($1)`);
const REQUEST_CANCEL = statement('UPDATE invites SET cancel_requested = 1 WHERE key = ANY ($1)');
const CANCEL_ALL = statement('UPDATE operations SET cancelled_all = $2 WHERE key = $1');
const WAIT_AGAIN = statement(`
  UPDATE invites i SET status = 'waiting', result = NULL, queue_no = w.queue_no, part = NULL, not_before = 0, attempts = 0,
    resigned = 0, cancel_requested = 0
  FROM unnest($1::bigint[], $2::bigint[]) w (key, queue_no) WHERE i.key = w.key`);

/** Cancels those who wait, and notes it for those who are under way. */
export async function cancelInvites(
  transaction: Transaction,
  ref: GroupRef,
  { operationKey, inviteKeys }: CancelOrder,
  time: StoreTime,
): Promise<Changed> {
  const { group, before, rows } = await lockInvites(transaction, ref, operationKey, inviteKeys, time);
  const changes = new GroupChanges(group);
  const waiting = rows.filter((row) => row.status === 'waiting');
  const sending = rows.filter((row) => row.status === 'sending');
  for (const row of waiting) {
    changes.countQueued(operationKey, -1);
    changes.count(operationKey, CANCELLED, 1);
    changes.settle({ record: toMembership(row) }, CANCELLED, row.open_invites > 1, before.id);
  }
  const cancelsAll = inviteKeys === null && before.counts.queued > 0;
  const writes = [
    changes.storeMembers(transaction),
    ...(cancelsAll ? [rowsOf(transaction, CANCEL_ALL, [operationKey, 1])] : []),
    rowsOf(transaction, SETTLE_CANCELLED, [waiting.map((row) => row.i_key), JSON.stringify(CANCELLED)]),
    rowsOf(transaction, REQUEST_CANCEL, [sending.map((row) => row.i_key)]),
    changeLane(transaction, group, -waiting.length),
  ];
  const committed = await changes.commit(transaction, ...writes);
  return { changes: committed, operation: committed.operations[0] ?? before };
}

/** Puts settled invites back into the lane, at its end. */
export async function requeueInvites(
  transaction: Transaction,
  ref: GroupRef,
  { operationKey, inviteKeys }: RequeueOrder,
  time: StoreTime,
): Promise<Changed> {
  const locked = await lockInvites(transaction, ref, operationKey, inviteKeys, time);
  const { group, before } = locked;
  const rows = locked.rows.filter((row) => row.status === 'settled');
  const changes = new GroupChanges(group);
  for (const row of rows) {
    changes.count(operationKey, JSON.parse(row.result ?? '') as InviteResult, -1);
    changes.countQueued(operationKey, 1);
    const to = stateOnInvite(row.state);
    if (to !== null) changes.move({ record: toMembership(row) }, row.state, to, 'INVITE', before.id);
  }
  const columns = columnsOf(
    rows,
    (row) => row.i_key,
    () => changes.takeQueueNo(),
  );
  const writes =
    rows.length === 0
      ? []
      : [
          changes.storeMembers(transaction),
          rowsOf(transaction, CANCEL_ALL, [operationKey, 0]),
          rowsOf(transaction, WAIT_AGAIN, columns),
          enterLane(transaction, group, rows.length),
        ];
  const committed = await changes.commit(transaction, ...writes);
  return { changes: committed, operation: committed.operations[0] ?? before };
}

/** Open invitations were taken back at the provider: their results become `cancelled`, and their memberships CANCELLED. */
export async function withdrawInvites(
  transaction: Transaction,
  ref: GroupRef,
  { operationKey, inviteKeys }: RequeueOrder,
  time: StoreTime,
): Promise<Changed> {
  const { group, before, rows } = await lockInvites(transaction, ref, operationKey, inviteKeys, time);
  const changes = new GroupChanges(group);
  const withdrawn: number[] = [];
  for (const row of rows) {
    const result = toResult(row.result);
    const to = stateAfter(row.state, 'invitationWithdrawn');
    if (result?.type !== 'invited' || to === null) continue;
    withdrawn.push(row.i_key);
    changes.count(operationKey, result, -1);
    changes.count(operationKey, CANCELLED, 1);
    changes.move({ record: toMembership(row) }, row.state, to, 'CANCELLATION', before.id);
  }
  const committed = await changes.commit(
    transaction,
    changes.storeMembers(transaction),
    rowsOf(transaction, SETTLE_CANCELLED, [withdrawn, JSON.stringify(CANCELLED)]),
  );
  return { changes: committed, operation: committed.operations[0] ?? before };
}

async function lockInvites(
  transaction: Transaction,
  ref: GroupRef,
  operationKey: number,
  inviteKeys: readonly number[] | null,
  time: StoreTime,
): Promise<{ group: LockedGroup; before: OperationRecord; rows: InviteRow[] }> {
  const [group, [operation], rows] = await Promise.all([
    lockGroup(transaction, ref, time),
    rowsOf<OperationRow>(transaction, READ_OPERATION, [operationKey]),
    rowsOf<InviteRow>(transaction, LOCK_INVITES, [operationKey, inviteKeys]),
  ]);
  if (operation === undefined) throw new Error(`there is no operation with key ${operationKey}`);
  return { group, before: toOperation(operation), rows };
}
