import type { Random } from '../../kernel/clock.ts';
import { SANDBOX_CREDENTIALS } from '../connections.ts';
import type { Allowance, Call, CallKind, Conditions, Front } from '../front.ts';
import type { Answer } from '../http/answer.ts';
import { asObject, asString, asStrings, headerOf } from '../http/received.ts';
import type { JsonObject } from '../http/received.ts';
import { isManager } from '../world/group.ts';
import type { Group } from '../world/group.ts';
import type { World } from '../world/world.ts';
import { failure, success, wechatFailure } from './envelope.ts';
import { BOT } from './groups.ts';
import type { GeweRules } from './groups.ts';
import { INVITE_FAILED, inviteMembers } from './invite.ts';
import { groupInfo, memberDetails, memberList } from './read.ts';

const allowance: Allowance = { membersPerCall: 20, callsPerSecond: 1, scope: 'connection', readsPerSecond: 2 };

interface Deps {
  readonly world: World<GeweRules>;
  readonly random: Random;
}

/** What a group action works on: the bot is a member of `group`, `wxids` holds at least one where the action takes any. */
interface Order {
  readonly group: Group<GeweRules>;
  readonly wxids: readonly string[];
  readonly body: JsonObject;
  readonly conditions: Conditions;
}

interface GroupAction {
  readonly kind: CallKind;
  /** The field that names people; null when it takes none. */
  readonly wxidsField: 'wxids' | 'memberWxids' | null;
  readonly failureText: string;
  readonly run: (order: Order, deps: Deps) => Answer;
}

const GROUP_ACTIONS: Readonly<Record<string, GroupAction>> = {
  inviteMember: { kind: 'invites', wxidsField: 'wxids', failureText: INVITE_FAILED, run: invite },
  removeMember: { kind: 'reads', wxidsField: 'wxids', failureText: '移除群成员失败', run: remove },
  getChatroomMemberList: {
    kind: 'reads',
    wxidsField: null,
    failureText: '获取群成员列表失败',
    run: ({ group }) => success(memberList(group)),
  },
  getChatroomMemberDetail: {
    kind: 'reads',
    wxidsField: 'memberWxids',
    failureText: '获取群成员详情失败',
    run: ({ group, wxids }) => success(memberDetails(group, wxids)),
  },
  getChatroomInfo: {
    kind: 'reads',
    wxidsField: null,
    failureText: '获取群信息失败',
    run: ({ group }) => success(groupInfo(group)),
  },
};

/** GeWe: a WeChat account on a device, behind a token and the device's id. Every answer is HTTP 200. */
export function createGeweFront(deps: Deps): Front {
  return {
    connectionId: 'wechat',
    allowance,
    recognise(request) {
      const [, folder, action = ''] = /^\/gewe\/v2\/api\/(group|login)\/(\w+)$/.exec(request.path) ?? [];
      if (request.method !== 'POST') return null;
      if (folder === 'login' && action === 'checkOnline') return { action, kind: 'reads', groupId: null, accounts: [] };
      const known = folder === 'group' && Object.hasOwn(GROUP_ACTIONS, action) ? GROUP_ACTIONS[action] : undefined;
      if (known === undefined) return null;
      const body = asObject(request.body) ?? {};
      const accounts = known.wxidsField === null ? [] : (readWxids(body[known.wxidsField]) ?? []);
      return { action, kind: known.kind, groupId: asString(body['chatroomId']), accounts };
    },
    refuseCredentials(request) {
      const token = headerOf(request, 'x-gewe-token');
      if (token === null) return failure(500, 'X-GEWE-TOKEN不可为空');
      if (token !== SANDBOX_CREDENTIALS.gewe.token) return failure(401, 'X-GEWE-TOKEN无效');
      const appId = asObject(request.body)?.['appId'];
      if (appId === undefined || appId === '') return failure(400, '参数错误：appId不可为空');
      return appId === SANDBOX_CREDENTIALS.gewe.appId ? null : failure(500, '设备不存在');
    },
    carryOut: (call, request, conditions) => carryOut(call, asObject(request.body) ?? {}, conditions, deps),
    refuseOverQuota: () => failure(500, '操作频率过快，请稍后再试'),
    answerCode: (code) => (code === 200 ? success() : failure(code, '操作失败')),
  };
}

function carryOut(call: Call, body: JsonObject, conditions: Conditions, deps: Deps): Answer {
  const action = GROUP_ACTIONS[call.action];
  if (action === undefined) return success(true);
  if (call.groupId === null || call.groupId === '') return failure(400, '参数错误：chatroomId不可为空');
  if (action.wxidsField !== null && call.accounts.length === 0)
    return failure(400, `参数错误：${action.wxidsField}不可为空`);
  const group = deps.world.find(call.groupId);
  if (group === undefined || !group.members.has(BOT)) return wechatFailure(action.failureText, '不在群聊中');
  return action.run({ group, wxids: call.accounts, body, conditions }, deps);
}

function invite({ group, wxids, body, conditions }: Order, { world, random }: Deps): Answer {
  if (asString(body['reason']) === null) return failure(400, '参数错误：reason不可为null');
  if (wxids.length > conditions.membersPerCall) return failure(400, '参数错误：wxids数量超出限制');
  return inviteMembers(world, group, wxids, { conditions, random });
}

function remove({ group, wxids }: Order, { world }: Deps): Answer {
  if (!isManager(group, BOT)) return wechatFailure('移除群成员失败', '非群主或管理员');
  if (wxids.includes(group.ownerId)) return wechatFailure('移除群成员失败', '不可移除群主');
  world.remove(group, wxids, BOT);
  return success();
}

/** The vendor's page says a comma-separated string, the vendor's own demo sends an array: both are taken. */
function readWxids(value: unknown): readonly string[] | null {
  const wxids = typeof value === 'string' ? value.split(',') : asStrings(value);
  return wxids?.map((wxid) => wxid.trim()).filter((wxid) => wxid !== '') ?? null;
}
