import type { MemberEvent } from '../../../src/store/records.ts';
import { formatEventCursor } from '../../../src/kernel/cursor.ts';

/** The data of all servers that answer from memory: built once, the same in every process. */

export const GROUP = { connectionId: 'tencent', externalId: 'bench' } as const;
export const GROUP_ID = 'tencent:bench';
/** Members of the group, and the most of one mutation. */
export const ACCOUNTS = 500;
/** Every tenth invite fails, and every seventh is of somebody who is in. */
const FAILED_EVERY = 10;
const PRESENT_EVERY = 7;
/** All times are this one, so that answers are equal in all processes. */
const AT_MS = Date.UTC(2026, 10, 1);

export interface Membership {
  readonly __typename: 'Membership';
  readonly id: string;
  readonly account: string;
  readonly state: string;
  readonly changedAt: Date;
  readonly invitedBy: string | null;
  readonly profile: { readonly nickname: string; readonly avatarUrl: string; readonly isRobot: boolean } | null;
  readonly group: Group;
}

export interface Group {
  readonly __typename: 'Group';
  readonly id: string;
  readonly connectionId: string;
  readonly externalId: string;
  readonly type: string;
  readonly name: string;
  readonly avatarUrl: null;
  readonly memberCount: number;
}

export const group: Group = {
  __typename: 'Group',
  id: GROUP_ID,
  ...GROUP,
  type: 'PUBLIC',
  name: 'Bench',
  avatarUrl: null,
  memberCount: ACCOUNTS,
};

export const accountOf = (index: number): string => `account-${index}`;
export const membershipIdOf = (index: number): string => `${GROUP_ID}:${accountOf(index)}`;

export const memberships: readonly Membership[] = Array.from({ length: ACCOUNTS }, (_, index) => ({
  __typename: 'Membership',
  id: membershipIdOf(index),
  account: accountOf(index),
  state: index % FAILED_EVERY === FAILED_EVERY - 1 ? 'FAILED' : 'JOINED',
  changedAt: new Date(AT_MS + index),
  invitedBy: index % 2 === 0 ? 'u_owner' : null,
  profile: { nickname: `Nick ${index}`, avatarUrl: `https://pictures.example/${index}.png`, isRobot: false },
  group,
}));

export const membershipById: ReadonlyMap<string, Membership> = new Map(memberships.map((one) => [one.id, one]));

/** What becomes of an invite of each account. */
export const outcomeByAccount: ReadonlyMap<string, object> = new Map(
  memberships.map((membership, index) => [membership.account, outcomeOf(membership, index)]),
);

function outcomeOf(membership: Membership, index: number): object {
  const { account } = membership;
  if (index % FAILED_EVERY === FAILED_EVERY - 1) {
    const message = 'refused by a hook of the provider';
    const reason = 'REFUSED_BY_PROVIDER';
    return {
      __typename: 'MemberFailed',
      account,
      membership,
      reason,
      message,
      providerCode: '10016',
      retryable: false,
    };
  }
  if (index % PRESENT_EVERY === PRESENT_EVERY - 1) return { __typename: 'MemberAlreadyJoined', account, membership };
  return { __typename: 'MemberJoined', account, membership, joinedAt: new Date(AT_MS + index) };
}

/** An operation of so many members. */
export const operationOf = (total: number): object => ({
  __typename: 'InviteOperation',
  id: '00000000-0000-4000-8000-000000000000',
  group,
  status: 'COMPLETED',
  createdAt: new Date(AT_MS),
  completedAt: new Date(AT_MS + 1),
  counts: { total, queued: 0, invited: 0, joined: total, alreadyJoined: 0, failed: 0, cancelled: 0 },
});

/** The n-th change of a member, as the feed hands it on. */
export const eventOf = (position: number): MemberEvent => ({
  position,
  sequence: position,
  atMs: AT_MS + position,
  from: 'QUEUED',
  to: 'JOINED',
  cause: 'INVITE',
  operationId: '00000000-0000-4000-8000-000000000000',
  membership: {
    ...GROUP,
    key: position,
    account: accountOf(position % ACCOUNTS),
    state: 'JOINED',
    changedAtMs: AT_MS + position,
    invitedBy: 'u_owner',
    userId: null,
    profile: null,
  },
});

/** What GraphQL sees of a change. */
export const changeOf = (event: MemberEvent): object => ({
  cursor: formatEventCursor(event),
  sequence: event.sequence,
  at: new Date(event.atMs),
  from: event.from,
  to: event.to,
  cause: event.cause,
  operationId: event.operationId,
  membership: memberships[event.position % ACCOUNTS],
});
