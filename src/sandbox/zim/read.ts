import { nicknameOf } from '../accounts.ts';
import type { Answer } from '../http/answer.ts';
import { asStrings } from '../http/received.ts';
import type { JsonObject } from '../http/received.ts';
import { isManager } from '../world/group.ts';
import type { Group, Role } from '../world/group.ts';
import type { World } from '../world/world.ts';
import type { ZimEnvelope, ZimFailure } from './envelope.ts';
import { isZimId } from './groups.ts';
import type { ZimRules } from './groups.ts';

const MAX_MEMBER_PAGE = 1000;
const MAX_KICKED_USERS = 50;
const ROLE_NUMBERS: Readonly<Record<Role, number>> = { owner: 1, admin: 2, member: 3 };

/** One page of the members; `Next` is where the next one begins, 0 after the last. */
export function memberPage(group: Group<ZimRules>, body: JsonObject, envelope: ZimEnvelope): Answer {
  const { Limit: limit = MAX_MEMBER_PAGE, Next: next = 0 } = body;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > MAX_MEMBER_PAGE) {
    return envelope.fail(660000002, 'invalid Limit');
  }
  if (typeof next !== 'number' || !Number.isInteger(next) || next < 0) return envelope.fail(660000002, 'invalid Next');
  const page = [...group.members.values()].slice(next, next + limit);
  return envelope.ok({
    TotalCount: group.members.size,
    Next: next + limit < group.members.size ? next + limit : 0,
    MemberList: page.map(({ account, role }) => ({
      UserId: account,
      UserName: nicknameOf(account),
      UserNickName: '',
      Role: ROLE_NUMBERS[role],
    })),
  });
}

export function groupInfo(group: Group<ZimRules>, envelope: ZimEnvelope): Answer {
  const { inviteMode, beInvitedMode } = group.rules;
  return envelope.ok({
    GroupId: group.id,
    GroupName: group.name,
    GroupNotice: '',
    GroupAvatar: '',
    IsAllForbid: false,
    ForbidList: [],
    LimitInfo: {
      MemberCountLimit: group.capacity,
      JoinMode: 2,
      InviteMode: inviteMode,
      BeInvitedMode: beInvitedMode,
      NumberMessage: 100,
    },
    GroupCreateTime: group.createdAtMs,
    GroupAttributes: [],
  });
}

export interface KickOrder {
  readonly world: World<ZimRules>;
  readonly group: Group<ZimRules>;
  readonly operator: string;
  readonly body: JsonObject;
  readonly envelope: ZimEnvelope;
}

/** Takes users out; unlike inviting it lists failures as `ErrorList`. */
export function kickUsers({ world, group, operator, body, envelope }: KickOrder): Answer {
  const accounts = asStrings(body['UserId']);
  if (accounts === null || accounts.length === 0 || !accounts.every(isZimId))
    return envelope.fail(660000002, 'invalid parameter');
  if (accounts.length > MAX_KICKED_USERS) return envelope.fail(660000011, 'too many users in the list');
  if (!isManager(group, operator)) return envelope.fail(660600032, 'the operator has no permission');
  const failures: ZimFailure[] = accounts.flatMap((account) => {
    if (!group.members.has(account)) return [{ UserId: account, SubCode: 660600008 }];
    return account === group.ownerId ? [{ UserId: account, SubCode: 660600032 }] : [];
  });
  const failed = new Set(failures.map(({ UserId }) => UserId));
  world.remove(
    group,
    accounts.filter((account) => !failed.has(account)),
    operator,
  );
  return envelope.listed('ErrorList', failures, accounts.length);
}
