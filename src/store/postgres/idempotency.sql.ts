import { OPERATION_COLUMNS, type OperationRow, toOperation } from '../rows.ts';
import type { InviteAcceptance, InviteOrder } from '../store.ts';
import { columnsOf, rowsOf, statement } from './statement.ts';
import type { Transaction } from './transaction.ts';

// Sorted, so that two batches that claim the same keys wait for each other in one direction only.
const CLAIM_KEYS = statement(`
  INSERT INTO idempotency_keys AS k (caller, key, operation_id, input_hash, created_at)
  SELECT c.caller, c.key, c.operation_id, c.input_hash, now_ms($5)
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) c (caller, key, operation_id, input_hash)
  ORDER BY c.caller, c.key
  ON CONFLICT (caller, key) DO UPDATE SET
    operation_id = excluded.operation_id, input_hash = excluded.input_hash, created_at = excluded.created_at
  WHERE k.created_at <= excluded.created_at - $6
  RETURNING operation_id`);
const HOLDERS_OF_KEYS = statement(`
  SELECT c.ordinal, k.input_hash, ${OPERATION_COLUMNS}
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY c (caller, key, ordinal)
  JOIN idempotency_keys k ON k.caller = c.caller AND k.key = c.key
  JOIN operations o ON o.id = k.operation_id JOIN groups g ON g.key = o.group_key`);

/** The operations whose orders got their idempotency keys. */
export async function claimKeys(
  transaction: Transaction,
  orders: readonly InviteOrder[],
  nowMs: number | null,
): Promise<ReadonlySet<string>> {
  const keyed = orders.filter((order) => order.idempotencyKey !== null);
  const [first] = keyed;
  if (first === undefined) return new Set();
  const columns = columnsOf(
    keyed,
    (order) => order.caller,
    (order) => order.idempotencyKey,
    (order) => order.operationId,
    (order) => order.inputHash,
  );
  const heldForMs = first.nowMs - first.idempotentSinceMs;
  const rows = await rowsOf<{ operation_id: string }>(transaction, CLAIM_KEYS, [...columns, nowMs, heldForMs]);
  return new Set(rows.map((row) => row.operation_id));
}

/** The operations that stand for the keys of orders that did not get them. */
export async function findHolders(
  transaction: Transaction,
  orders: readonly InviteOrder[],
): Promise<ReadonlyMap<InviteOrder, OperationRow & { input_hash: string }>> {
  if (orders.length === 0) return new Map();
  const columns = columnsOf(
    orders,
    (order) => order.caller,
    (order) => order.idempotencyKey,
  );
  const rows = await rowsOf<OperationRow & { input_hash: string; ordinal: number }>(
    transaction,
    HOLDERS_OF_KEYS,
    columns,
  );
  return new Map(
    rows.flatMap((row) => {
      const order = orders[row.ordinal - 1];
      return order === undefined ? [] : [[order, row] as const];
    }),
  );
}

/** What an order is told whose key stands for an operation already. */
export function judgeRepeat(
  holder: (OperationRow & { input_hash: string }) | undefined,
  order: InviteOrder,
): InviteAcceptance {
  if (holder === undefined) throw new Error(`the operation of the idempotency key of ${order.operationId} is gone`);
  if (holder.input_hash !== order.inputHash) return { kind: 'keyReused' };
  return { kind: 'repeated', operation: toOperation(holder) };
}
