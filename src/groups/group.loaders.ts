import DataLoader from 'dataloader';
import { formatGroupId, type GroupRef } from '../kernel/ids.ts';
import type { GroupRecord } from '../store/records.ts';
import type { GroupStatements } from '../store/store.ts';

export interface GroupContext {
  readonly loaders: { readonly groups: DataLoader<GroupRef, GroupRecord | null, string> };
}

/** What is stored of groups, null where nothing is; many in one statement. */
export const createGroupLoader = (store: GroupStatements): GroupContext['loaders']['groups'] =>
  new DataLoader((refs) => store.byRefs(refs), { cacheKeyFn: formatGroupId });
