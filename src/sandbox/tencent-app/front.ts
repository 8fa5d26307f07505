import { SANDBOX_CREDENTIALS } from '../connections.ts';
import type { Allowance, Conditions, Front } from '../front.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { asObject, asString, asStrings } from '../http/received.ts';
import type { JsonObject } from '../http/received.ts';
import { isGroupId, isUserId, takesNoInvites } from '../tencent/groups.ts';
import type { TencentRules } from '../tencent/groups.ts';
import { explain } from '../tencent/invite.ts';
import type { Inviting } from '../tencent/invite.ts';
import type { Awaited, Group } from '../world/group.ts';
import type { World } from '../world/world.ts';

const allowance: Allowance = { membersPerCall: 20, callsPerSecond: 5, scope: 'connection', readsPerSecond: 5 };

interface Deps {
  readonly world: World<TencentRules>;
  readonly inviting: Inviting;
}

/**
 * A sidecar that runs Tencent's app SDK and calls `inviteUserToGroup` as an ordinary user: the same groups as the REST front,
 * with an ordinary user's rights. It has no credentials of its own, and always answers HTTP 200.
 */
export function createTencentAppFront(deps: Deps): Front {
  return {
    connectionId: 'tencent-app',
    allowance,
    recognise(request) {
      if (request.method !== 'POST' || request.path !== '') return null;
      const body = asObject(request.body) ?? {};
      const accounts = asStrings(body['userList']) ?? [];
      return { action: 'inviteUserToGroup', kind: 'invites', groupId: asString(body['groupID']), accounts };
    },
    refuseCredentials: () => null,
    carryOut: (_call, request, conditions) => invite(deps, asObject(request.body) ?? {}, conditions),
    refuseOverQuota: () => fail(9506, 'the calls are too frequent'),
    answerCode: (code) => fail(code, 'ordered to answer this code'),
  };
}

function invite({ world, inviting }: Deps, body: JsonObject, conditions: Conditions): Answer | Promise<Answer> {
  const operator = asString(body['operator']);
  const groupId = asString(body['groupID']);
  const accounts = asStrings(body['userList']);
  if (operator === null || groupId === null || accounts === null) return fail(6017, 'invalid parameters');
  if (accounts.length === 0) return fail(8510, 'the list of invitees is empty');
  if (accounts.length > conditions.membersPerCall) return fail(8507, 'too many invitees');
  if (!accounts.every(isUserId)) return fail(6017, 'invalid user id');
  if (!isGroupId(groupId)) return fail(8501, 'invalid group id');
  const group = world.find(groupId);
  if (group === undefined) return fail(10010, 'group not exist');
  if (takesNoInvites(group.rules)) return fail(10007, `groups of type ${group.rules.type} take no invites`);
  const permission = permissionOf(group, operator);
  if (permission === 'refused') return fail(10007, 'no permission to invite into this group');

  const asks: Awaited | null = permission === 'needsAdmin' ? 'admin' : null;
  return inviting.invite(group, accounts, { inviterId: operator, asks, conditions }, (verdict) => {
    if ('code' in verdict) return fail(verdict.code, explain(verdict.code));
    const data = [...verdict.results].map(([account, result]) => ({ memberID: account, result }));
    return jsonAnswer({ code: 0, desc: '', data });
  });
}

/**
 * Ordinary users: only members may invite; into work groups any of them, into public and meeting groups as far as the group's
 * invite option opens that. The app's administrator may always.
 */
function permissionOf(group: Group<TencentRules>, operator: string): 'granted' | 'needsAdmin' | 'refused' {
  if (operator === SANDBOX_CREDENTIALS.tencent.administrator) return 'granted';
  if (!group.members.has(operator)) return 'refused';
  if (group.rules.type === 'Work' || group.rules.inviteJoinOption === 'FreeAccess') return 'granted';
  return group.rules.inviteJoinOption === 'NeedPermission' ? 'needsAdmin' : 'refused';
}

/** Without a result `data` is null, as the SDK's callback has it. */
function fail(code: number, desc: string): Answer {
  return jsonAnswer({ code, desc, data: null });
}
