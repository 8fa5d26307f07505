import type { GroupRef } from '../kernel/ids.ts';
import type { MemberChangeCause, MemberState } from '../kernel/vocabulary.ts';
import { MAX_SIGHTINGS } from '../store/store.ts';
import type { LookDeps } from './look.ts';

/** Who has something to lose when a group is dissolved. */
const CONCERNED: readonly MemberState[] = ['JOINED', 'INVITED'];

/** Records for everybody in a group, and everybody invited to it, that it was dissolved. */
export async function recordGroupGone(
  { store, clock }: LookDeps,
  group: GroupRef,
  cause: MemberChangeCause & ('WEBHOOK' | 'RECONCILIATION'),
): Promise<void> {
  for (let afterKey: number | null = null; ;) {
    const page = await store.members.ofGroup(group, CONCERNED, { first: MAX_SIGHTINGS, afterKey });
    if (page.rows.length > 0) {
      await store.sightings.record({
        group,
        sightings: page.rows.map(({ account }) => ({
          account,
          occurrence: 'groupGone',
          cause,
          beginsMembership: false,
        })),
        asOfSequence: null,
        facts: 'outdated',
        followsAll: false,
        webhookKey: null,
        roundAtMs: null,
        nowMs: clock.now(),
      });
    }
    if (!page.hasNextPage) return;
    afterKey = page.rows.at(-1)?.key ?? null;
  }
}
