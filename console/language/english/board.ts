import { FAILURE_ADVICE } from '../../../src/kernel/failure-advice.ts';
import type { TileState } from '../../board/tile.ts';
import type { FailureKind } from '../../board/failures.ts';

const states: Record<TileState, string> = {
  queued: 'Waiting',
  invited: 'Invited',
  joined: 'Joined',
  alreadyJoined: 'Already in',
  failed: 'Failed',
  cancelled: 'Cancelled',
  other: 'Other',
};

/** Why, and what to do about it. */
const failures: Record<FailureKind, { why: string; what: string }> = {
  INVALID_ACCOUNT: { why: 'No account that this provider can have', what: FAILURE_ADVICE.INVALID_ACCOUNT },
  OPERATOR_NOT_FOUND: { why: 'The inviting account is not known', what: FAILURE_ADVICE.OPERATOR_NOT_FOUND },
  OPERATOR_IS_INVITEE: { why: 'The account would invite itself', what: FAILURE_ADVICE.OPERATOR_IS_INVITEE },
  GROUP_NOT_FOUND: { why: 'The provider does not know the group', what: FAILURE_ADVICE.GROUP_NOT_FOUND },
  INVALID_GROUP: { why: "The group's id breaks the provider's rules", what: FAILURE_ADVICE.INVALID_GROUP },
  GROUP_FULL: { why: 'The group is full', what: FAILURE_ADVICE.GROUP_FULL },
  INVITES_UNSUPPORTED: { why: 'Groups of this kind take no invites', what: FAILURE_ADVICE.INVITES_UNSUPPORTED },
  PERMISSION_DENIED: { why: "The connection's account may not invite", what: FAILURE_ADVICE.PERMISSION_DENIED },
  REFUSED_BY_PROVIDER: { why: 'The provider refused these members', what: FAILURE_ADVICE.REFUSED_BY_PROVIDER },
  RATE_LIMITED: { why: 'The provider took no more calls for too long', what: FAILURE_ADVICE.RATE_LIMITED },
  PROVIDER_UNAVAILABLE: { why: 'The provider could not be reached', what: FAILURE_ADVICE.PROVIDER_UNAVAILABLE },
  PROVIDER_ERROR: { why: 'The provider gave an error of its own', what: FAILURE_ADVICE.PROVIDER_ERROR },
  NOT_FOUND: {
    why: 'The provider does not know the account',
    what: 'Check the spelling, or have the people register first.',
  },
  OVER_GROUP_LIMIT: { why: 'In as many groups as the provider allows', what: 'They have to leave a group first.' },
  OTHER: { why: 'Another reason', what: 'What the provider said is shown with each member.' },
};

export const english = {
  title: 'Operation',
  intoGroup: 'Into the group',
  begun: (when: string) => `begun ${when}`,
  missing: 'This operation is not known, or not any more.',
  status: { RUNNING: 'Running', COMPLETED: 'Completed', CANCELLED: 'Cancelled', other: 'Unknown' },
  progress: 'Progress',
  settled: (settled: string, total: string) => `${settled} of ${total} settled`,
  left: (duration: string) => `about ${duration} left`,
  quiet: 'Nobody was settled for a while: the provider may not answer, or other groups have their turn.',
  quietWhy: 'See the connections',
  soon: 'done in a moment',
  states,
  filter: 'Show members by state',
  all: 'All',
  members: 'Members',
  nobody: 'No member is in this state.',
  retryAll: 'Retry what may succeed',
  retryThese: 'Retry these',
  cancel: {
    open: 'Cancel what waits',
    question: 'Cancel every invite that has not been sent, and take open invitations back where the provider can?',
    yes: 'Cancel the invites',
  },
  withdraw: {
    open: 'Take open invitations back',
    question: 'Everybody was sent. Take the invitations that nobody has answered back, where the provider can?',
    yes: 'Take them back',
  },
  cancelNo: 'Keep them',
  stayOpen: (count: string) => `This provider takes no invitations back. Still open: ${count}.`,
  understood: 'All right',
  failuresTitle: 'What failed, and what to do',
  failures,
  whatToDo: 'What to do',
  who: 'Who',
  more: (count: string) => `and ${count} more`,
  moreSaid: (count: string) => `The provider has given ${count} more reasons; each stands with its member.`,
  copy: 'Copy the accounts',
  arrowKeys: 'Arrow keys move, Enter tells more.',
  outcome: {
    joined: (when: string) => `Joined ${when}.`,
    alreadyJoined: 'Was a member before.',
    consent: 'Invited; somebody has to agree first.',
    confirmation: 'Invited; the provider tells later whether the account is in.',
    expires: (when: string) => `Expires ${when}.`,
    queued: (position: string, when: string) =>
      `Place ${position} of those who wait for this group; sent about ${when}.`,
    cancelled: 'Cancelled.',
    code: (code: string) => `Code of the provider: ${code}.`,
  },
};
