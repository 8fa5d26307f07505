import type { ProfileFacts } from '../../datasources/datasource.ts';
import type { MemberChangeCause, MemberState } from '../../kernel/vocabulary.ts';
import { stateAfter } from '../../members/transitions.ts';
import { beginsMembership, canonicalProfile, countsFrom } from '../order.ts';
import type { MembershipRecord } from '../records.ts';
import type { SightingOrder } from '../store.ts';

/** A membership as it is stored when sightings of it are weighed. */
export interface KnownMember {
  readonly record: MembershipRecord;
  /** Of its newest event. */
  readonly sequence: number;
}

export interface SightedMove {
  readonly account: string;
  /** Null: the membership begins. */
  readonly from: MemberState | null;
  readonly to: MemberState;
  readonly cause: MemberChangeCause;
}

/** What is to be written because of sightings; both empty: nothing. */
export interface SightingPlan {
  readonly moves: readonly SightedMove[];
  /** Only those that differ from what is stored. */
  readonly profiles: ReadonlyMap<string, ProfileFacts>;
}

/** What sightings change, one after the other, of the members as they are `known`. */
export function planSightings(
  { sightings, asOfSequence }: SightingOrder,
  known: ReadonlyMap<string, KnownMember>,
): SightingPlan {
  const moves: SightedMove[] = [];
  const states = new Map<string, MemberState>();
  const profiles = new Map<string, ProfileFacts>();
  for (const sighting of sightings) {
    const { account, occurrence, cause, profile } = sighting;
    const member = known.get(account);
    // What an earlier sighting of the order moves was not moved by others meanwhile: the stored sequence counts.
    if (member !== undefined && asOfSequence !== null && member.sequence > asOfSequence) continue;
    const from = states.get(account) ?? member?.record.state ?? null;
    if (!countsFrom(from, sighting.onlyFrom) || (from === null && !beginsMembership(sighting))) continue;
    const to = stateAfter(from, occurrence);
    if (to !== null) {
      moves.push({ account, from, to, cause });
      states.set(account, to);
    }
    if (profile !== undefined) profiles.set(account, profile);
  }
  for (const [account, profile] of profiles)
    if (isKnown(profile, known.get(account)?.record.profile ?? null)) profiles.delete(account);
  return { moves, profiles };
}

const isKnown = (profile: ProfileFacts, known: ProfileFacts | null): boolean =>
  known !== null && canonicalProfile(known) === canonicalProfile(profile);
