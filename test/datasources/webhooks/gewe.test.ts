import { describe, expect, it } from 'vitest';
import { MAX_PROBE_BYTES } from '../../../src/datasources/gewe/webhook.ts';
import { keyIn, readPosted, readerOf, recordedWebhook, recordedWebhooks, reportsOf, withFields } from './recorded.ts';
import type { Posted } from './recorded.ts';

const reader = readerOf('gewe');
const first = recordedWebhook('gewe', 'invited-v1');
const second = recordedWebhook('gewe', 'invited-v2');
const changed = recordedWebhook('gewe', 'mod-contacts-v1');
const probes = [recordedWebhook('gewe', 'probe-of-call'), recordedWebhook('gewe', 'probe-of-console')];
const messages = recordedWebhooks('gewe').filter(({ name }) => !name.startsWith('probe'));

const NOTHING = { kind: 'nothing', answer: {} };
const ROOM = '34757816141@chatroom';
const DEVICE = 'wxid_bot00';
const report = (change: string, ...accounts: string[]) => ({ groupId: ROOM, change, accounts, trusted: false });
const read = (posted: Posted) => readPosted(reader, posted);

/** A sentence of WeChat in the first version of the body. */
const inFirst = (content: string, MsgType = 10_002, prefix = `${ROOM}:\n`): Posted => ({
  ...first,
  body: JSON.stringify({
    TypeName: 'AddMsg',
    Appid: 'wx_demo_device',
    Wxid: DEVICE,
    Data: {
      FromUserName: { string: ROOM },
      ToUserName: { string: DEVICE },
      MsgType,
      Content: { string: `${prefix}${content}` },
      NewMsgId: '3768973957878705021',
    },
  }),
});
/** The same in the second. */
const inSecond = (content: string, fields: Record<string, unknown> = {}): Posted =>
  withFields(second, { content, ...fields });

interface Sentence {
  readonly type?: string;
  readonly links?: Readonly<Record<string, readonly string[]>>;
}
const sysmsg = (template: string, { type = 'tmpl_type_profile', links = {} }: Sentence = {}): string => {
  const linkList = Object.entries(links).map(([name, accounts]) => {
    const members = accounts.map(
      (account) =>
        `<member><username><![CDATA[${account}]]></username><nickname><![CDATA[a ${account}]]></nickname></member>`,
    );
    return `<link name="${name}" type="link_profile"><memberlist>${members.join('')}</memberlist></link>`;
  });
  return (
    `<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template type="${type}"><plain><![CDATA[]]></plain>` +
    `<template><![CDATA[${template}]]></template><link_list>${linkList.join('')}</link_list>` +
    '</content_template></sysmsgtemplate></sysmsg>'
  );
};
/** What a sentence reports, which must be the same in both versions. */
const reportsOn = (content: string) => {
  const reading = read(inFirst(content));
  expect(read(inSecond(content))).toEqual(reading);
  expect(read(inSecond(content, { msgType: 'GROUP_SYSTEM' }))).toEqual(reading);
  return reading.kind === 'nothing' ? [] : reportsOf(reading);
};

describe('the credentials of GeWe', () => {
  it.each(messages)('keep forgeries of $name out', (posted) => {
    for (const pathSecret of [null, '', 'gewe-path-secre', 'other'])
      expect(read({ ...posted, pathSecret })).toEqual({ kind: 'forged' });
    for (const authorization of [undefined, '', 'other', 'Bearer gewe-header-secret', ['gewe-header-secret']])
      expect(read({ ...posted, headers: { authorization } })).toEqual({ kind: 'forged' });
  });

  it('are not the token, wherever it stands', () => {
    const headers = { 'x-gewe-token': 'gewe-token' };
    expect(read({ ...withFields(first, { token: 'gewe-token' }), headers })).toEqual({ kind: 'forged' });
  });

  it('may be the path alone, or the header alone', () => {
    const byPath = readerOf('gewe', { webhook: { pathSecret: 'p' } });
    expect(readPosted(byPath, { ...first, pathSecret: 'p', headers: {} }).kind).toBe('changes');
    expect(readPosted(byPath, { ...first, pathSecret: null })).toEqual({ kind: 'forged' });
    const byHeader = readerOf('gewe', { webhook: { authorization: 'h' } });
    for (const pathSecret of [null, 'anything']) {
      const posted = { ...first, pathSecret, headers: { authorization: 'h' } };
      expect(readPosted(byHeader, posted).kind).toBe('changes');
      expect(readPosted(byHeader, { ...posted, headers: {} })).toEqual({ kind: 'forged' });
    }
  });

  it.each(probes)('are not asked of $name, but the path is', (probe) => {
    expect(probe.headers['authorization']).toBeUndefined();
    expect(read(probe)).toEqual(NOTHING);
    expect(read({ ...probe, headers: { authorization: 'gewe-header-secret' } })).toEqual(NOTHING);
    expect(read({ ...probe, pathSecret: null })).toEqual({ kind: 'forged' });
    const byHeader = readerOf('gewe', { webhook: { authorization: 'h' } });
    expect(readPosted(byHeader, { ...probe, pathSecret: null })).toEqual(NOTHING);
  });

  it('are asked of everything that is not quite a probe', () => {
    const bare = (body: string): Posted => ({ ...first, headers: {}, body });
    const large = `"${'x'.repeat(MAX_PROBE_BYTES)}"`;
    for (const body of ['', '{}', '[]', '{"msg":"x"}', '{"token":"x"}', '{"testMsg":1}', `{"testMsg":${large}}`])
      expect(read(bare(body))).toEqual({ kind: 'forged' });
  });
});

