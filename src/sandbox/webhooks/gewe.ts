import type { Random } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import { SANDBOX_CREDENTIALS } from '../connections.ts';
import type { WebhookOrder } from '../control/webhook-order.ts';
import { BOT } from '../gewe/groups.ts';
import type { GeweRules } from '../gewe/groups.ts';
import { messageId } from '../gewe/message-id.ts';
import { bareNumber } from '../http/answer.ts';
import type { WorldChange } from '../world/change.ts';
import type { Group } from '../world/group.ts';
import { lineOf } from './gewe-line.ts';
import type { Line } from './gewe-line.ts';
import type { Habits, Parcel, Reporter, Webhook } from './webhook.ts';

/** An answer after 3 s is as good as none, and nothing is posted again. */
const HABITS: Habits = { deadlineMs: 3 * SECOND, retryAfterMs: [] };

/**
 * GeWe's callbacks: what the bot's device sees. A change of members is a line in the chat, where WeChat shows one, and then a
 * change of the contact, which names nobody; the contact's has a body of version 1 whatever the subscription says.
 */
export function createGeweReporter(random: Random): Reporter<GeweRules> {
  return {
    habits: HABITS,
    report(change, group, order) {
      if (change.type === 'invited' || change.type === 'withdrawn' || !isSeen(change, group)) return [];
      if (isOwnDoing(change) && order.echo !== true) return [];
      const line = lineOf(change, group.ownerId);
      const lines = line === null ? [] : [lineMessage(line, change, group, { order, random })];
      const isOver = change.type === 'dissolved' || (change.type !== 'joined' && change.accounts.includes(BOT));
      return [...lines, isOver ? contactDeleted(group) : contactChanged(group)];
    },
    greet: probes,
  };
}

/** Only a member sees what happens in a group, and whoever just lost his place. */
function isSeen(change: WorldChange, group: Group<GeweRules>): boolean {
  return group.members.has(BOT) || change.accounts.includes(BOT);
}

/** What the bot did over the API. An invitee who taps the bot's card did that himself. */
function isOwnDoing(change: WorldChange): boolean {
  return change.actorId === BOT && (change.type === 'removed' || (change.type === 'joined' && change.via === 'added'));
}

/** Both in the forms that are seen in the wild, without credentials. */
function probes(url: string): readonly Webhook[] {
  const { token } = SANDBOX_CREDENTIALS.gewe;
  const probe = (body: object): Webhook => ({
    event: 'probe',
    groupId: null,
    pack: () => ({ body: JSON.stringify(body) }),
  });
  return [probe({ testMsg: '回调地址链接成功！', token }), probe({ msg: '设置订阅成功!!', callBackUrl: url })];
}

function lineMessage(
  line: Line,
  change: WorldChange,
  group: Group<GeweRules>,
  { order, random }: { order: WebhookOrder; random: Random },
): Webhook {
  const newMsgId = bareNumber(messageId(random));
  const msgId = Math.floor(random() * 2 ** 31);
  const createTime = Math.floor(change.atMs / SECOND);
  const { appId } = SANDBOX_CREDENTIALS.gewe;
  const body =
    order.version === 'v2'
      ? {
          appid: appId,
          wxid: BOT,
          fromUser: group.id,
          toUser: BOT,
          msgType: 'SYSTEM',
          content: line.text,
          msgId: 0,
          newMsgId,
          createTime,
          isSelf: false,
        }
      : {
          TypeName: 'AddMsg',
          Appid: appId,
          Wxid: BOT,
          Data: {
            MsgId: msgId,
            FromUserName: { string: group.id },
            ToUserName: { string: BOT },
            MsgType: line.msgType,
            // Text comes bare, XML behind the id of the group.
            Content: { string: line.msgType === 10002 ? `${group.id}:\n${line.text}` : line.text },
            Status: 4,
            ImgStatus: 1,
            ImgBuf: { iLen: 0 },
            CreateTime: createTime,
            MsgSource: '<msgsource></msgsource>',
            NewMsgId: newMsgId,
            MsgSeq: msgId,
          },
        };
  return message(order.version === 'v2' ? 'SYSTEM' : 'AddMsg', group.id, body);
}

function contactChanged(group: Group<GeweRules>): Webhook {
  return contact('ModContacts', group, {
    NickName: { string: group.name },
    ChatRoomOwner: group.ownerId,
    ChatroomMaxCount: group.capacity,
    ChatroomStatus: 0,
  });
}

function contactDeleted(group: Group<GeweRules>): Webhook {
  return contact('DelContacts', group, {});
}

function contact(typeName: string, group: Group<GeweRules>, fields: object): Webhook {
  const { appId } = SANDBOX_CREDENTIALS.gewe;
  const data = { UserName: { string: group.id }, ...fields };
  return message(typeName, group.id, { TypeName: typeName, Appid: appId, Wxid: BOT, Data: data });
}

function message(event: string, groupId: string, body: object): Webhook {
  const { authorization } = SANDBOX_CREDENTIALS.gewe.webhook;
  const parcel: Parcel = { headers: { authorization }, body: JSON.stringify(body) };
  return { event, groupId, pack: () => parcel };
}
