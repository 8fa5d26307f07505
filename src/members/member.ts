import { MemberState } from '../kernel/vocabulary.ts';
import { type Occurrence, stateAfter } from './transitions.ts';

/** The state after an invite was stored: queued, unless the member is in, invited or queued already. Null means no change. */
export const stateOnInvite = (current: MemberState | null): MemberState | null => stateAfter(current, 'inviteStored');

/** What an invite's result says of the membership. */
export type SettledAs = 'joined' | 'invited' | 'failed' | 'cancelled';

const OCCURRENCES: Readonly<Record<SettledAs, Occurrence>> = {
  joined: 'inviteLetIn',
  invited: 'inviteTaken',
  failed: 'inviteFailed',
  cancelled: 'inviteCancelled',
};

/**
 * The state after one invite of the member was settled; null means no change.
 *
 * A membership stays QUEUED while another invite of it still waits, unless the provider took this one. Failing or cancelling
 * an invite touches only a QUEUED membership: an earlier invitation that is still open at the provider stays INVITED.
 */
export function stateOnSettled(current: MemberState, as: SettledAs, othersWait: boolean): MemberState | null {
  const to = stateAfter(current, OCCURRENCES[as]);
  const ends = to === MemberState.FAILED || to === MemberState.CANCELLED;
  return ends && othersWait ? null : to;
}

/**
 * The states that one invite's result takes the membership through, in order. Of an invite that waited while an earlier invitation
 * of the same member came to its end the provider has taken a new one: it is queued anew on its way.
 */
export function statesOnSettled(current: MemberState, as: SettledAs, othersWait: boolean): MemberState[] {
  const to = stateOnSettled(current, as, othersWait);
  if (to !== null) return [to];
  const anew = as === 'invited' ? stateOnInvite(current) : null;
  return anew === null ? [] : [anew, MemberState.INVITED];
}

/** Whether an invite is under way or open in this state: the change that ends it belongs to the operation of that invite, whoever makes it. */
export const awaitsEnd = (state: MemberState | null): boolean =>
  state === MemberState.QUEUED || state === MemberState.INVITED;
