import { behaviourOf } from '../accounts.ts';
import type { CallKind, Conditions } from '../front.ts';
import type { Answer } from '../http/answer.ts';
import { asFieldStrings, asString, asStrings } from '../http/received.ts';
import type { JsonObject } from '../http/received.ts';
import type { Group, Membership, Role } from '../world/group.ts';
import type { World } from '../world/world.ts';
import { fail, ok } from './envelope.ts';
import { isGroupId, isUserId, takesNoInvites } from './groups.ts';
import type { TencentRules } from './groups.ts';
import { explain } from './invite.ts';
import type { Inviting } from './invite.ts';

/** What a command works on. */
export interface CommandOrder {
  readonly world: World<TencentRules>;
  readonly inviting: Inviting;
  readonly body: JsonObject;
  readonly administrator: string;
  readonly conditions: Conditions;
}

export interface Command {
  readonly kind: CallKind;
  /** Whom the body names; null when it names nobody in the form that the command takes. */
  readonly accountsIn: (body: JsonObject) => readonly string[] | null;
  readonly run: (order: CommandOrder) => Answer | Promise<Answer>;
}

const MAX_ROLE_QUERY_ACCOUNTS = 500;
const MAX_MEMBER_PAGE = 6000;
const MAX_DELETED_ACCOUNTS = 100;
const MAX_GROUP_QUERY_IDS = 50;
const MAX_CHECKED_ACCOUNTS = 100;

const ROLE_NAMES: Readonly<Record<Role, string>> = { owner: 'Owner', admin: 'Admin', member: 'Member' };

