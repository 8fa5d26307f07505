import type { DatabaseSync } from 'node:sqlite';
import type { InviteResult } from '../../invitations/result.ts';
import { stateOnInvite } from '../../members/member.ts';
import { stateAfter } from '../../members/transitions.ts';
import type { InviteRecord, OperationRecord, Page, PageRequest } from '../records.ts';
import type { CancelOrder, CommittedChanges, RequeueOrder } from '../store.ts';
import { prepareEnterLane } from './accept.sql.ts';
import {
  INVITE_COLUMNS,
  type InviteRow,
  INVITES,
  MEMBERSHIP_COLUMNS,
  type MembershipRow,
  OPERATION_COLUMNS,
  type OperationRow,
  toInvite,
  toMembership,
  toOperation,
  toPage,
  toResult,
} from '../rows.ts';
import { firstInviteKeyOf, MAX_INVITES_PER_OPERATION } from './invite-keys.ts';
import { limitOf } from './limit.ts';
import { prepareReader } from './reader.ts';
import { type ChangeStatements, type MovingMembership, UnitOfWork } from './unit-of-work.ts';

/** Reads of operations and their invites. */
export function prepareInvitationReads(database: DatabaseSync) {
  const byId = prepareReader<OperationRow>(
    database,
    `SELECT ${OPERATION_COLUMNS} FROM operations o JOIN groups g ON g.key = o.group_key WHERE o.id = ?`,
  );
  const page = prepareReader<InviteRow>(
    database,
    `SELECT ${INVITE_COLUMNS} FROM ${INVITES} WHERE i.key > ?1 AND i.key < ?2 ORDER BY i.key ${limitOf('?3')}`,
  );
  const byAccounts = prepareReader<InviteRow>(
    database,
    `SELECT ${INVITE_COLUMNS} FROM ${INVITES}
    WHERE i.key >= ?1 AND i.key < ?2 AND i.account IN (SELECT value FROM json_each(?3)) ORDER BY i.key`,
  );

  function operation(id: string): OperationRecord | null {
    const row = byId.get(id);
    return row === undefined ? null : toOperation(row);
  }
  return {
    operation,
    operations: (ids: readonly string[]): (OperationRecord | null)[] => ids.map(operation),
    invites(operationKey: number, { first, afterKey }: PageRequest): Page<InviteRecord> {
      const from = firstInviteKeyOf(operationKey);
      const after = from + (afterKey ?? -1);
      const rows = page.all(after, from + MAX_INVITES_PER_OPERATION, first + 1);
      return toPage(rows, first, toInvite);
    },
    invitesOf(operationKey: number, accounts: readonly string[]): InviteRecord[] {
      const from = firstInviteKeyOf(operationKey);
      const rows = byAccounts.all(from, from + MAX_INVITES_PER_OPERATION, JSON.stringify(accounts));
      return rows.map(toInvite);
    },
  };
}

interface OpenInviteRow extends MembershipRow {
  i_key: number;
  group_key: number;
  status: 'waiting' | 'sending' | 'settled';
  result: string | null;
  others_open: number;
}

export interface Changed {
  readonly operation: OperationRecord;
  readonly changes: CommittedChanges;
}

const CANCELLED: InviteResult = { type: 'cancelled' };

const membershipOf = (row: OpenInviteRow): MovingMembership => ({
  groupKey: row.group_key,
  record: toMembership(row),
});

