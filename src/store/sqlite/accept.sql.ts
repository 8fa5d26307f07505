import type { DatabaseSync } from 'node:sqlite';
import { stateOnInvite } from '../../members/member.ts';
import { canonicalOptions, countMembers } from '../order.ts';
import type { CommittedChanges, InviteAcceptance, InviteOrder } from '../store.ts';
import { type MembershipRow, toMembership, toOperation } from '../rows.ts';
import { prepareGroupKeys } from './group-keys.sql.ts';
import { type KnownMembers, prepareKnownMembers, storedText } from './known-members.sql.ts';
import { type NewInvite, prepareNewInvites } from './new-invites.sql.ts';
import { type ChangeStatements, type MovingMembership, UnitOfWork } from './unit-of-work.ts';

export interface Accepted {
  readonly acceptance: InviteAcceptance;
  readonly changes: CommittedChanges;
}

interface InvitedRow extends MembershipRow {
  open_invites: number;
}

/** Who is invited, while the order is stored. */
interface Invitee {
  readonly membership: MovingMembership;
  /** Invites of the membership that are not settled. */
  openInvites: number;
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
  const insertTrace = database.prepare('INSERT INTO operation_traces (operation_key, traceparent) VALUES (?, ?)');
  const readKnown = prepareKnownMembers<InvitedRow>(
    database,
    `(SELECT count(*) FROM invites i INDEXED BY invites_open
      WHERE i.membership_key = m.key AND i.status <> 'settled') AS open_invites`,
  );
  const setInvitedBy = database.prepare('UPDATE memberships SET invited_by = ? WHERE key = ?');
  const insertInvites = prepareNewInvites(database);
  const enterLane = prepareEnterLane(database);

  function repeated(order: InviteOrder): InviteAcceptance | null {
    if (order.idempotencyKey === null) return null;
    const found = findByIdempotencyKey.get(order.idempotencyKey, order.caller, order.idempotentSinceMs) as
      { key: number; input_hash: string } | undefined;
    if (found === undefined) return null;
    if (found.input_hash !== order.inputHash) return { kind: 'keyReused' };
    return { kind: 'repeated', operation: change.operation(found.key) };
  }

  return (order) => {
    const earlier = repeated(order);
    if (earlier !== null) return { acceptance: earlier, changes: NOTHING };

    const groupKey = groups.findOrMake(order.group);
    const counts = countMembers(order.members);
    const { queued } = counts;
    const row = {
      id: order.operationId,
      connection_id: order.group.connectionId,
      external_id: order.group.externalId,
      cancelled_all: 0,
      created_at: order.nowMs,
      completed_at: queued === 0 ? order.nowMs : null,
      total: counts.total,
      queued,
      invited: counts.invited,
      joined: counts.joined,
      already_joined: counts.alreadyJoined,
      failed: counts.failed,
      cancelled: counts.cancelled,
    };
    const inserted = insertOperation.run(
      row.id,
      groupKey,
      order.caller,
      order.idempotencyKey,
      order.inputHash,
      row.created_at,
      row.completed_at,
      row.total,
      row.queued,
      row.invited,
      row.joined,
      row.already_joined,
      row.failed,
      row.cancelled,
    );
    const key = Number(inserted.lastInsertRowid);
    if (order.traceparent !== undefined) insertTrace.run(key, order.traceparent);
    const work = new UnitOfWork(change, order.nowMs);
    insertInvites(key, groupKey, canonicalOptions(order.options), inviteAll(work, order, groupKey));
    if (queued > 0) enterLane(groupKey, order.group.connectionId, queued, order.nowMs);
    const changes = work.finish();
    const operation = toOperation({ key, ...row });
    return { acceptance: { kind: 'accepted', operation }, changes: { ...changes, operations: [operation] } };
  };

  /** Begins or moves the memberships of everybody who has one; returns all invites in their order. */
  function inviteAll(work: UnitOfWork, order: InviteOrder, groupKey: number): NewInvite[] {
    const accounts = order.members
      .filter((member) => !member.withoutMembership)
      .map((member) => storedText(member.account));
    const known = readKnown(groupKey, order.group, accounts);
    // Accounts that differ only in what cannot be stored are one.
    const invitees = new Map<string, Invitee>();
    return order.members.map(({ account: given, withoutMembership, joinedAtMs, result }) => {
      const account = storedText(given);
      if (withoutMembership) return { membershipKey: null, account, joinedAtMs, result };
      const invitee = invitees.get(account) ?? invite(work, order, groupKey, known, account);
      invitees.set(account, invitee);
      const { membership } = invitee;
      if (result === null) invitee.openInvites++;
      else work.settle(membership, result, invitee.openInvites > 0, order.operationId);
      return { membershipKey: membership.record.key, account, joinedAtMs, result };
    });
  }

  function invite(
    work: UnitOfWork,
    { group, invitedBy, operationId }: InviteOrder,
    groupKey: number,
    known: KnownMembers<InvitedRow>,
    account: string,
  ): Invitee {
    const reason = { cause: 'INVITE', operationId } as const;
    const row = known.rows.get(account);
    if (row === undefined) {
      const userId = known.userIds.get(account) ?? null;
      const member = { ...group, account, invitedBy, userId, profile: null };
      return { membership: work.begin(groupKey, member, 'QUEUED', reason), openInvites: 0 };
    }
    const membership: MovingMembership = { groupKey, record: toMembership(row) };
    const to = stateOnInvite(row.state);
    if (to !== null) {
      if (invitedBy !== null && invitedBy !== row.invited_by) {
        setInvitedBy.run(invitedBy, row.m_key);
        membership.record = { ...membership.record, invitedBy };
      }
      work.move(membership, to, reason);
    }
    return { membership, openInvites: row.open_invites };
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
