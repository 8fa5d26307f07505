import { canonicalOptions, countMembers } from '../order.ts';
import type { OperationRecord } from '../records.ts';
import { FIRST_ROUND_MS, type InviteAcceptance, type InviteOrder, JOINED_ROUND_MS } from '../store.ts';
import { PATHS_ON_INVITE, settlementOf } from './move-paths.ts';
import { type RecordedMove, toEvents } from './recorded-moves.ts';
import { SortedGroups } from './sorted-groups.ts';
import { columnsOf, type Queryable, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';
import type { Stored } from './write-batch.ts';

interface AcceptedRow {
  now_ms: number;
  /** The key of each operation that was stored; null where the idempotency key stands for an earlier one. */
  operations: (number | null)[];
  events: RecordedMove[];
}

const ACCEPT_ORDERS = `SELECT * FROM accept_orders(${Array.from({ length: 29 }, (_, index) => `$${index + 1}`).join(', ')})`;
const ACCEPT = statement(ACCEPT_ORDERS);
/** The same, and keeps the traces that orders came with: of none whose idempotency key stands for an earlier one. */
const ACCEPT_TRACED = statement(`
  WITH accepted AS MATERIALIZED (${ACCEPT_ORDERS}),
  traced AS (
    INSERT INTO operation_traces (operation_key, traceparent)
    SELECT o.key, o.traceparent FROM (
      SELECT (a.operations ->> (t.place::integer - 1))::bigint AS key, t.traceparent
      FROM accepted a CROSS JOIN unnest($30::text[]) WITH ORDINALITY t (traceparent, place)) o
    WHERE o.key IS NOT NULL AND o.traceparent IS NOT NULL)
  SELECT * FROM accepted`);

/** Stores orders in one transaction and one round trip. No account may come twice for one group, and no idempotency key twice. */
export async function acceptOrders(
  on: Queryable,
  orders: readonly InviteOrder[],
  time: StoreTime,
): Promise<Stored<InviteAcceptance | null>> {
  const groups = new SortedGroups(orders.map((order) => order.group));
  const counted = orders.map((order) => countMembers(order.members));
  const members = orders.flatMap((order, index) =>
    order.members.map((member, ordinal) => ({ member, ordinal, orderNo: index + 1 })),
  );
  const distance = time.distancesFromNow();
  const [first] = orders;
  const values = [
    PATHS_ON_INVITE,
    FIRST_ROUND_MS,
    JOINED_ROUND_MS,
    first === undefined ? 0 : first.nowMs - first.idempotentSinceMs,
    time.parameter,
    ...groups.columns,
    ...columnsOf(
      orders,
      (order) => groups.numberOf(order.group),
      (order) => order.operationId,
      (order) => order.caller,
      (order) => order.idempotencyKey,
      (order) => order.inputHash,
      (order) => canonicalOptions(order.options),
      (order) => order.invitedBy,
    ),
    ...columnsOf(
      counted,
      (counts) => counts.total,
      (counts) => counts.queued,
      (counts) => counts.invited,
      (counts) => counts.joined,
      (counts) => counts.alreadyJoined,
      (counts) => counts.failed,
      (counts) => counts.cancelled,
    ),
    ...columnsOf(
      members,
      ({ orderNo }) => orderNo,
      ({ ordinal }) => ordinal,
      ({ member }) => member.account,
      ({ member }) => !member.withoutMembership,
      ({ member }) => member.joinedAtMs,
      ({ member }) => (member.result === null ? null : JSON.stringify(member.result)),
      ({ member }) => settlementOf(member.result),
      ({ member }) => (member.result?.type === 'invited' ? distance(member.result.expiresAtMs) : null),
    ),
  ];
  const isTraced = orders.some(({ traceparent }) => traceparent !== undefined);
  const [row] = isTraced
    ? await rowsOf<AcceptedRow>(on, ACCEPT_TRACED, [...values, orders.map(({ traceparent }) => traceparent ?? null)])
    : await rowsOf<AcceptedRow>(on, ACCEPT, values);
  if (row === undefined) throw new Error('the store told nothing of orders');
  const outputs = row.operations.map((key, index): InviteAcceptance | null => {
    const order = orders[index];
    const counts = counted[index];
    if (key === null || order === undefined || counts === undefined) return null;
    const ended = counts.queued === 0;
    const operation: OperationRecord = {
      key,
      id: order.operationId,
      group: order.group,
      status: !ended ? 'RUNNING' : counts.total > 0 && counts.cancelled === counts.total ? 'CANCELLED' : 'COMPLETED',
      createdAtMs: row.now_ms,
      completedAtMs: ended ? row.now_ms : null,
      counts,
    };
    return { kind: 'accepted', operation };
  });
  const operations = outputs.flatMap((output) => (output?.kind === 'accepted' ? [output.operation] : []));
  return { outputs, changes: { events: toEvents(row.events, row.now_ms), operations } };
}