/** Cancelling, requeueing and withdrawing: all walk the invites of one operation and move their memberships. */
export function prepareInvitationChanges(database: DatabaseSync, change: ChangeStatements) {
  const enterLane = prepareEnterLane(database);
  // As a new operation takes its number: whoever is invited from now on comes behind these places.
  const takePlaces = database.prepare(
    `UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'operations' RETURNING seq`,
  );
  const invitesToChange = prepareReader<OpenInviteRow>(
    database,
    `
    SELECT i.key AS i_key, i.group_key, i.status, i.result, ${MEMBERSHIP_COLUMNS}, (
      SELECT count(*) FROM invites other INDEXED BY invites_open
      WHERE other.membership_key = i.membership_key AND other.status <> 'settled' AND other.key <> i.key) AS others_open
    FROM ${INVITES}
    WHERE i.key >= ?1 AND i.key < ?2 AND (?3 IS NULL OR i.key IN (SELECT value FROM json_each(?3))) ORDER BY i.key`,
  );
  const settle = database.prepare(`UPDATE invites SET status = 'settled', result = ?, call_id = NULL WHERE key = ?`);
  const requestCancel = database.prepare('UPDATE invites SET cancel_requested = 1 WHERE key = ?');
  const cancelAll = database.prepare('UPDATE operations SET cancelled_all = ? WHERE key = ?');
  const leaveLane = database.prepare('UPDATE lanes SET waiting = waiting - ? WHERE group_key = ?');
  const waitAgain = database.prepare(`
    UPDATE invites SET status = 'waiting', result = NULL, queue_no = ?, part = NULL, not_before = 0,
      attempts = 0, resigned = 0, cancel_requested = 0 WHERE key = ?`);
  const forgetInvites = database.prepare('DELETE FROM invites WHERE key >= ? AND key < ?');
  const forgetTrace = database.prepare('DELETE FROM operation_traces WHERE operation_key = ?');
  const forgetOperation = database.prepare('DELETE FROM operations WHERE key = ?');
  const ended = database.prepare(
    `SELECT key FROM operations WHERE completed_at < ? ORDER BY completed_at ${limitOf()}`,
  );

  const askedToCancel = database.prepare(`
    SELECT operation_key, json_group_array(key) AS keys FROM invites INDEXED BY invites_waiting
    WHERE status = 'waiting' AND cancel_requested = 1 GROUP BY operation_key`);

  const readOperation = (key: number): OperationRecord => change.operation(key);
  function readInvites(operationKey: number, keys: readonly number[] | null): OpenInviteRow[] {
    const from = firstInviteKeyOf(operationKey);
    const json = keys === null ? null : JSON.stringify(keys);
    return invitesToChange.all(from, from + MAX_INVITES_PER_OPERATION, json);
  }

  function cancelWaiting(work: UnitOfWork, row: OpenInviteRow, operation: OperationRecord): void {
    settle.run(JSON.stringify(CANCELLED), row.i_key);
    leaveLane.run(1, row.group_key);
    work.countQueued(operation.key, -1);
    work.count(operation.key, CANCELLED, 1);
    work.settle(membershipOf(row), CANCELLED, row.others_open > 0, operation.id);
  }

  return {
    cancel(order: CancelOrder): Changed {
      const before = readOperation(order.operationKey);
      const work = new UnitOfWork(change, order.nowMs);
      if (order.inviteKeys === null && before.counts.queued > 0) cancelAll.run(1, order.operationKey);
      for (const row of readInvites(order.operationKey, order.inviteKeys)) {
        if (row.status === 'sending') requestCancel.run(row.i_key);
        if (row.status === 'waiting') cancelWaiting(work, row, before);
      }
      return { changes: work.finish(), operation: readOperation(order.operationKey) };
    },

    /** Cancels the invites that wait again although their cancelling was asked for while they were under way. */
    cancelAsAsked(nowMs: number): CommittedChanges {
      const work = new UnitOfWork(change, nowMs);
      for (const asked of askedToCancel.all() as unknown as { operation_key: number; keys: string }[]) {
        const operation = readOperation(asked.operation_key);
        for (const row of readInvites(operation.key, JSON.parse(asked.keys) as number[]))
          cancelWaiting(work, row, operation);
      }
      return work.finish();
    },

    requeue(order: RequeueOrder): Changed {
      const before = readOperation(order.operationKey);
      const work = new UnitOfWork(change, order.nowMs);
      const rows = readInvites(order.operationKey, order.inviteKeys).filter(
        (row) => row.status === 'settled' && row.m_key !== null,
      );
      let queueNo = firstInviteKeyOf((takePlaces.get() as { seq: number }).seq);
      for (const row of rows) {
        waitAgain.run(queueNo++, row.i_key);
        work.count(order.operationKey, JSON.parse(row.result ?? '') as InviteResult, -1);
        work.countQueued(order.operationKey, 1);
        const to = stateOnInvite(row.state);
        if (to !== null) work.move(membershipOf(row), to, { cause: 'INVITE', operationId: before.id });
      }
      const lane = rows[0];
      if (lane !== undefined) {
        cancelAll.run(0, order.operationKey);
        enterLane(lane.group_key, before.group.connectionId, rows.length, order.nowMs);
      }
      return { changes: work.finish(), operation: readOperation(order.operationKey) };
    },

    withdraw(order: RequeueOrder): Changed {
      const { id: operationId } = readOperation(order.operationKey);
      const work = new UnitOfWork(change, order.nowMs);
      for (const row of readInvites(order.operationKey, order.inviteKeys)) {
        const result = toResult(row.result);
        const to = stateAfter(row.state, 'invitationWithdrawn');
        if (result?.type !== 'invited' || to === null) continue;
        settle.run(JSON.stringify(CANCELLED), row.i_key);
        work.count(order.operationKey, result, -1);
        work.count(order.operationKey, CANCELLED, 1);
        work.move(membershipOf(row), to, { cause: 'CANCELLATION', operationId });
      }
      return { changes: work.finish(), operation: readOperation(order.operationKey) };
    },

    forget(beforeMs: number, limit: number): number {
      const keys = (ended.all(beforeMs, limit) as { key: number }[]).map((row) => row.key);
      for (const key of keys) {
        const from = firstInviteKeyOf(key);
        forgetInvites.run(from, from + MAX_INVITES_PER_OPERATION);
        forgetTrace.run(key);
        forgetOperation.run(key);
      }
      return keys.length;
    },
  };
}
