import type { OperationContext } from './operation.loaders.ts';
import { InviteOperation } from './operation.type.ts';

/** Null when no such operation is known, or not any more. */
export async function resolveOperationReference(
  id: string,
  context: OperationContext,
): Promise<InviteOperation | null> {
  const record = await context.loaders.operations.load(id);
  return record === null ? null : new InviteOperation(record);
}
