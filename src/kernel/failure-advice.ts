import type { InviteFailureReason } from './vocabulary.ts';

/**
 * What to do when somebody could not be invited, by reason: one sentence for people, who read it in the console and in
 * docs/outcomes.md. What a reason means stands in the SDL.
 */
export const FAILURE_ADVICE: Readonly<Record<InviteFailureReason, string>> = {
  INVALID_ACCOUNT: 'Correct the ids, or link the users to accounts.',
  OPERATOR_NOT_FOUND: 'Invite on behalf of an account that exists.',
  OPERATOR_IS_INVITEE: 'Invite on behalf of somebody else.',
  GROUP_NOT_FOUND: "Check the group's id and that it still exists.",
  INVALID_GROUP: "Check the group's id.",
  GROUP_FULL: 'Make room in the group or raise its limit at the provider, then retry.',
  INVITES_UNSUPPORTED: 'People come into this group by themselves: send them its link.',
  PERMISSION_DENIED: "Give the connection's account the right to invite at the provider, then retry.",
  REFUSED_BY_PROVIDER: 'Ask the people, or your own hook at the provider, why.',
  RATE_LIMITED: 'Retry later; a lower quota in the configuration prevents it.',
  PROVIDER_UNAVAILABLE: 'Retry when it is back; the page of connections shows it.',
  PROVIDER_ERROR: 'Look its code up at the provider.',
};
