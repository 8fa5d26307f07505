import type { GroupRef } from '../kernel/ids.ts';
import type { MemberState } from '../kernel/vocabulary.ts';
import type { MembershipRecord } from '../store/records.ts';
import { MAX_SIGHTINGS, type MemberStatements, type SightingOrder } from '../store/store.ts';

/** An order that says what is given, and of everything else that it stays as it is. */
export const sightingOrder = (group: GroupRef, nowMs: number, seen: Partial<SightingOrder>): SightingOrder => ({
  group,
  sightings: [],
  asOfSequence: null,
  facts: null,
  followsAll: false,
  webhookKey: null,
  roundAtMs: null,
  nowMs,
  ...seen,
});

/** The members of a group in these states (null: in any), in parts that fit into one order; none is empty. */
export async function* membersInParts(
  members: Pick<MemberStatements, 'ofGroup'>,
  group: GroupRef,
  states: readonly MemberState[] | null,
): AsyncGenerator<readonly MembershipRecord[]> {
  for (let afterKey: number | null = null; ;) {
    const page = await members.ofGroup(group, states, { first: MAX_SIGHTINGS, afterKey });
    if (page.rows.length > 0) yield page.rows;
    if (!page.hasNextPage) return;
    afterKey = page.rows.at(-1)?.key ?? null;
  }
}
