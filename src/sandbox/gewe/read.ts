import { nicknameOf } from '../accounts.ts';
import { isManager } from '../world/group.ts';
import type { Group, Membership } from '../world/group.ts';
import type { GeweRules } from './groups.ts';

function memberEntry(member: Membership) {
  return {
    wxid: member.account,
    nickName: nicknameOf(member.account),
    inviterUserName: member.inviterId,
    memberFlag: 1,
    displayName: null,
    bigHeadImgUrl: '',
    smallHeadImgUrl: '',
  };
}

export function memberList(group: Group<GeweRules>): unknown {
  return {
    memberList: [...group.members.values()].map(memberEntry),
    chatroomOwner: group.ownerId,
    adminWxid: [...group.members.values()].filter((member) => member.role === 'admin').map((member) => member.account),
  };
}

/** Those of `accounts` who are members; the others are left out. */
export function memberDetails(group: Group<GeweRules>, accounts: readonly string[]): unknown {
  return accounts.flatMap((account) => {
    const member = group.members.get(account);
    if (member === undefined) return [];
    return [
      {
        userName: account,
        nickName: nicknameOf(account),
        inviterUserName: member.inviterId,
        memberFlag: isManager(group, account) ? 2049 : 1,
        bigHeadImgUrl: '',
        smallHeadImgUrl: '',
      },
    ];
  });
}

export function groupInfo(group: Group<GeweRules>): unknown {
  return {
    chatroomId: group.id,
    nickName: group.name,
    chatRoomNotify: 1,
    chatRoomOwner: group.ownerId,
    smallHeadImgUrl: '',
    memberList: [...group.members.values()].map(memberEntry),
  };
}
