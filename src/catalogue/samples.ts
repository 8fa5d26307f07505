import type { InviteResult, InviteResultType } from '../invitations/result.ts';
import { type InviteMemberResult, toInviteMemberResult } from '../invitations/result.type.ts';
import type { RemovalResult } from '../members/removal-result.ts';
import { RemoveMembersPayload } from '../members/removal.type.ts';
import { Membership } from '../members/member.type.ts';
import type { MembershipRecord } from '../store/records.ts';

const MEMBERSHIP: MembershipRecord = {
  key: 1,
  connectionId: 'connection',
  externalId: 'group',
  account: 'account',
  state: 'QUEUED',
  changedAtMs: 0,
  invitedBy: null,
  userId: null,
  profile: null,
};
const FAILED = {
  type: 'failed',
  reason: 'PROVIDER_ERROR',
  message: '',
  providerCode: null,
  retryable: false,
} as const;

/** One result of each type. */
export const INVITE_RESULTS: { readonly [Type in InviteResultType]: InviteResult & { type: Type } } = {
  joined: { type: 'joined', joinedAtMs: 0 },
  alreadyJoined: { type: 'alreadyJoined' },
  invited: { type: 'invited', awaiting: 'CONSENT', expiresAtMs: 0 },
  overGroupLimit: { type: 'overGroupLimit', message: '' },
  notFound: { type: 'notFound', message: '' },
  failed: FAILED,
  cancelled: { type: 'cancelled' },
};
const REMOVAL_RESULTS: { readonly [Type in RemovalResult['type']]: RemovalResult & { type: Type } } = {
  removed: { type: 'removed', membership: MEMBERSHIP },
  notInGroup: { type: 'notInGroup' },
  failed: FAILED,
};

/** The union's member for a result; null: the invite waits. */
export function outcomeNameOf(result: InviteResult | null): string {
  const standing = {
    invite: { key: 1, ordinal: 0, account: MEMBERSHIP.account, membership: MEMBERSHIP, result },
    queued: null,
  };
  const outcome: InviteMemberResult = toInviteMemberResult(standing, new Membership(MEMBERSHIP));
  return outcome.constructor.name;
}

/** The members of the union of removals. */
export const removalOutcomeNames = (): string[] =>
  new RemoveMembersPayload(
    Object.values(REMOVAL_RESULTS).map((result) => ({ account: MEMBERSHIP.account, result })),
  ).results.map((outcome) => outcome.constructor.name);
