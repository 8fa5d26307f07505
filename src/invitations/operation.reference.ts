import type { OperationContext } from './operation.loaders.ts';
import { InviteOperation } from './operation.type.ts';

/** In their order; null where no such operation is known, or not any more. */
export async function resolveOperationReferences(
  ids: readonly string[],
  { loaders }: OperationContext,
): Promise<(InviteOperation | null)[]> {
  const records = await loaders.operationsByIds(ids);
  return records.map((record) => (record === null ? null : new InviteOperation(record)));
}
