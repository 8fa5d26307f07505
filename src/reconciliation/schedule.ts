import type { Random } from '../kernel/clock.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/duration.ts';

/** How long after the rounds 0, 1, 2 … the next one comes: 3, 15, 60 and 300 seconds after the invite, and then ever less often. */
const EARLY_DELAYS_MS = [12 * SECOND, 45 * SECOND, 4 * MINUTE];
/** The delay after those; it doubles with each round. */
export const LATER_DELAY_MS = 10 * MINUTE;
/** The longest delay while anybody is INVITED. */
export const MAX_DELAY_INVITED_MS = 6 * HOUR;
/** The longest delay while nobody is. */
export const MAX_DELAY_JOINED_MS = DAY;
/** Later delays are longer by up to so much, drawn, so that groups that began together do not stay together. */
export const DELAY_SPREAD = 0.1;

/** What decides whether and when a group is looked at again. */
export interface Followed {
  /** The number of the round that has just ended. */
  readonly round: number;
  readonly invited: number;
  readonly joined: number;
  readonly followsAll: boolean;
  /** Whether the provider told, refused to tell, or gave no answer. If it did not tell, the next round comes as soon as if somebody were INVITED. */
  readonly ending: 'told' | 'refused' | 'unanswered';
}

/** How long until the next round; null when nothing in the group can change any more that we would have to know of. */
export function delayToNextRound(followed: Followed, random: Random): number | null {
  const { round, invited, joined, followsAll, ending } = followed;
  const early = invited > 0 || ending !== 'told' ? EARLY_DELAYS_MS[round] : undefined;
  // What the round was to ask, such as whether the last member is out indeed, is open without an answer.
  const isOpen = ending === 'unanswered' && early !== undefined;
  if (invited + joined === 0 && !followsAll && !isOpen) return null;
  const later = LATER_DELAY_MS * 2 ** Math.max(round - EARLY_DELAYS_MS.length, 0);
  if (early !== undefined) return early;
  const delayMs = Math.min(later, invited > 0 ? MAX_DELAY_INVITED_MS : MAX_DELAY_JOINED_MS);
  return Math.round(delayMs * (1 + DELAY_SPREAD * random()));
}
