import { OPERATION_COLUMNS, type OperationRow, toOperation } from '../rows.ts';
import type { InviteAcceptance, InviteOrder } from '../store.ts';
import { type Queryable, rowsOf, statement } from './statement.ts';

const HOLDER_OF_KEY = statement(`
  SELECT k.input_hash, ${OPERATION_COLUMNS} FROM idempotency_keys k
  JOIN operations o ON o.id = k.operation_id JOIN groups g ON g.key = o.group_key WHERE k.caller = $1 AND k.key = $2`);

/** What an order is told whose idempotency key stands for an operation already. */
export async function answerRepeat(on: Queryable, order: InviteOrder): Promise<InviteAcceptance> {
  const values = [order.caller, order.idempotencyKey];
  const [holder] = await rowsOf<OperationRow & { input_hash: string }>(on, HOLDER_OF_KEY, values);
  if (holder === undefined) throw new Error(`the operation of the idempotency key of ${order.operationId} is gone`);
  if (holder.input_hash !== order.inputHash) return { kind: 'keyReused' };
  return { kind: 'repeated', operation: toOperation(holder) };
}