/** By `service/command`. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  'group_open_http_svc/add_group_member': {
    kind: 'invites',
    accountsIn: (body) => asFieldStrings(body['MemberList'], 'Member_Account'),
    run: (order) => withGroup(order, (group) => addMembers(group, order)),
  },
  'group_open_http_svc/delete_group_member': {
    kind: 'reads',
    accountsIn: (body) => asStrings(body['MemberToDel_Account']),
    run: (order) => withGroup(order, (group) => deleteMembers(group, order)),
  },
  'group_open_http_svc/get_role_in_group': {
    kind: 'reads',
    accountsIn: (body) => asStrings(body['User_Account']),
    run: (order) => withGroup(order, (group) => rolesIn(group, order)),
  },
  'group_open_http_svc/get_group_member_info': {
    kind: 'reads',
    accountsIn: () => [],
    run: (order) => withGroup(order, (group) => memberPage(group, order.body)),
  },
  'group_open_http_svc/get_group_info': { kind: 'reads', accountsIn: () => [], run: groupInfos },
  'im_open_login_svc/account_check': {
    kind: 'reads',
    accountsIn: (body) => asFieldStrings(body['CheckItem'], 'UserID'),
    run: checkAccounts,
  },
};

function withGroup<Result>(
  { world, body }: CommandOrder,
  run: (group: Group<TencentRules>) => Result,
): Result | Answer {
  const groupId = asString(body['GroupId']);
  if (groupId === null) return fail(10004, 'invalid GroupId');
  if (!isGroupId(groupId)) return fail(10015, 'invalid group id');
  const group = world.find(groupId);
  return group === undefined ? fail(10010, 'group not exist') : run(group);
}

function addMembers(
  group: Group<TencentRules>,
  { inviting, body, administrator, conditions }: CommandOrder,
): Answer | Promise<Answer> {
  if (takesNoInvites(group.rules) || group.rules.restAdds === 'refused') {
    return fail(10007, 'no permission for this group operation');
  }
  const accounts = asFieldStrings(body['MemberList'], 'Member_Account');
  if (accounts === null || accounts.length === 0 || !accounts.every(isUserId)) return fail(10004, 'invalid MemberList');
  if (body['Silence'] !== undefined && body['Silence'] !== 0 && body['Silence'] !== 1)
    return fail(10004, 'invalid Silence');
  if (accounts.length > conditions.membersPerCall) return fail(10005, 'too many members in the request');
  const asks = group.rules.restAdds === 'asks' ? 'invitee' : null;
  return inviting.invite(group, accounts, { inviterId: administrator, asks, conditions }, (verdict) => {
    if ('code' in verdict) return fail(verdict.code, explain(verdict.code));
    const entries = [...verdict.results].map(([account, result]) => ({ Member_Account: account, Result: result }));
    return ok({ MemberList: entries });
  });
}

function deleteMembers(group: Group<TencentRules>, { world, body, administrator }: CommandOrder): Answer {
  const accounts = asStrings(body['MemberToDel_Account']);
  if (takesNoInvites(group.rules) || accounts === null || accounts.length === 0)
    return fail(10004, 'invalid MemberToDel_Account');
  if (accounts.length > MAX_DELETED_ACCOUNTS) return fail(10005, 'too many members in the request');
  if (accounts.includes(group.ownerId)) return fail(10004, 'the owner cannot be deleted');
  world.remove(group, accounts, administrator);
  return ok();
}

function rolesIn(group: Group<TencentRules>, { body }: CommandOrder): Answer {
  const accounts = asStrings(body['User_Account']);
  if (accounts === null || accounts.length === 0) return fail(10004, 'invalid User_Account');
  if (accounts.length > MAX_ROLE_QUERY_ACCOUNTS) return fail(10005, 'too many accounts in the request');
  const roleOf = (account: string): string => {
    const member = group.members.get(account);
    return member === undefined ? 'NotMember' : ROLE_NAMES[member.role];
  };
  return ok({ UserIdList: accounts.map((account) => ({ Member_Account: account, Role: roleOf(account) })) });
}

function memberPage(group: Group<TencentRules>, body: JsonObject): Answer {
  const { Limit: limit = MAX_MEMBER_PAGE, Offset: offset = 0 } = body;
  if (typeof limit !== 'number' || limit < 0 || limit > MAX_MEMBER_PAGE) return fail(10004, 'invalid Limit');
  if (typeof offset !== 'number' || offset < 0) return fail(10004, 'invalid Offset');
  const roles = asStrings(body['MemberRoleFilter']);
  const members = [...group.members.values()].filter((member) => roles?.includes(ROLE_NAMES[member.role]) ?? true);
  const fields = asStrings(body['MemberInfoFilter']);
  const page = members.slice(offset, offset + limit).map((member) => memberEntry(member, fields));
  return ok({ MemberNum: group.members.size, MemberList: page });
}

function memberEntry({ account, role, joinedAtMs }: Membership, fields: readonly string[] | null): unknown {
  const all = {
    Member_Account: account,
    Role: ROLE_NAMES[role],
    JoinTime: Math.floor(joinedAtMs / 1000),
    MsgSeq: 0,
    MsgFlag: 'AcceptAndNotify',
    LastSendMsgTime: 0,
    MuteUntil: 0,
    NameCard: '',
  };
  if (fields === null) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => name === 'Member_Account' || fields.includes(name)));
}

function groupInfos({ world, body }: CommandOrder): Answer {
  const ids = asStrings(body['GroupIdList']);
  if (ids === null || ids.length === 0) return fail(10004, 'invalid GroupIdList');
  if (ids.length > MAX_GROUP_QUERY_IDS) return fail(10005, 'too many groups in the request');
  return ok({ GroupInfo: ids.map((id) => groupInfo(id, isGroupId(id) ? world.find(id) : undefined)) });
}

function groupInfo(id: string, group: Group<TencentRules> | undefined): unknown {
  if (group === undefined) return { GroupId: id, ErrorCode: 10010, ErrorInfo: 'group not exist' };
  return {
    GroupId: id,
    ErrorCode: 0,
    Type: group.rules.type,
    Name: group.name,
    Introduction: '',
    Notification: '',
    FaceUrl: '',
    Owner_Account: group.ownerId,
    CreateTime: Math.floor(group.createdAtMs / 1000),
    MemberNum: group.members.size,
    MaxMemberNum: group.capacity,
    ApplyJoinOption: 'NeedPermission',
    InviteJoinOption: group.rules.inviteJoinOption,
    MuteAllMember: 'Off',
  };
}

function checkAccounts({ body }: CommandOrder): Answer {
  const accounts = asFieldStrings(body['CheckItem'], 'UserID');
  if (accounts === null || accounts.length === 0) return fail(10004, 'invalid CheckItem');
  if (accounts.length > MAX_CHECKED_ACCOUNTS) return fail(10005, 'too many accounts in the request');
  const statusOf = (account: string): string => (behaviourOf(account) === 'ghost' ? 'NotImported' : 'Imported');
  return ok({
    ResultItem: accounts.map((account) => ({
      UserID: account,
      ResultCode: 0,
      ResultInfo: '',
      AccountStatus: statusOf(account),
    })),
  });
}
