import type { SystemMessage } from './sysmsg.ts';

/** What a line that WeChat itself wrote into a group says of its members. */
export interface MembershipLine {
  /** `membersChanged`: somebody came or went, and it does not say who. */
  readonly change: 'joined' | 'removed' | 'membersChanged' | 'groupGone';
  /** The accounts that are named. */
  readonly accounts: readonly string[];
  /** The account of the device is one of those. */
  readonly device: boolean;
}

// Lines of the Chinese client (GeWe docs, callbacks). Other languages have the same links and other words.
const INVITES = '邀请';
const INVITES_DEVICE = '邀请你';
const JOINED_INVITED = '加入了群聊';
const SCANNED = '通过扫描';
const JOINED_SCANNED = '加入';
const DEVICE_BY = '你被';
const TAKES = '将';
const TAKEN_OUT = '移出';
const DISSOLVED = '已解散该群聊';

/** The blank of those who joined in all sentences about invitations. */
const JOINED_BLANK = 'names';
/** Sentences with people in them have types that begin so. */
const PEOPLE_TEMPLATE = 'tmpl_type_profile';
const TEMPLATE = 'sysmsgtemplate';
/** An owner let somebody in who had waited; who it is stands in a ticket that is not for us. */
const APPROVED = 'NewXmlChatRoomAccessVerifyApproval';

/** The longest sentence that is looked at, in characters. */
const MAX_SENTENCE = 2_000;
const BLANK = /\$(\w{1,64})\$/g;
const QUOTED = /"[^"]*"|“[^”]*”/g;

const SOMEBODY: MembershipLine = { change: 'membersChanged', accounts: [], device: false };
const GONE: MembershipLine = { change: 'groupGone', accounts: [], device: false };
const DEVICE_OUT: MembershipLine = { change: 'removed', accounts: [], device: true };

/** Null when it says nothing of members, such as one that asks an owner to let somebody in. */
export function readSentence({ type, templateType, template, links }: SystemMessage): MembershipLine | null {
  if (type === APPROVED) return SOMEBODY;
  if (type !== TEMPLATE || template.length > MAX_SENTENCE) return null;
  /** Who fills the blanks between two words. */
  const between = (from: string, to: string): readonly string[] => {
    const start = from === '' ? 0 : template.indexOf(from);
    const part = template.slice(start, template.indexOf(to, start));
    return [...part.matchAll(BLANK)].flatMap(([, name = '']) => [...(links.get(name) ?? [])]);
  };

  if (template.includes(DISSOLVED)) return GONE;
  if (isDeviceOut(template)) return DEVICE_OUT;
  if (inOrder(template, TAKES, TAKEN_OUT)) {
    return { change: 'removed', accounts: between(TAKES, TAKEN_OUT), device: false };
  }
  if (inOrder(template, SCANNED, JOINED_SCANNED)) {
    return { change: 'joined', accounts: between('', SCANNED), device: false };
  }
  if (inOrder(template, INVITES, JOINED_INVITED)) {
    const device = inOrder(template, INVITES_DEVICE, JOINED_INVITED);
    return { change: 'joined', accounts: between(INVITES, JOINED_INVITED), device };
  }
  return templateType.startsWith(PEOPLE_TEMPLATE) && links.has(JOINED_BLANK) ? SOMEBODY : null;
}

/** A line without links names people by their nicknames, so that it never says who. Null when it says nothing of members. */
export function readPlainLine(line: string): MembershipLine | null {
  if (line.length > MAX_SENTENCE) return null;
  // Nicknames are quoted, and anybody may call himself "已解散该群聊".
  const words = line.replace(QUOTED, '""');
  if (words.includes(DISSOLVED)) return GONE;
  if (isDeviceOut(words)) return DEVICE_OUT;
  const somebody =
    inOrder(words, TAKES, TAKEN_OUT) ||
    inOrder(words, SCANNED, JOINED_SCANNED) ||
    inOrder(words, INVITES, JOINED_INVITED);
  return somebody ? SOMEBODY : null;
}

function isDeviceOut(words: string): boolean {
  return inOrder(words, DEVICE_BY, TAKEN_OUT);
}

function inOrder(words: string, first: string, second: string): boolean {
  const at = words.indexOf(first);
  return at >= 0 && words.includes(second, at + first.length);
}
