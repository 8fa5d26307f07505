import { stateOnInvite } from '../../members/member.ts';
import type { OperationRecord } from '../records.ts';
import { MEMBERSHIP_COLUMNS, type MembershipRow, type OperationRow, toMembership, toOperation } from '../rows.ts';
import type { CommittedChanges, InviteAcceptance, InviteOrder, OrderedInvite } from '../store.ts';
import { canonicalOptions, countMembers } from '../order.ts';
import { GroupChanges, type InvitedMember, newMember } from './group-changes.ts';
import { lockGroup, type LockedGroup } from './group-lock.sql.ts';
import { claimKeys, findHolders, judgeRepeat } from './idempotency.sql.ts';
import { enterLane } from './lane-row.sql.ts';
import { MEMBERS_BY_ACCOUNT } from './members-by-account.ts';
import { columnsOf, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';
import type { Transaction } from './transaction.ts';

export interface AcceptedBatch {
  /** In the order of the orders. */
  readonly acceptances: readonly InviteAcceptance[];
  readonly changes: CommittedChanges;
}

const FIND_MEMBERS = statement(`
  SELECT ${MEMBERSHIP_COLUMNS}, (
    SELECT count(*) FROM invites i WHERE i.membership_key = m.key AND i.status <> 'settled') AS open_invites
  FROM ${MEMBERS_BY_ACCOUNT}`);
const INSERT_OPERATIONS = statement(`
  INSERT INTO operations (id, group_key, created_at, completed_at, total, queued, invited, joined, already_joined, failed, cancelled)
  SELECT o.id, $1, $2, CASE WHEN o.queued = 0 THEN $2::bigint END, o.total, o.queued, o.invited, o.joined, o.already_joined,
    o.failed, o.cancelled
  FROM unnest($3::text[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[])
    o (id, total, queued, invited, joined, already_joined, failed, cancelled)
  RETURNING key, id, cancelled_all, created_at, completed_at, total, queued, invited, joined, already_joined, failed, cancelled`);
const INSERT_INVITES = statement(`
  INSERT INTO invites (group_key, operation_key, ordinal, membership_key, account, joined_at, options, status, queue_no, result)
  SELECT $1, i.* FROM unnest(
    $2::bigint[], $3::int[], $4::bigint[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::bigint[], $10::text[]) i`);

/** Stores orders for one group, one after the other in one transaction: each sees what the earlier ones changed. */
export async function acceptBatch(
  transaction: Transaction,
  orders: readonly InviteOrder[],
  time: StoreTime,
): Promise<AcceptedBatch> {
  const [first] = orders;
  if (first === undefined) return { acceptances: [], changes: { events: [], operations: [] } };
  const { group: ref } = first;
  const accounts = orders.flatMap((order) => order.members.filter(hasMembership).map((member) => member.account));
  const nowMs = time.parameter;
  const [claimed, group, known] = await Promise.all([
    claimKeys(transaction, orders, nowMs),
    lockGroup(transaction, ref, time),
    rowsOf<MembershipRow & { open_invites: number }>(transaction, FIND_MEMBERS, [
      ref.connectionId,
      ref.externalId,
      [...new Set(accounts)],
    ]),
  ]);
  const isNew = (order: InviteOrder): boolean => order.idempotencyKey === null || claimed.has(order.operationId);
  const members = new Map<string, InvitedMember>(
    known.map((row) => [row.m_account, { record: toMembership(row), openInvites: row.open_invites }]),
  );
  const changes = new GroupChanges(group);
  const accepted = orders.filter(isNew).map((order) => ({ order, invites: planInvites(changes, members, order) }));

  const [earlier, operations] = await Promise.all([
    findHolders(
      transaction,
      orders.filter((order) => !isNew(order)),
    ),
    insertOperations(
      transaction,
      group,
      accepted.map(({ order }) => order),
    ),
    changes.storeMembers(transaction),
  ]);
  const committed = await changes.commit(transaction, ...storeInvites(transaction, group, accepted, operations));
  return {
    acceptances: orders.map((order) => {
      const operation = operations.get(order.operationId);
      return operation === undefined ? judgeRepeat(earlier.get(order), order) : { kind: 'accepted', operation };
    }),
    changes: { ...committed, operations: [...operations.values()] },
  };
}

interface PlannedInvite {
  readonly member: InvitedMember | null;
  readonly invite: OrderedInvite;
  /** Null when it is settled already. */
  readonly queueNo: number | null;
}

/** What one order does to the memberships of its group, and the places of its members in the lane. */
function planInvites(changes: GroupChanges, members: Map<string, InvitedMember>, order: InviteOrder): PlannedInvite[] {
  return order.members.map((invite) => {
    const member = invite.withoutMembership ? null : beginMembership(changes, members, order, invite);
    if (invite.result !== null) return { member, invite, queueNo: null };
    if (member !== null) member.openInvites++;
    return { member, invite, queueNo: changes.takeQueueNo() };
  });
}

function beginMembership(
  changes: GroupChanges,
  members: Map<string, InvitedMember>,
  order: InviteOrder,
  invite: OrderedInvite,
): InvitedMember {
  let member = members.get(invite.account);
  const before = member?.record.state ?? null;
  if (member === undefined) {
    member = { ...newMember(changes.group, invite.account, order.invitedBy), openInvites: 0 };
    members.set(invite.account, member);
  }
  const queuedAs = stateOnInvite(before);
  if (queuedAs !== null) {
    member.record = { ...member.record, invitedBy: order.invitedBy ?? member.record.invitedBy };
    changes.move(member, before, queuedAs, 'INVITE', order.operationId);
  }
  if (invite.result !== null) changes.settle(member, invite.result, member.openInvites > 0, order.operationId);
  return member;
}

const hasMembership = (invite: OrderedInvite): boolean => !invite.withoutMembership;

/** By id. */
async function insertOperations(
  transaction: Transaction,
  group: LockedGroup,
  orders: readonly InviteOrder[],
): Promise<ReadonlyMap<string, OperationRecord>> {
  if (orders.length === 0) return new Map();
  const counted = orders.map((order) => ({ id: order.operationId, ...countMembers(order.members) }));
  const columns = columnsOf(
    counted,
    (order) => order.id,
    (order) => order.total,
    (order) => order.queued,
    (order) => order.invited,
    (order) => order.joined,
    (order) => order.alreadyJoined,
    (order) => order.failed,
    (order) => order.cancelled,
  );
  const rows = await rowsOf<OperationRow>(transaction, INSERT_OPERATIONS, [group.key, group.nowMs, ...columns]);
  const { connectionId, externalId } = group.ref;
  return new Map(
    rows.map((row) => [row.id, toOperation({ ...row, connection_id: connectionId, external_id: externalId })]),
  );
}

/** Begins the writes; their promises belong into the commit. */
function storeInvites(
  transaction: Transaction,
  group: LockedGroup,
  accepted: readonly { readonly order: InviteOrder; readonly invites: readonly PlannedInvite[] }[],
  operations: ReadonlyMap<string, OperationRecord>,
): Promise<unknown>[] {
  const rows = accepted.flatMap(({ order, invites }) => {
    const operationKey = operations.get(order.operationId)?.key;
    const options = canonicalOptions(order.options);
    return invites.map((planned, ordinal) => ({ ...planned, operationKey, ordinal, options }));
  });
  if (rows.length === 0) return [];
  const columns = columnsOf(
    rows,
    (row) => row.operationKey,
    (row) => row.ordinal,
    (row) => row.member?.record.key ?? null,
    (row) => row.invite.account,
    (row) => row.invite.joinedAtMs,
    (row) => row.options,
    (row) => (row.queueNo === null ? 'settled' : 'waiting'),
    (row) => row.queueNo ?? 0,
    (row) => (row.invite.result === null ? null : JSON.stringify(row.invite.result)),
  );
  const waiting = rows.filter((row) => row.queueNo !== null).length;
  const writes: Promise<unknown>[] = [rowsOf(transaction, INSERT_INVITES, [group.key, ...columns])];
  if (waiting > 0) writes.push(enterLane(transaction, group, waiting));
  return writes;
}
