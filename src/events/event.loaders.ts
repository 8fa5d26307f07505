import DataLoader from 'dataloader';
import type { GroupRef } from '../kernel/ids.ts';
import type { EventStatements } from '../store/store.ts';

export interface EventContext {
  readonly loaders: { readonly newestPositions: DataLoader<GroupRef, number> };
}

/** The place behind which all later events of a group are; one read for all groups that are asked for at once, and never an earlier one. */
export const createNewestPositionLoader = (log: EventStatements): EventContext['loaders']['newestPositions'] =>
  new DataLoader(
    async (refs) => {
      const position = await log.lastPosition();
      return refs.map(() => position);
    },
    { cache: false },
  );
