import DataLoader from 'dataloader';
import type { OperationRecord } from '../store/records.ts';
import type { InvitationStatements } from '../store/store.ts';

export interface OperationContext {
  readonly loaders: {
    readonly operations: DataLoader<string, OperationRecord | null>;
    /** Many that are known together, in their order: a loader would make a promise for each of them. */
    readonly operationsByIds: InvitationStatements['operations'];
  };
}

/** Operations by id, null where none is known; many in one statement. */
export const createOperationLoader = (store: InvitationStatements): OperationContext['loaders']['operations'] =>
  new DataLoader((ids) => store.operations(ids));
