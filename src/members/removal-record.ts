import type { RemovalOutcome } from '../datasources/datasource.ts';
import type { GroupRef } from '../kernel/ids.ts';
import { MemberChangeCause, type MemberState } from '../kernel/vocabulary.ts';
import type { MembershipRecord } from '../store/records.ts';
import { FIRST_ROUND_MS, MAX_SIGHTINGS, type Sighting, type SightingOrder, type Store } from '../store/store.ts';

/** Whose removals are stored at once: up to two sightings each. */
const ACCOUNTS_PER_ORDER = MAX_SIGHTINGS / 2;

/** States of memberships by account, before a removal; only of accounts of which something is known. */
export type KnownStates = ReadonlyMap<string, MemberState>;

export async function statesOf(
  { members }: Pick<Store, 'members'>,
  group: GroupRef,
  accounts: readonly string[],
): Promise<KnownStates> {
  const known = await members.byRefs(accounts.map((account) => ({ ...group, account })));
  return new Map(known.flatMap((membership) => (membership === null ? [] : [[membership.account, membership.state]])));
}

/**
 * Stores what a removal showed, and asks for a round soon: an invite that was under way may have let a member in again.
 *
 * @param before how they stood before the removal
 * @returns the memberships of those who were removed, by account
 */
export async function recordRemovals(
  { sightings }: Pick<Store, 'sightings'>,
  group: GroupRef,
  outcomes: readonly (readonly [account: string, outcome: RemovalOutcome])[],
  before: KnownStates,
  nowMs: number,
): Promise<ReadonlyMap<string, MembershipRecord>> {
  const removed = new Map<string, MembershipRecord>();
  for (let begin = 0; begin < outcomes.length; begin += ACCOUNTS_PER_ORDER) {
    const seen = outcomes
      .slice(begin, begin + ACCOUNTS_PER_ORDER)
      .flatMap(([account, outcome]) => sightingsOf(account, outcome, before.get(account)));
    if (seen.length === 0) continue;
    const memberships = await sightings.record(orderOf(group, seen, nowMs));
    seen.forEach(({ account, occurrence }, index) => {
      const membership = memberships[index];
      if (occurrence === 'removed' && membership) removed.set(account, membership);
    });
  }
  return removed;
}

/** Asks for a round soon, because nobody told what became of a removal. */
export async function lookSoon({ sightings }: Pick<Store, 'sightings'>, group: GroupRef, nowMs: number): Promise<void> {
  await sightings.record(orderOf(group, [], nowMs));
}

const orderOf = (group: GroupRef, sightings: readonly Sighting[], nowMs: number): SightingOrder => ({
  group,
  sightings,
  asOfSequence: null,
  facts: null,
  followsAll: false,
  webhookKey: null,
  roundAtMs: nowMs + FIRST_ROUND_MS,
  nowMs,
});

function sightingsOf(account: string, outcome: RemovalOutcome, before: MemberState | undefined): Sighting[] {
  switch (outcome.type) {
    case 'removed': {
      const removed = {
        account,
        occurrence: 'removed',
        cause: MemberChangeCause.REMOVAL,
        beginsMembership: true,
      } as const;
      // Whoever was JOINED may be REMOVED by a webhook that overtakes the answer, and must not come in once more for it.
      return before === undefined || before === 'JOINED' ? [removed] : [seenBy(account, 'seenIn'), removed];
    }
    case 'notInGroup':
      // Of whom nothing is known there is nothing to keep, not even that the group is asked about.
      return before === undefined ? [] : [seenBy(account, 'seenOut')];
    case 'failed':
      return [];
  }
}

const seenBy = (account: string, occurrence: 'seenIn' | 'seenOut'): Sighting => ({
  account,
  occurrence,
  cause: MemberChangeCause.RECONCILIATION,
  beginsMembership: false,
});
