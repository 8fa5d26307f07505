import type { GroupRef } from '../kernel/ids.ts';
import type { MemberChangeCause, MemberState } from '../kernel/vocabulary.ts';
import { membersInParts, sightingOrder } from '../members/sightings.ts';
import type { LookDeps } from './look.ts';

/** Who has something to lose when a group is dissolved. */
const CONCERNED: readonly MemberState[] = ['JOINED', 'INVITED'];

/** Records for everybody in a group, and everybody invited to it, that it was dissolved. */
export async function recordGroupGone(
  { store, clock }: LookDeps,
  group: GroupRef,
  cause: MemberChangeCause & ('WEBHOOK' | 'RECONCILIATION'),
): Promise<void> {
  for await (const members of membersInParts(store.members, group, CONCERNED)) {
    const sightings = members.map(
      ({ account }) => ({ account, occurrence: 'groupGone', cause, beginsMembership: false }) as const,
    );
    await store.sightings.record(sightingOrder(group, clock.now(), { sightings, facts: 'outdated' }));
  }
}
