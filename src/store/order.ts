import type { InviteOptions, ProfileFacts } from '../datasources/datasource.ts';
import { COUNTED_AS, type InviteCounts } from '../invitations/result.ts';
import type { MemberState } from '../kernel/vocabulary.ts';
import { stateAfter } from '../members/transitions.ts';
import type { OrderedInvite, Sighting, SightingOrder } from './store.ts';

/** Options with sorted keys and without absent ones, so that equal options are equal texts. */
export function canonicalOptions(options: InviteOptions): string {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return JSON.stringify(Object.fromEntries(given.toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/** What was shown of an account as one text: equal profiles are equal texts. */
export const canonicalProfile = ({ nickname, avatarUrl, isRobot }: ProfileFacts): string =>
  JSON.stringify({ nickname, avatarUrl, isRobot });

/** How the members of an order stand before anything was sent. */
export function countMembers(members: readonly OrderedInvite[]): InviteCounts {
  const counts = { total: members.length, queued: 0, invited: 0, joined: 0, alreadyJoined: 0, failed: 0, cancelled: 0 };
  for (const { result } of members) counts[result === null ? 'queued' : COUNTED_AS[result.type]]++;
  return counts;
}

/** Whether a sighting that counts `onlyFrom` some states counts for a membership in this one; null: nothing is known of the account. */
export const countsFrom = (state: MemberState | null, onlyFrom: Sighting['onlyFrom']): boolean =>
  onlyFrom === undefined || (state !== null && onlyFrom.includes(state));

/** Whether a sighting of an account of which nothing is known makes a membership. */
export const beginsMembership = (sighting: Sighting): boolean =>
  sighting.beginsMembership && countsFrom(null, sighting.onlyFrom) && stateAfter(null, sighting.occurrence) !== null;

/** Whether an order leaves something to keep of a group of which nothing is known. */
export const leavesSomething = ({ facts, followsAll, roundAtMs, sightings }: SightingOrder): boolean =>
  followsAll || roundAtMs !== null || (facts !== null && facts !== 'outdated') || sightings.some(beginsMembership);
