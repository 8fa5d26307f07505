import { MemberState } from '../kernel/vocabulary.ts';

/** States that nothing but a new invite, or the provider's word that the member is in, leads out of. */
const END_STATES: readonly MemberState[] = [
  MemberState.DECLINED,
  MemberState.EXPIRED,
  MemberState.FAILED,
  MemberState.CANCELLED,
  MemberState.LEFT,
  MemberState.REMOVED,
];

/**
 * The legal moves of a membership: from each state to which others. `→ JOINED` is legal from everywhere, for the provider's
 * word decides; a move to the state already held is no move and makes no event.
 */
export const MOVES: Readonly<Record<MemberState, readonly MemberState[]>> = {
  QUEUED: [MemberState.INVITED, MemberState.JOINED, MemberState.FAILED, MemberState.CANCELLED],
  INVITED: [MemberState.JOINED, MemberState.DECLINED, MemberState.EXPIRED, MemberState.CANCELLED, MemberState.FAILED],
  JOINED: [MemberState.LEFT, MemberState.REMOVED],
  DECLINED: [MemberState.QUEUED, MemberState.JOINED],
  EXPIRED: [MemberState.QUEUED, MemberState.JOINED],
  FAILED: [MemberState.QUEUED, MemberState.JOINED],
  CANCELLED: [MemberState.QUEUED, MemberState.JOINED],
  LEFT: [MemberState.QUEUED, MemberState.JOINED],
  REMOVED: [MemberState.QUEUED, MemberState.JOINED],
};

/** Whether a membership may go from `from` (null: nothing is known of it yet) to `to`. */
export function canMove(from: MemberState | null, to: MemberState): boolean {
  if (from === null) return true;
  return from !== to && MOVES[from].includes(to);
}

/** The state after an invite was stored: queued, unless the member is in, invited or queued already. Null means no change. */
export function stateOnInvite(current: MemberState | null): MemberState | null {
  return current === null || END_STATES.includes(current) ? MemberState.QUEUED : null;
}

/** What an invite's result says of the membership. */
export type SettledAs = 'joined' | 'invited' | 'failed' | 'cancelled';

/**
 * The state after one invite of the member was settled; null means no change.
 *
 * A membership stays QUEUED while another invite of it still waits, unless the provider took this one. Failing or cancelling
 * an invite touches only a QUEUED membership: an earlier invitation that is still open at the provider stays INVITED.
 */
export function stateOnSettled(current: MemberState, as: SettledAs, othersWait: boolean): MemberState | null {
  switch (as) {
    case 'joined':
      return canMove(current, MemberState.JOINED) ? MemberState.JOINED : null;
    case 'invited':
      return canMove(current, MemberState.INVITED) ? MemberState.INVITED : null;
    case 'failed':
      return current === MemberState.QUEUED && !othersWait ? MemberState.FAILED : null;
    case 'cancelled':
      return current === MemberState.QUEUED && !othersWait ? MemberState.CANCELLED : null;
  }
}
