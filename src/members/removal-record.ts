import type { RemovalOutcome } from '../datasources/datasource.ts';
import type { GroupRef } from '../kernel/ids.ts';
import { MemberChangeCause, type MemberState } from '../kernel/vocabulary.ts';
import type { MembershipRecord } from '../store/records.ts';
import { FIRST_ROUND_MS, MAX_SIGHTINGS, type Sighting, type SightingOrder, type Store } from '../store/store.ts';
import { sightingOrder } from './sightings.ts';

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
  outcomes: readonly (readonly [account: string, outcome: RemovalOutcome])[],
  { states, sequence }: Before,
  nowMs: number,
): Promise<ReadonlyMap<string, MembershipRecord>> {
  const removed = new Map<string, MembershipRecord>();
  for (let begin = 0; begin < outcomes.length; begin += ACCOUNTS_PER_ORDER) {
    const some = outcomes.slice(begin, begin + ACCOUNTS_PER_ORDER);
    const accountsOf = (type: RemovalOutcome['type']): string[] =>
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
  for (const membership of await correctOvertaken(store, group, removed, nowMs)) {
    removed.set(membership.account, membership);
  }
  return removed;
}

/**
 * A look that overtook the answer saw members out, and not that they were removed. Who has come in or was invited again since then is
 * left alone.
 *
 * @returns those who are REMOVED now
 */
async function correctOvertaken(
  store: RecordStore,
  group: GroupRef,
  removed: ReadonlyMap<string, MembershipRecord>,
  nowMs: number,
): Promise<MembershipRecord[]> {
  const overtaken = [...removed.values()].filter(({ state }) => state === 'LEFT').map(({ account }) => account);
  const corrected: MembershipRecord[] = [];
  for (let begin = 0; begin < overtaken.length; begin += ACCOUNTS_PER_ORDER) {
    const some = overtaken.slice(begin, begin + ACCOUNTS_PER_ORDER);
    const { states, sequence } = await standingOf(store, group, some);
    const out = some.filter((account) => states.get(account) === 'LEFT');
    const seen = out.flatMap((account) => sightingsOfRemoved(account, 'LEFT'));
    corrected.push(...(await record(store, { ...orderOf(group, seen, nowMs), asOfSequence: sequence })));
  }
  return corrected.filter(({ state }) => state === 'REMOVED');
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

function sightingsOfRemoved(account: string, before: MemberState | undefined): Sighting[] {
  const removed = { account, occurrence: 'removed', cause: MemberChangeCause.REMOVAL, beginsMembership: true } as const;
  // Whoever was JOINED may be REMOVED by a webhook that overtakes the answer, and must not come in once more for it.
  return before === undefined || before === 'JOINED' ? [removed] : [seenBy(account, 'seenIn'), removed];
}

const seenBy = (account: string, occurrence: 'seenIn' | 'seenOut'): Sighting => ({
  account,
  occurrence,
  cause: MemberChangeCause.RECONCILIATION,
  beginsMembership: false,
});
