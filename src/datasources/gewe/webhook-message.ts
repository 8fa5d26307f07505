import { isObject, usableId } from '../webhook.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a body says, whichever of the two versions it has; an id that is missing or unusable is null. */
export interface GeweMessage {
  /** The device that reports. */
  readonly appId: string | null;
  /** The account of that device. */
  readonly deviceAccount: string | null;
  readonly kind:
    /** A line that WeChat wrote, in a chat of any kind. */
    | 'systemLine'
    /** A contact is another now, or new. */
    | 'contactChanged'
    /** A contact is gone. */
    | 'contactGone'
    /** Somebody's own words, or something about the device. */
    | 'other';
  /** The group that it is about. */
  readonly roomId: string | null;
  /** The line without the name before it; empty when there is none. */
  readonly content: string;
  /** All of its digits; null when there is none. */
  readonly newMsgId: string | null;
}

/** `MsgType` of lines that WeChat writes: plain ones, and those in XML (GeWe docs, callbacks). */
const SYSTEM_LINES: ReadonlySet<string> = new Set(['10000', '10002', 'SYSTEM']);

/** What people send has these names in the second version: their words may look like a system message and are none. */
const CHAT_MESSAGES: ReadonlySet<string> = new Set([
  'TEXT',
  'IMAGE',
  'VOICE',
  'VIDEO',
  'EMOJI',
  'FILE',
  'LINK',
  'MINI_PROGRAM',
  'QUOTE',
  'CHAT_RECORD',
  'CARD',
  'LOCATION',
  'APP_MSG',
  'TRANSFER',
  'RED_PACKET',
]);

/** WeChat's own rooms, and those of its enterprise edition. */
const ROOM = /@(?:im\.)?chatroom$/;
/** Who said it, before what he said. */
const SPEAKER = /^([^\s:<]{1,512}):\n/;
const XML = /^\s*<(?:sysmsg|\?xml)[\s>]/;

/** Reads a body of either version; null when it is neither. */
export function readMessage(body: Json): GeweMessage | null {
  if (typeof body['TypeName'] === 'string') return readFirstVersion(body['TypeName'], body);
  return 'appid' in body ? readSecondVersion(body) : null;
}

/** `{TypeName, Appid, Wxid, Data}` (GeWe docs, callback body 1.0). */
function readFirstVersion(typeName: string, body: Json): GeweMessage {
  const data = isObject(body['Data']) ? body['Data'] : {};
  const spoken = speech(wrapped(data['Content']));
  const about = {
    appId: usableId(body['Appid']),
    deviceAccount: usableId(body['Wxid']),
    content: spoken.content,
    newMsgId: messageId(data['NewMsgId']),
  };
  switch (typeName) {
    case 'AddMsg': {
      const system = SYSTEM_LINES.has(String(data['MsgType'])) && isWeChats(spoken.speaker);
      const roomId = firstRoom(wrapped(data['FromUserName']), wrapped(data['ToUserName']), spoken.speaker);
      return { ...about, kind: system ? 'systemLine' : 'other', roomId };
    }
    case 'ModContacts':
      return { ...about, kind: 'contactChanged', roomId: firstRoom(wrapped(data['UserName'])) };
    case 'DelContacts':
      return { ...about, kind: 'contactGone', roomId: firstRoom(wrapped(data['UserName'])) };
    default:
      return { ...about, kind: 'other', roomId: null };
  }
}

/** The flat body (GeWe docs, callback body 2.0). The names of its system lines are not known, so their content tells. */
function readSecondVersion(body: Json): GeweMessage {
  const spoken = speech(body['content']);
  const type = String(body['msgType']).toUpperCase();
  const system = SYSTEM_LINES.has(type) || (!CHAT_MESSAGES.has(type) && XML.test(spoken.content));
  return {
    appId: usableId(body['appid']),
    deviceAccount: usableId(body['wxid']),
    kind: system && isWeChats(spoken.speaker) ? 'systemLine' : 'other',
    // The room is in any of these, or in none.
    roomId: firstRoom(
      body['fromUser'],
      body['toUser'],
      body['fromGroup'],
      body['chatroomId'],
      body['roomWxid'],
      spoken.speaker,
    ),
    content: spoken.content,
    newMsgId: messageId(body['newMsgId']),
  };
}

function speech(value: unknown): { speaker: string | null; content: string } {
  if (typeof value !== 'string') return { speaker: null, content: '' };
  const speaker = SPEAKER.exec(value);
  return speaker === null
    ? { speaker: null, content: value }
    : { speaker: speaker[1] ?? null, content: value.slice(speaker[0].length) };
}

/** In front of WeChat's own lines stands the room or nobody, in front of people's their account. */
function isWeChats(speaker: string | null): boolean {
  return speaker === null || ROOM.test(speaker);
}

/** The first version wraps texts as `{string}`. */
function wrapped(value: unknown): unknown {
  return isObject(value) ? value['string'] : value;
}

function firstRoom(...values: readonly unknown[]): string | null {
  for (const value of values) {
    const id = usableId(value);
    if (id !== null && ROOM.test(id)) return id;
  }
  return null;
}

/** The old `msgId` may be 0; so a 0 is none here either. */
function messageId(value: unknown): string | null {
  const id = usableId(value);
  return id === '0' ? null : id;
}
