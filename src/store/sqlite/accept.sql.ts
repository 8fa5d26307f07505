import type { DatabaseSync } from 'node:sqlite';
import { stateOnInvite } from '../../members/member.ts';
import { canonicalOptions, countMembers } from '../order.ts';
import type { CommittedChanges, InviteAcceptance, InviteOrder, OrderedInvite } from '../store.ts';
import { MEMBERSHIP_COLUMNS, type MembershipRow, type OperationRow, toMembership, toOperation } from '../rows.ts';
import { prepareGroupKeys } from './group-keys.sql.ts';
import { type ChangeStatements, type MovingMembership, UnitOfWork } from './unit-of-work.ts';

export interface Accepted {
  readonly acceptance: InviteAcceptance;
  readonly changes: CommittedChanges;
}

const NOTHING: CommittedChanges = { events: [], operations: [] };

/** Stores one invite operation whole: its row, its invites, the memberships that begin with it and their events. */
export function prepareAccept(database: DatabaseSync, change: ChangeStatements): (order: InviteOrder) => Accepted {
  const groups = prepareGroupKeys(database);
  const findByIdempotencyKey = database.prepare(`
    SELECT key, input_hash FROM operations
    WHERE idempotency_key = ? AND caller = ? AND created_at > ? ORDER BY created_at DESC LIMIT 1`);
  const insertOperation = database.prepare(`
    INSERT INTO operations (id, group_key, caller, idempotency_key, input_hash, created_at, completed_at, total, queued,
      invited, joined, already_joined, failed, cancelled)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const findMembership = database.prepare(`
    SELECT ${MEMBERSHIP_COLUMNS}, (
      SELECT count(*) FROM invites i WHERE i.membership_key = m.key AND i.status <> 'settled') AS open_invites
    FROM memberships m JOIN groups g ON g.key = m.group_key WHERE m.group_key = ? AND m.account = ?`);
  const setInvitedBy = database.prepare('UPDATE memberships SET invited_by = ? WHERE key = ?');
  const insertInvite = database.prepare(`
    INSERT INTO invites (operation_key, ordinal, group_key, membership_key, account, joined_at, options, status, queue_no, result)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const takeQueueNumbers = prepareQueueNumbers(database);
  const enterLane = prepareEnterLane(database);

  function repeated(order: InviteOrder): InviteAcceptance | null {
    if (order.idempotencyKey === null) return null;
    const found = findByIdempotencyKey.get(order.idempotencyKey, order.caller, order.idempotentSinceMs) as
      { key: number; input_hash: string } | undefined;
    if (found === undefined) return null;
    if (found.input_hash !== order.inputHash) return { kind: 'keyReused' };
    return { kind: 'repeated', operation: toOperation(change.readOperation.get(found.key) as unknown as OperationRow) };
  }

  return (order) => {
    const earlier = repeated(order);
    if (earlier !== null) return { acceptance: earlier, changes: NOTHING };

    const work = new UnitOfWork(change, order.nowMs);
    const groupKey = groups.findOrMake(order.group);
    const counts = countMembers(order.members);
    const { queued } = counts;
    const operationKey = Number(
      insertOperation.run(
        order.operationId,
        groupKey,
        order.caller,
        order.idempotencyKey,
        order.inputHash,
        order.nowMs,
        queued === 0 ? order.nowMs : null,
        counts.total,
        queued,
        counts.invited,
        counts.joined,
        counts.alreadyJoined,
        counts.failed,
        counts.cancelled,
      ).lastInsertRowid,
    );
    const options = canonicalOptions(order.options);
    let queueNo = takeQueueNumbers(queued);
    order.members.forEach((member, ordinal) => {
      const membershipKey = member.withoutMembership ? null : beginMembership(work, order, groupKey, member);
      insertInvite.run(
        operationKey,
        ordinal,
        groupKey,
        membershipKey,
        member.account,
        member.joinedAtMs,
        options,
        member.result === null ? 'waiting' : 'settled',
        member.result === null ? queueNo++ : 0,
        member.result === null ? null : JSON.stringify(member.result),
      );
    });
    if (queued > 0) enterLane(groupKey, order.group.connectionId, queued, order.nowMs);
    const changes = work.finish();
    const operation = toOperation(change.readOperation.get(operationKey) as unknown as OperationRow);
    return { acceptance: { kind: 'accepted', operation }, changes: { ...changes, operations: [operation] } };
  };

  function beginMembership(work: UnitOfWork, order: InviteOrder, groupKey: number, member: OrderedInvite): number {
    const row = findMembership.get(groupKey, member.account) as (MembershipRow & { open_invites: number }) | undefined;
    const membership =
      row === undefined ? begin(work, order, groupKey, member.account) : again(work, order, groupKey, row);
    const othersWait = (row?.open_invites ?? 0) > 0;
    if (member.result !== null) work.settle(membership, member.result, othersWait, order.operationId);
    return membership.record.key;
  }

  function begin(work: UnitOfWork, order: InviteOrder, groupKey: number, account: string): MovingMembership {
    const { group, invitedBy, operationId } = order;
    return work.begin(groupKey, { ...group, account, invitedBy }, 'QUEUED', { cause: 'INVITE', operationId });
  }

  function again(work: UnitOfWork, order: InviteOrder, groupKey: number, row: MembershipRow): MovingMembership {
    const membership: MovingMembership = { groupKey, record: toMembership(row) };
    const to = stateOnInvite(row.state);
    if (to === null) return membership;
    if (order.invitedBy !== null) {
      setInvitedBy.run(order.invitedBy, row.m_key);
      membership.record = { ...membership.record, invitedBy: order.invitedBy };
    }
    work.move(membership, to, { cause: 'INVITE', operationId: order.operationId });
    return membership;
  }
}

/** Members come into a lane; it is looked at at once. */
export function prepareEnterLane(database: DatabaseSync) {
  const enter = database.prepare(`
    INSERT INTO lanes (group_key, connection_id, waiting, turn_at) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (group_key) DO UPDATE SET
      turn_at = CASE WHEN waiting > 0 THEN min(turn_at, ?4) ELSE ?4 END,
      waiting = waiting + ?3`);
  return (groupKey: number, connectionId: string, members: number, nowMs: number): void => {
    enter.run(groupKey, connectionId, members, nowMs);
  };
}

/** Takes so many consecutive places behind everybody who waits anywhere; returns the first. */
export function prepareQueueNumbers(database: DatabaseSync) {
  const take = database.prepare('UPDATE queue SET next_no = next_no + ? RETURNING next_no');
  return (count: number): number => (take.get(count) as { next_no: number }).next_no - count;
}
