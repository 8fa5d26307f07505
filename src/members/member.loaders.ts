import DataLoader from 'dataloader';
import { formatMembershipId, type MembershipRef } from '../kernel/ids.ts';
import type { MembershipRecord } from '../store/records.ts';
import type { MemberStatements } from '../store/store.ts';

export interface MemberContext {
  readonly loaders: {
    readonly memberships: DataLoader<MembershipRef, MembershipRecord | null, string>;
    /** Many that are known together, in their order: a loader would make a promise for each of them. */
    readonly membershipsByRefs: MemberStatements['byRefs'];
  };
}

/** What is stored of memberships, null where nothing is; many in one statement. */
export const createMembershipLoader = (store: MemberStatements): MemberContext['loaders']['memberships'] =>
  new DataLoader((refs) => store.byRefs(refs), { cacheKeyFn: formatMembershipId });
