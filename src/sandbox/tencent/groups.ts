import { SANDBOX_OPERATOR } from '../connections.ts';
import type { GroupSeed } from '../world/group.ts';

export type TencentGroupType = 'Work' | 'Public' | 'Meeting' | 'Community' | 'AVChatRoom' | 'BChatRoom';

export interface TencentRules {
  readonly type: TencentGroupType;
  /** What becomes of invites by ordinary users; work groups take them from every member whatever it says. */
  readonly inviteJoinOption: 'FreeAccess' | 'NeedPermission' | 'DisableInvite';
  /** What becomes of adds over the REST front: `asks` makes everybody consent, `refused` is 10007. */
  readonly restAdds: 'joins' | 'asks' | 'refused';
}

const ruled = (
  type: TencentGroupType,
  inviteJoinOption: TencentRules['inviteJoinOption'],
  restAdds: TencentRules['restAdds'] = 'joins',
): TencentRules => ({ type, inviteJoinOption, restAdds });

const base = { ownerId: SANDBOX_OPERATOR, memberIds: ['u_member'], capacity: 2000 } as const;

/** One backend for both fronts: the REST API and the app. */
export const TENCENT_GROUPS: readonly GroupSeed<TencentRules>[] = [
  {
    ...base,
    id: '@TGS#2J4SZEAEL',
    name: 'Product',
    purpose: 'public, open to invites: everybody joins at once',
    rules: ruled('Public', 'FreeAccess'),
  },
  {
    ...base,
    id: 'groupID',
    name: 'Team',
    purpose: 'work group: any member may invite',
    rules: ruled('Work', 'FreeAccess'),
  },
  {
    ...base,
    id: 'consent-group',
    name: 'Circle',
    purpose: 'everybody must consent first',
    rules: ruled('Public', 'NeedPermission', 'asks'),
  },
  {
    ...base,
    id: 'meeting-group',
    name: 'Standup',
    purpose: 'meeting: only the administrator (REST) may add, the app gets 10007',
    rules: ruled('Meeting', 'DisableInvite'),
  },
  {
    ...base,
    id: 'full-group',
    name: 'Table for five',
    purpose: 'two places left',
    memberIds: ['u_member', 'u_guest'],
    capacity: 5,
    rules: ruled('Public', 'FreeAccess'),
  },
  {
    ...base,
    id: 'locked-group',
    name: 'Board',
    purpose: 'without permission: 10007 at both fronts',
    rules: ruled('Public', 'DisableInvite', 'refused'),
  },
  {
    ...base,
    id: 'live-group',
    name: 'Livestream',
    purpose: 'AVChatRoom: takes no invites at all, 10007',
    rules: ruled('AVChatRoom', 'DisableInvite', 'refused'),
  },
  {
    ...base,
    id: 'broadcast-group',
    name: 'Announcements',
    purpose: 'BChatRoom: takes no invites at all, 10007',
    rules: ruled('BChatRoom', 'DisableInvite', 'refused'),
  },
];

const MAX_GROUP_ID_BYTES = 48;
const MAX_USER_ID_BYTES = 32;

/** At most 48 printable ASCII characters. */
export function isGroupId(id: string): boolean {
  return id.length <= MAX_GROUP_ID_BYTES && /^[!-~]+$/.test(id);
}

export function isUserId(account: string): boolean {
  return account !== '' && Buffer.byteLength(account) <= MAX_USER_ID_BYTES;
}

/** Live rooms, which people enter only by themselves. */
export function takesNoInvites(rules: TencentRules): boolean {
  return rules.type === 'AVChatRoom' || rules.type === 'BChatRoom';
}

/** Load-test groups: any well-formed id with `load` in it. */
export function tencentLoadGroup(id: string): GroupSeed<TencentRules> | null {
  if (!id.includes('load') || !isGroupId(id)) return null;
  return { id, name: id, purpose: 'load tests', ownerId: SANDBOX_OPERATOR, rules: ruled('Public', 'FreeAccess') };
}
