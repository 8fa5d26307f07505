import { createHash } from 'node:crypto';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/connections.ts';

/** A webhook as a provider posts it. */
export interface Post {
  /** Below the service's URL, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Change = 'joined' | 'left' | 'removed';
export type ReportingConnection = 'wechat' | 'tencent' | 'imkit' | 'zim';

/** What is posted of a change to one account. */
interface Happening {
  readonly groupId: string;
  readonly account: string;
  readonly change: Change;
  readonly nowMs: number;
}

const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');
const json = { 'content-type': 'application/json' };

function tencent({ groupId, account, change, nowMs }: Happening): Post {
  const command = change === 'joined' ? 'Group.CallbackAfterNewMemberJoin' : 'Group.CallbackAfterMemberExit';
  const requestTime = String(Math.floor(nowMs / 1000));
  const query = new URLSearchParams({
    SdkAppid: String(SANDBOX_CREDENTIALS.tencent.sdkAppId),
    CallbackCommand: command,
    contenttype: 'json',
    ClientIP: '127.0.0.1',
    OptPlatform: 'RESTAPI',
    Sign: hash('sha256', SANDBOX_CREDENTIALS.tencent.webhook.token + requestTime),
    RequestTime: requestTime,
  });
  const members = [{ Member_Account: account }];
  const body = {
    CallbackCommand: command,
    GroupId: groupId,
    Type: 'Public',
    ...(change === 'joined'
      ? { JoinType: 'Invited', NewMemberList: members }
      : { ExitType: change === 'left' ? 'Quit' : 'Kicked', ExitMemberList: members }),
    Operator_Account: 'administrator',
    EventTime: nowMs,
  };
  return { path: `/webhooks/tencent?${query.toString()}`, headers: json, body: JSON.stringify(body) };
}

function zim({ groupId, account, change, nowMs }: Happening): Post {
  const timestamp = Math.floor(nowMs / 1000);
  const nonce = '8842213';
  const [secret] = SANDBOX_CREDENTIALS.zim.webhook.secrets;
  const signed = [secret, String(timestamp), nonce].toSorted().join('');
  const body = {
    appid: String(SANDBOX_CREDENTIALS.zim.appId),
    group_id: groupId,
    nonce,
    timestamp,
    signature: hash('sha1', signed),
    operator_account: 'u_owner',
    ...(change === 'joined'
      ? { event: 'group_join', join_type: 'Invited', new_user_ids: [account] }
      : { event: 'group_exit', exit_type: change === 'left' ? 'Quit' : 'Kickout', exit_user_ids: [account] }),
  };
  return { path: '/webhooks/zim', headers: json, body: JSON.stringify(body) };
}

function imkit({ groupId, account, change }: Happening): Post {
  const person = (id: string): object => ({ _id: id, id, nickname: id, isRobot: false });
  const actor = change === 'removed' ? 'u_owner' : account;
  const body = {
    appID: 'SampleApp',
    clientID: actor,
    roomID: groupId,
    event: change === 'joined' ? 'JOIN_ROOM' : 'DELETE_MEMBERS',
    data: { room: groupId, sender: person(actor), members: [person(account)] },
  };
  const { pathSecret } = SANDBOX_CREDENTIALS.imkit.webhook;
  return { path: `/webhooks/imkit/${pathSecret}`, headers: json, body: JSON.stringify(body) };
}

/** A silent change of the member list, which is all that GeWe tells of most changes. */
function wechat({ groupId, nowMs, account, change }: Happening): Post {
  const body = {
    TypeName: 'ModContacts',
    Appid: SANDBOX_CREDENTIALS.gewe.appId,
    Wxid: 'wxid_bot00',
    Data: { UserName: { string: groupId }, NickName: { string: `${account} ${change} ${nowMs}` } },
  };
  const { pathSecret, authorization } = SANDBOX_CREDENTIALS.gewe.webhook;
  return { path: `/webhooks/wechat/${pathSecret}`, headers: { ...json, authorization }, body: JSON.stringify(body) };
}

/** By connection of the sandbox. */
export const POSTS: Readonly<Record<ReportingConnection, (happening: Happening) => Post>> = {
  wechat,
  tencent,
  imkit,
  zim,
};

/** A group of the sandbox's, and somebody who may join it. */
export const PLACES: Readonly<Record<ReportingConnection, { groupId: string; account: string }>> = {
  wechat: { groupId: '34757816141@chatroom', account: 'wxid_bob02' },
  tencent: { groupId: '@TGS#2J4SZEAEL', account: 'tommy' },
  imkit: { groupId: 'demo-room', account: 'u_alice' },
  zim: { groupId: 'groupA', account: 'usera' },
};

/** Posts, and resolves with the status and the text of the answer. */
export async function deliver(
  url: string,
  { path, headers, body }: Post,
  method = 'POST',
): Promise<{ status: number; text: string }> {
  const response = await fetch(url + path, { method, headers, ...(method === 'POST' ? { body } : {}) });
  return { status: response.status, text: await response.text() };
}
