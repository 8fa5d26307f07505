import { nicknameOf } from '../accounts.ts';
import { BOT } from '../gewe/groups.ts';
import type { WorldChange } from '../world/change.ts';

/** A line that WeChat shows in the chat; members of a template are told by link names. */
export interface Line {
  /** WeChat's number of the kind of message: 10002 is XML, 10000 plain text. */
  readonly msgType: 10002 | 10000;
  readonly text: string;
}

/** What the bot sees in the chat when this happens; null where WeChat shows nothing, as when somebody leaves. */
export function lineOf(change: WorldChange, ownerId: string): Line | null {
  const { accounts, actorId } = change;
  const others = accounts.filter((account) => account !== BOT);
  switch (change.type) {
    case 'joined':
      if (others.length === 0) return null;
      return change.via === 'self' ? scanned(others, ownerId) : invited(others, actorId);
    case 'removed':
      if (accounts.includes(BOT)) return { msgType: 10000, text: `你被"${nicknameOf(actorId)}"移出群聊` };
      return kickedOut(others, actorId);
    case 'dissolved':
      return template('tmpl_type_profile', '群主"$username$"已解散该群聊', { username: [actorId] });
    case 'left':
    case 'invited':
    case 'withdrawn':
    case 'renamed':
      return null;
  }
}

/** After a card or at once: the line is the same, and the bot's own name does not stand in it. */
function invited(accounts: readonly string[], inviterId: string): Line {
  if (inviterId !== BOT) {
    const links = { username: [inviterId], names: accounts };
    return template('tmpl_type_profile', '"$username$"邀请"$names$"加入了群聊', links);
  }
  const revoke = `<link name="revoke" type="link_revoke" hidden="1"><title>${cdata('撤销')}</title><usernamelist>${accounts
    .map((account) => `<username>${cdata(account)}</username>`)
    .join('')}</usernamelist></link>`;
  return template('tmpl_type_profilewithrevoke', '你邀请"$names$"加入了群聊  $revoke$', { names: accounts }, revoke);
}

/** Whose code it was is not kept in the world: it is always the owner's. */
function scanned(accounts: readonly string[], ownerId: string): Line {
  const text = '"$adder$"通过扫描"$from$"分享的二维码加入群聊';
  return template('tmpl_type_profile', text, { adder: accounts, from: [ownerId] });
}

function kickedOut(accounts: readonly string[], actorId: string): Line {
  return actorId === BOT
    ? template('tmpl_type_profile', '你将"$kickoutname$"移出了群聊', { kickoutname: accounts })
    : template('tmpl_type_profile', '"$username$"将"$kickoutname$"移出了群聊', {
        username: [actorId],
        kickoutname: accounts,
      });
}

function template(type: string, text: string, links: Readonly<Record<string, readonly string[]>>, more = ''): Line {
  const list = Object.entries(links)
    .map(([name, accounts]) => `<link name="${name}" type="link_profile">${memberList(accounts)}</link>`)
    .join('');
  const content = `<content_template type="${type}"><plain>${cdata('')}</plain><template>${cdata(text)}</template><link_list>${list}${more}</link_list></content_template>`;
  const xml = `<sysmsg type="sysmsgtemplate"><sysmsgtemplate>${content}</sysmsgtemplate></sysmsg>`;
  return { msgType: 10002, text: xml };
}

function memberList(accounts: readonly string[]): string {
  const members = accounts.map(
    (account) =>
      `<member><username>${cdata(account)}</username><nickname>${cdata(nicknameOf(account))}</nickname></member>`,
  );
  return `<memberlist>${members.join('')}</memberlist>${accounts.length > 1 ? `<separator>${cdata('、')}</separator>` : ''}`;
}

/** What would end the section is split over two. */
const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
