import type { Clock, Random } from '../../kernel/clock.ts';
import { behaviourOf } from '../accounts.ts';
import { SANDBOX_CREDENTIALS } from '../connections.ts';
import type { Allowance, Call, Conditions, Front } from '../front.ts';
import type { Answer } from '../http/answer.ts';
import { asObject, asString, asStrings } from '../http/received.ts';
import type { ReceivedRequest } from '../http/received.ts';
import type { World } from '../world/world.ts';
import { ZimEnvelope } from './envelope.ts';
import { isZimId } from './groups.ts';
import type { ZimRules } from './groups.ts';
import { inviteUsers, userIdsIn } from './invite.ts';
import { groupInfo, kickUsers, memberPage } from './read.ts';
import { SignatureCheck } from './signature.ts';

const allowance: Allowance = { membersPerCall: 100, callsPerSecond: 1, scope: 'group', readsPerSecond: 20 };
const ACTIONS = ['InviteUsersIntoGroup', 'KickoutGroupUser', 'QueryGroupInfo', 'QueryGroupMemberList'] as const;
type Action = (typeof ACTIONS)[number];
/** Actions that are done in somebody's name, who must exist. */
const NEEDS_OPERATOR: readonly Action[] = ['InviteUsersIntoGroup', 'KickoutGroupUser', 'QueryGroupInfo'];

interface Deps {
  readonly world: World<ZimRules>;
  readonly clock: Clock;
  readonly random: Random;
}

export interface ZimFront extends Front {
  /** Takes spent nonces as new again. */
  reset(): void;
}

/** ZEGOCLOUD ZIM's server API: one path, the action and an md5 signature in the query, the business in a JSON body. */
export function createZimFront({ world, clock, random }: Deps): ZimFront {
  const signatures = new SignatureCheck(SANDBOX_CREDENTIALS.zim);
  const envelope = new ZimEnvelope(random);

  function carryOut(call: Call, request: ReceivedRequest, conditions: Conditions): Answer {
    const action = ACTIONS.find((known) => known === call.action);
    if (action === undefined) return envelope.fail(100000007, 'unknown Action');
    const body = asObject(request.body);
    if (request.method !== 'POST' || body === null) return envelope.fail(2, 'the parameters are not understood');
    const operator = asString(body['FromUserId']) ?? '';
    const groupId = call.groupId ?? '';
    if (!isZimId(groupId)) return envelope.fail(660000002, 'invalid GroupId');
    if (NEEDS_OPERATOR.includes(action)) {
      if (!isZimId(operator)) return envelope.fail(660000002, 'invalid FromUserId');
      if (behaviourOf(operator) === 'ghost') return envelope.fail(660500002, 'the operator is not registered');
    }
    const group = world.find(groupId);
    if (group === undefined) return envelope.fail(660600001, 'the group does not exist');
    switch (action) {
      case 'InviteUsersIntoGroup':
        return inviteUsers({ world, group, operator, body, conditions, nowMs: clock.now(), envelope });
      case 'KickoutGroupUser':
        return kickUsers({ world, group, operator, body, envelope });
      case 'QueryGroupInfo':
        return groupInfo(group, envelope);
      case 'QueryGroupMemberList':
        return memberPage(group, body, envelope);
    }
  }

  return {
    connectionId: 'zim',
    allowance,
    recognise(request) {
      if (request.path !== '' && request.path !== '/') return null;
      const action = ACTIONS.find((known) => known === request.query.get('Action'));
      if (action === undefined) return { action: 'UnknownAction', kind: 'other', groupId: null, accounts: [] };
      const body = asObject(request.body) ?? {};
      const kind = action === 'InviteUsersIntoGroup' ? 'invites' : 'reads';
      const accounts = kind === 'invites' ? userIdsIn(body) : asStrings(body['UserId']);
      return { action, kind, groupId: asString(body['GroupId']), accounts: accounts ?? [] };
    },
    refuseCredentials(request) {
      const code = signatures.judge(request.query, clock.now());
      return code === null ? null : envelope.fail(code, 'the signed query is not good');
    },
    carryOut,
    refuseOverQuota: (call) =>
      call.kind === 'invites'
        ? envelope.fail(660300006, 'the group is called too frequently')
        : envelope.fail(660300005, 'the app calls too frequently'),
    answerCode: (code) => envelope.fail(code, 'ordered to answer this code'),
    reset: () => signatures.clear(),
  };
}