describe('bodies of GeWe', () => {
  it('are about nothing when they come from another device', () => {
    for (const Appid of ['wx_other', undefined, null, 7]) expect(read(withFields(changed, { Appid }))).toEqual(NOTHING);
    expect(read(withFields(second, { appid: 'wx_other' }))).toEqual(NOTHING);
    expect(read(withFields(second, { appid: undefined }))).toEqual(NOTHING);
  });

  it('have the room in any of five fields, or before the line, or nowhere', () => {
    const nowhere = { fromUser: 'wxid_owner9', toUser: DEVICE };
    for (const field of ['fromUser', 'toUser', 'fromGroup', 'chatroomId', 'roomWxid']) {
      const reports = reportsOf(read(withFields(second, { ...nowhere, [field]: ROOM })));
      expect(reports).toEqual([report('joined', 'wxid_alice01')]);
    }
    expect(read(withFields(second, nowhere))).toEqual(NOTHING);
    const { content } = JSON.parse(second.body.toString()) as { content: string };
    const before = withFields(second, { ...nowhere, content: `${ROOM}:\n${content}` });
    expect(reportsOf(read(before))).toEqual([report('joined', 'wxid_alice01')]);
  });

  it('may be about a room of the enterprise edition', () => {
    const reports = reportsOf(read(withFields(second, { fromUser: '107@im.chatroom' })));
    expect(reports).toEqual([{ ...report('joined', 'wxid_alice01'), groupId: '107@im.chatroom' }]);
  });

  it('say nothing in the words of people, whatever those look like', () => {
    const content = sysmsg('"$username$"邀请"$names$"加入了群聊', { links: { names: ['wxid_eve'] } });
    for (const MsgType of [1, 3, 49]) expect(read(inFirst(content, MsgType))).toEqual(NOTHING);
    for (const msgType of ['TEXT', 'text', 'QUOTE', 'APP_MSG'])
      expect(read(inSecond(content, { msgType }))).toEqual(NOTHING);
    // Somebody's account before the line: his words.
    expect(read(inFirst(content, 10_002, 'wxid_eve:\n'))).toEqual(NOTHING);
    expect(read(inSecond(`wxid_eve:\n${content}`))).toEqual(NOTHING);
    // A plain line counts only where it is known to be WeChat's.
    expect(read(inSecond('你被"Owner"移出群聊', { msgType: 'NEW_THING' }))).toEqual(NOTHING);
  });

  it('say nothing of contacts that are no rooms', () => {
    for (const TypeName of ['ModContacts', 'DelContacts'])
      for (const Data of [{ UserName: { string: 'wxid_alice01' } }, { UserName: null }, {}, null, 'x'])
        expect(read(withFields(changed, { TypeName, Data }))).toEqual(NOTHING);
  });

  it('say nothing when they are of no known shape', () => {
    for (const body of ['{}', '{"TypeName":7}', '{"a":{"b":1}}', '{"appid":"wx_demo_device"}'])
      expect(read({ ...first, body })).toEqual(NOTHING);
  });

  it('cannot be read when they are no JSON object', () => {
    for (const body of ['', '{', '[]', 'null', '"x"', Buffer.from([0x80])])
      expect(read({ ...first, body })).toEqual({ kind: 'unreadable' });
  });
});

