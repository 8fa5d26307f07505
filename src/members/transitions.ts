import { MemberChangeCause, MemberState } from '../kernel/vocabulary.ts';

const { QUEUED, INVITED, JOINED, DECLINED, EXPIRED, FAILED, CANCELLED, LEFT, REMOVED } = MemberState;
const { INVITE, WEBHOOK, RECONCILIATION, EXPIRY, REMOVAL, CANCELLATION } = MemberChangeCause;

/** What happens to a membership, or what is seen of it. */
export type Occurrence =
  /** An invite of the account was stored. */
  | 'inviteStored'
  /** An invite was settled: the provider let him in, or he was in. */
  | 'inviteLetIn'
  /** An invite was settled: the provider took it, and somebody has to say yes. */
  | 'inviteTaken'
  /** An invite was settled without the provider having taken it. */
  | 'inviteFailed'
  /** An invite was cancelled before the provider took it. */
  | 'inviteCancelled'
  /** An open invitation was taken back at the provider. */
  | 'invitationWithdrawn'
  /** An open invitation became too old. */
  | 'invitationExpired'
  /** The provider's list does not have the invitation any more, nor the account as a member. */
  | 'invitationGone'
  /** The provider says that the account is a member. */
  | 'seenIn'
  /** The provider says that the account is no member. */
  | 'seenOut'
  /** The provider says that the account is invited and has not answered. */
  | 'seenInvited'
  /** The member went out by himself. */
  | 'left'
  /** The member was taken out. */
  | 'removed'
  /** The group was dissolved. */
  | 'groupGone';

export interface Transition {
  /** Null: nothing is known of the account in the group yet. */
  readonly from: MemberState | null;
  readonly to: MemberState;
  readonly on: Occurrence;
  /** What an event of this move may name as its cause. */
  readonly causes: readonly MemberChangeCause[];
  /** Who brings it about. */
  readonly by: 'caller' | 'provider' | 'time';
}

/** States that nothing but a new invite, or the provider's word that the member is in, leads out of. */
export const END_STATES: readonly MemberState[] = [DECLINED, EXPIRED, FAILED, CANCELLED, LEFT, REMOVED];

const row = (
  from: readonly (MemberState | null)[],
  to: MemberState,
  on: Occurrence,
  by: Transition['by'],
  ...causes: MemberChangeCause[]
): Transition[] => from.map((state) => ({ from: state, to, on, causes, by }));

/**
 * Every move of a membership: from where, to where, on what, by whom, and with which cause. What is not in the table moves
 * nothing: an occurrence that finds no row for the state it meets leaves the membership as it is, and makes no event.
 *
 * The table in ARCHITECTURE.md is printed from it.
 */
export const TRANSITIONS: readonly Transition[] = [
  ...row([null, ...END_STATES], QUEUED, 'inviteStored', 'caller', INVITE),
  ...row([QUEUED, INVITED, ...END_STATES], JOINED, 'inviteLetIn', 'provider', INVITE),
  ...row([QUEUED], INVITED, 'inviteTaken', 'provider', INVITE),
  ...row([QUEUED], FAILED, 'inviteFailed', 'provider', INVITE),
  ...row([QUEUED], CANCELLED, 'inviteCancelled', 'caller', CANCELLATION),
  ...row([INVITED], CANCELLED, 'invitationWithdrawn', 'caller', CANCELLATION),
  ...row([INVITED], EXPIRED, 'invitationExpired', 'time', EXPIRY),
  ...row([INVITED], DECLINED, 'invitationGone', 'provider', RECONCILIATION),
  ...row([null, QUEUED, INVITED, ...END_STATES], JOINED, 'seenIn', 'provider', WEBHOOK, RECONCILIATION),
  ...row([JOINED], LEFT, 'seenOut', 'provider', WEBHOOK, RECONCILIATION),
  ...row([null], INVITED, 'seenInvited', 'provider', RECONCILIATION),
  ...row([null, JOINED], LEFT, 'left', 'provider', WEBHOOK),
  ...row([null, JOINED], REMOVED, 'removed', 'provider', WEBHOOK, REMOVAL),
  ...row([JOINED], REMOVED, 'groupGone', 'provider', WEBHOOK, RECONCILIATION),
  ...row([INVITED], FAILED, 'groupGone', 'provider', WEBHOOK, RECONCILIATION),
];

const keyOf = (from: MemberState | null, on: Occurrence): string => `${from ?? ''} ${on}`;
const AFTER = new Map(TRANSITIONS.map(({ from, on, to }) => [keyOf(from, on), to]));

/** Where an occurrence takes a membership; null when it stays as it is. */
export const stateAfter = (from: MemberState | null, on: Occurrence): MemberState | null =>
  AFTER.get(keyOf(from, on)) ?? null;

/** Whether any occurrence leads from `from` (null: nothing is known yet) to `to`. */
export const canMove = (from: MemberState | null, to: MemberState): boolean =>
  TRANSITIONS.some((transition) => transition.from === from && transition.to === to);
