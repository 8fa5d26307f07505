import { SANDBOX_OPERATOR } from '../connections.ts';
import type { GroupSeed } from '../world/group.ts';

export interface ZimRules {
  /** 0: every member may invite; 1: only the owner and admins. */
  readonly inviteMode: 0 | 1;
  /** 0: invitees are in at once; 1: they must agree first. */
  readonly beInvitedMode: 0 | 1;
}

const openRules: ZimRules = { inviteMode: 0, beInvitedMode: 0 };

export const ZIM_GROUPS: readonly GroupSeed<ZimRules>[] = [
  {
    id: 'groupA',
    name: 'Group A',
    purpose: 'every member may invite; everybody is in at once',
    ownerId: SANDBOX_OPERATOR,
    memberIds: ['zego_user'],
    capacity: 2000,
    rules: openRules,
  },
  {
    id: 'consent-group',
    name: 'Circle',
    purpose: 'BeInvitedMode 1: everybody must agree first',
    ownerId: SANDBOX_OPERATOR,
    memberIds: ['zego_user'],
    capacity: 2000,
    rules: { inviteMode: 0, beInvitedMode: 1 },
  },
  {
    id: 'full-group',
    name: 'Table for five',
    purpose: 'two places left',
    ownerId: SANDBOX_OPERATOR,
    memberIds: ['zego_user', 'u_guest'],
    capacity: 5,
    rules: openRules,
  },
  {
    id: 'locked-group',
    name: 'Board',
    purpose: `InviteMode 1, and ${SANDBOX_OPERATOR} is a plain member: without permission, 660600032`,
    ownerId: 'u_chair',
    memberIds: [SANDBOX_OPERATOR, 'zego_user'],
    capacity: 2000,
    rules: { inviteMode: 1, beInvitedMode: 0 },
  },
];

export const MAX_ZIM_ID_BYTES = 32;
const ID = /^[A-Za-z0-9!#$%&()+\-,:;<=.>?@[\]^_{}|~]+$/;

/** Ids of groups and of users alike. All their characters are ASCII, so that characters are bytes. */
export function isZimId(id: string): boolean {
  return id.length <= MAX_ZIM_ID_BYTES && ID.test(id);
}

/** Load-test groups: any well-formed id with `load` in it. */
export function zimLoadGroup(id: string): GroupSeed<ZimRules> | null {
  if (!id.includes('load') || !isZimId(id)) return null;
  return { id, name: id, purpose: 'load tests', ownerId: SANDBOX_OPERATOR, memberIds: ['zego_user'], rules: openRules };
}