describe("lines of WeChat's own", () => {
  const joinedBy = '"$username$"邀请"$names$"加入了群聊';
  const username = ['wxid_owner9'];

  it('tell who was invited by whom', () => {
    expect(reportsOn(sysmsg(joinedBy, { links: { username, names: ['wxid_a', 'wxid_b', 'wxid_a'] } }))).toEqual([
      report('joined', 'wxid_a', 'wxid_b'),
    ]);
  });

  it('tell whom the device invited', () => {
    const type = 'tmpl_type_profilewithrevoke';
    const links = { names: ['wxid_a'], revoke: ['wxid_a', 'wxid_x'] };
    expect(reportsOn(sysmsg('你邀请"$names$"加入了群聊  $revoke$', { type, links }))).toEqual([
      report('joined', 'wxid_a'),
    ]);
  });

  it('tell that the device was invited, and then the group can be read', () => {
    const all = [report('membersChanged'), report('groupChanged')];
    const others = { username, others: ['wxid_c', 'wxid_d'] };
    expect(reportsOn(sysmsg('"$username$"邀请你加入了群聊，群聊参与人还有："$others$"', { links: others }))).toEqual([
      report('joined', DEVICE),
      ...all,
    ]);
    const names = { username, names: ['wxid_a'] };
    expect(reportsOn(sysmsg('"$username$"邀请你和"$names$"加入了群聊', { links: names }))).toEqual([
      report('joined', 'wxid_a', DEVICE),
      ...all,
    ]);
  });

  it('tell who came by a code, whatever his link is called', () => {
    for (const name of ['adder', 'username', 'names'])
      expect(
        reportsOn(
          sysmsg(`"$${name}$"通过扫描"$from$"分享的二维码加入群聊`, { links: { [name]: ['wxid_q'], from: username } }),
        ),
      ).toEqual([report('joined', 'wxid_q')]);
  });

  it('tell who was taken out', () => {
    const links = { username, kickoutname: ['wxid_k'] };
    expect(reportsOn(sysmsg('你将"$kickoutname$"移出了群聊', { links }))).toEqual([report('removed', 'wxid_k')]);
    expect(reportsOn(sysmsg('"$username$"将"$kickoutname$"移出了群聊', { links }))).toEqual([
      report('removed', 'wxid_k'),
    ]);
  });

  it('tell that the device was taken out, and that the group is gone', () => {
    const links = { username };
    expect(reportsOn(sysmsg('你被"$username$"移出群聊', { links }))).toEqual([report('removed', DEVICE)]);
    expect(reportsOn(sysmsg('群主"$username$"已解散该群聊', { links }))).toEqual([report('groupGone')]);
  });

  it('have the list read when they name nobody, or are in another language', () => {
    expect(reportsOn(sysmsg(joinedBy))).toEqual([report('membersChanged')]);
    expect(reportsOn(sysmsg(joinedBy, { links: { names: ['', 'x'.repeat(513)] } }))).toEqual([
      report('membersChanged'),
    ]);
    const english = '"$username$" invited "$names$" to the group chat';
    expect(reportsOn(sysmsg(english, { links: { username, names: ['wxid_a'] } }))).toEqual([report('membersChanged')]);
    expect(reportsOn(sysmsg(english, { type: 'tmpl_other', links: { names: ['wxid_a'] } }))).toEqual([]);
    expect(reportsOn(sysmsg('"$username$"修改群名为"x"', { links: { username } }))).toEqual([]);
  });

  it('say nothing while an owner is asked, and have the list read when he has let somebody in', () => {
    const wrapped = (type: string) =>
      `<sysmsg type="${type}"><${type}><text><![CDATA["X"想邀请1位朋友加入群聊]]></text><link><scene>roomaccessapplycheck_approve</scene>` +
      `<inviterusername>wxid_owner9</inviterusername><memberlist><member><username>wxid_a</username></member></memberlist></link></${type}></sysmsg>`;
    expect(reportsOn(wrapped('NewXmlChatRoomAccessVerifyApplication'))).toEqual([]);
    expect(reportsOn(wrapped('NewXmlChatRoomAccessVerifyApproval'))).toEqual([report('membersChanged')]);
    expect(reportsOn('<sysmsg type="revokemsg"><revokemsg><session>x</session></revokemsg></sysmsg>')).toEqual([]);
  });

  it('may have a prolog and escapes', () => {
    const links = { names: ['wxid_a'] };
    const escaped = sysmsg(joinedBy, { links }).replace('<![CDATA[wxid_a]]>', 'wxid&#95;a&amp;b');
    expect(reportsOn(`\n<?xml version="1.0"?>\n${escaped}\n`)).toEqual([report('joined', 'wxid_a&b')]);
  });

  it('expand nothing, and are refused when they are not well-formed', () => {
    const line = sysmsg(joinedBy, { links: { names: ['wxid_a'] } });
    const entity = sysmsg(joinedBy, { links: { names: ['wxid_a'] } }).replace('<![CDATA[wxid_a]]>', '&who;');
    for (const content of [
      `<!DOCTYPE sysmsg [<!ENTITY who SYSTEM "file:///etc/passwd">]>${entity}`,
      `<!DOCTYPE sysmsg>${line}`,
      `<?xml version="1.0"?><!DOCTYPE sysmsg [<!ENTITY a "${'x'.repeat(9)}"><!ENTITY who "&a;&a;">]>${entity}`,
      entity,
      line.slice(0, -1),
      line.replace('</link_list>', ''),
      `${line}<sysmsg/>`,
      `<other>${line}</other>`,
      `<sysmsg type="sysmsgtemplate">${'<a>'.repeat(40)}${'</a>'.repeat(40)}${line}</sysmsg>`,
      line.replace('<plain>', `<plain>${'x'.repeat(256 * 1024)}`),
    ]) {
      expect(read(inFirst(content))).toEqual(NOTHING);
      expect(read(inSecond(content))).toEqual(NOTHING);
    }
    expect(reportsOn(line)).toEqual([report('joined', 'wxid_a')]);
  });
});

