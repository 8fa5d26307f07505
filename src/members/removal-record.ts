import type { RemovalOutcome } from '../datasources/datasource.ts';
import type { GroupRef } from '../kernel/ids.ts';
import { MemberChangeCause, MemberState } from '../kernel/vocabulary.ts';
import type { MembershipRecord } from '../store/records.ts';
import { FIRST_ROUND_MS, MAX_SIGHTINGS, type Sighting, type SightingOrder, type Store } from '../store/store.ts';
import { sightingOrder } from './sightings.ts';
import { END_STATES } from './transitions.ts';

/** Whose removals are stored at once: up to two sightings each. */
const ACCOUNTS_PER_ORDER = MAX_SIGHTINGS / 2;

type RecordStore = Pick<Store, 'sightings' | 'rounds' | 'members'>;

/** States of memberships by account; only of accounts of which something is known. */
export type KnownStates = ReadonlyMap<string, MemberState>;

/** How accounts of a group stood at one moment. */
export interface Before {
  /** The newest event of the group; null when nothing is known of it. */
  readonly sequence: number | null;
  readonly states: KnownStates;
}

export async function standingOf(
  { members, rounds }: Pick<Store, 'members' | 'rounds'>,
  group: GroupRef,
  accounts: readonly string[],
): Promise<Before> {
  // First the sequence: whoever moves in between has moved after it.
  const standing = await rounds.standing(group);
  const known = await members.byRefs(accounts.map((account) => ({ ...group, account })));
  const states = known.flatMap((membership) =>
    membership === null ? [] : [[membership.account, membership.state] as const],
  );
  return { sequence: standing?.sequence ?? null, states: new Map(states) };
}

/** What became of one account, so that it can be told. */
export type KnownOutcome = Exclude<RemovalOutcome, { type: 'taken' }>;

/**
 * Stores what a removal showed, and asks for a round soon: an invite that was under way may have let a member in again. Who was not
 * found in the group and has moved since is left alone: what was seen of him is older than what is known.
 *
 * @param before how they stood before the removal
 * @returns the memberships of those who were removed, by account
 */
export async function recordRemovals(
  store: RecordStore,
  group: GroupRef,
  outcomes: readonly (readonly [account: string, outcome: KnownOutcome])[],
  { states, sequence }: Before,
  nowMs: number,
): Promise<ReadonlyMap<string, MembershipRecord>> {
  const removed = new Map<string, MembershipRecord>();
  for (let begin = 0; begin < outcomes.length; begin += ACCOUNTS_PER_ORDER) {
    const some = outcomes.slice(begin, begin + ACCOUNTS_PER_ORDER);
    const accountsOf = (type: KnownOutcome['type']): string[] =>
      some.filter(([, outcome]) => outcome.type === type).map(([account]) => account);
    const out = accountsOf('removed').flatMap((account) => sightingsOfRemoved(account, states.get(account)));
    for (const membership of await record(store, orderOf(group, out, nowMs))) {
      removed.set(membership.account, membership);
    }
    // Of whom nothing is known there is nothing to keep, not even that the group is asked about.
    const absent = accountsOf('notInGroup').filter((account) => states.has(account));
    const seen = absent.map((account) => seenBy(account, 'seenOut'));
    await record(store, { ...orderOf(group, seen, nowMs), asOfSequence: sequence });
  }
  return removed;
}

/** Those who are kept; nothing is stored for an order without sightings. */
async function record({ sightings }: RecordStore, order: SightingOrder): Promise<MembershipRecord[]> {
  const memberships = order.sightings.length === 0 ? [] : await sightings.record(order);
  return memberships.filter((membership) => membership !== null);
}

/** Asks for a round soon, because nobody told what became of a removal. */
export async function lookSoon({ sightings }: Pick<Store, 'sightings'>, group: GroupRef, nowMs: number): Promise<void> {
  await sightings.record(orderOf(group, [], nowMs));
}

const orderOf = (group: GroupRef, sightings: readonly Sighting[], nowMs: number): SightingOrder =>
  sightingOrder(group, nowMs, { sightings, roundAtMs: nowMs + FIRST_ROUND_MS });

/**
 * Only who is JOINED can be REMOVED, so whoever is not known to be in came in first, unseen.
 *
 * - Whoever was known to be in may have been seen out by a look that overtook the answer, and then is shown as removed after all. An
 *   invite that was stored since then is left alone: it is about the time after the removal.
 * - A webhook of the removal itself may overtake the answer, too. Nobody comes in once more for it.
 */
function sightingsOfRemoved(account: string, before: MemberState | undefined): Sighting[] {
  const wasIn = before === undefined || before === 'JOINED';
  const states = wasIn ? END_STATES : Object.values(MemberState);
  const onlyFrom = states.filter((state) => state !== 'REMOVED' || before === 'REMOVED');
  return [
    { ...seenBy(account, 'seenIn'), onlyFrom },
    { account, occurrence: 'removed', cause: MemberChangeCause.REMOVAL, beginsMembership: true },
  ];
}

const seenBy = (account: string, occurrence: 'seenIn' | 'seenOut'): Sighting => ({
  account,
  occurrence,
  cause: MemberChangeCause.RECONCILIATION,
  beginsMembership: false,
});