describe('plain lines of WeChat', () => {
  const reports = (line: string) => {
    const readings = [read(inFirst(line, 10_000)), read(inSecond(line)), read(inSecond(line, { msgType: 10_000 }))];
    for (const reading of readings) expect(reading).toEqual(readings[0]);
    return readings[0]?.kind === 'changes' ? readings[0].reports : [];
  };

  it('name people by nicknames only, so the list has to be read', () => {
    for (const line of [
      '你将"小明"移出了群聊',
      '"群主"将“小明”移出了群聊',
      '"A"邀请"B"加入了群聊',
      '"B"通过扫描"A"分享的二维码加入群聊',
    ])
      expect(reports(line), line).toEqual([report('membersChanged')]);
  });

  it('tell what became of the device and of the group', () => {
    expect(reports('你被"群主"移出群聊')).toEqual([report('removed', DEVICE)]);
    expect(reports('群主已解散该群聊')).toEqual([report('groupGone')]);
  });

  it('are not fooled by nicknames', () => {
    expect(reports('"已解散该群聊"通过扫描"你被移出"分享的二维码加入群聊')).toEqual([report('membersChanged')]);
    expect(reports('"将移出"撤回了一条消息')).toEqual([]);
    expect(reports('')).toEqual([]);
    expect(reports(`已解散该群聊${'x'.repeat(2_000)}`)).toEqual([]);
  });

  it('say nothing of the device where its account is not told', () => {
    const posted = inSecond('你被"群主"移出群聊', { wxid: undefined });
    expect(reportsOf(read(posted))).toEqual([report('membersChanged')]);
  });
});

describe('the key of a message of GeWe', () => {
  const key = (posted: Posted) => keyIn(read(posted));
  const withId = (digits: string): Posted => ({
    ...second,
    body: second.body.toString().replace('3768973957878705021', digits),
  });

  it('is the same for each delivery, in either version', () => {
    expect(key({ ...first, nowMs: first.nowMs + 60_000 })).toBe(key(first));
    expect(key(second)).toBe(key(first));
  });

  it('has every digit of the id', () => {
    expect(key(withId('3768973957878705022'))).not.toBe(key(second));
    expect(key(withId('"3768973957878705021"'))).toBe(key(second));
  });

  it('counts each delivery where there is no id, for a room changes in the same words again and again', () => {
    for (const posted of [changed, withId('0'), withId('null')]) {
      expect(key(posted)).toBe(key(posted));
      expect(key({ ...posted, nowMs: posted.nowMs + 1 })).not.toBe(key(posted));
    }
  });
});
