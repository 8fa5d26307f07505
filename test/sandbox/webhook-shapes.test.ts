import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/connections.ts';
import type { WebhookOrder } from '../../src/sandbox/control/webhook-order.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { ACCEPT_AFTER_MS, addToTencent, gewe, imkit, inviteToZim, start, tencent, VECTOR_SECONDS } from './support.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

const NOW_MS = VECTOR_SECONDS * 1000;
const OPEN = '@TGS#2J4SZEAEL';
const SMALL = '34757816141@chatroom';
const hex = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

/** A sandbox that posts to a receiver; what greets it is gone. */
async function posting(options: Partial<SandboxOptions> = {}) {
  const started = await start(options);
  const receiver = await WebhookReceiver.start();
  started.sandbox.sendWebhooksTo(receiver.url);
  await started.sandbox.webhooks.idle();
  const greetings = receiver.received.splice(0);
  return { ...started, receiver, greetings };
}

describe('Tencent', () => {
  const operator = { Operator_Account: 'administrator' };
  const openGroup = { GroupId: OPEN, Type: 'Public' };

  it('signs the token and the time in the query, beside what the event is', async () => {
    const sign = (token: string, seconds: number): string => hex('sha256', `${token}${seconds}`);
    expect(sign('xxxxyyyy', 1_669_872_112)).toBe('17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061');
    const { sandbox, receiver } = await posting();
    await addToTencent(sandbox, OPEN, ['u_alice']);
    await sandbox.webhooks.idle();
    sandbox.people.leave('tencent', OPEN, 'u_alice');
    await sandbox.webhooks.idle();
    const [joined, left] = receiver.received;
    expect(joined?.path).toBe('/webhooks/tencent');
    expect(joined?.query).toEqual({
      SdkAppid: '1400000000',
      CallbackCommand: 'Group.CallbackAfterNewMemberJoin',
      contenttype: 'json',
      ClientIP: '127.0.0.1',
      OptPlatform: 'RESTAPI',
      Sign: sign(SANDBOX_CREDENTIALS.tencent.webhook.token, VECTOR_SECONDS),
      RequestTime: String(VECTOR_SECONDS),
    });
    expect(left?.query['OptPlatform']).toBe('iOS');
  });

  it('signs when a webhook leaves, and stamps when it happened', async () => {
    const { sandbox, clock, receiver } = await posting();
    sandbox.control({ connection: 'tencent', webhooks: { delayMs: 90_000 } });
    await addToTencent(sandbox, OPEN, ['u_alice']);
    clock.advance(90_000);
    await sandbox.webhooks.idle();
    expect(receiver.received).toMatchObject([
      { query: { RequestTime: String(VECTOR_SECONDS + 90) }, body: { EventTime: NOW_MS } },
    ]);
  });

  it('tells of joins, exits, a new name and the end of a group, and not of invites', async () => {
    const { sandbox, clock, receiver } = await posting();
    await addToTencent(sandbox, OPEN, ['u_alice', 'u_bob', 'u_shy', 'u_member']);
    clock.advance(ACCEPT_AFTER_MS);
    sandbox.people.join('tencent', OPEN, 'u_eve');
    await tencent(sandbox, 'delete_group_member', { GroupId: OPEN, MemberToDel_Account: ['u_alice'] });
    sandbox.people.leave('tencent-app', OPEN, 'u_bob');
    sandbox.people.rename('tencent', OPEN, 'Design');
    sandbox.people.dissolve('tencent', OPEN);
    await sandbox.webhooks.idle();
    const later = { EventTime: NOW_MS + ACCEPT_AFTER_MS };
    const listed = (...accounts: string[]) => accounts.map((Member_Account) => ({ Member_Account }));
    const join = { CallbackCommand: 'Group.CallbackAfterNewMemberJoin', ...openGroup };
    const exit = { CallbackCommand: 'Group.CallbackAfterMemberExit', ...openGroup, ...later };
    expect(receiver.bodies((body) => body)).toEqual([
      { ...join, JoinType: 'Invited', ...operator, NewMemberList: listed('u_alice', 'u_bob'), EventTime: NOW_MS },
      { ...join, JoinType: 'Invited', ...operator, NewMemberList: listed('u_shy'), ...later },
      { ...join, JoinType: 'Apply', Operator_Account: 'u_eve', NewMemberList: listed('u_eve'), ...later },
      { ...exit, ExitType: 'Kicked', ...operator, ExitMemberList: listed('u_alice') },
      { ...exit, ExitType: 'Quit', Operator_Account: 'u_bob', ExitMemberList: listed('u_bob') },
      {
        CallbackCommand: 'Group.CallbackAfterGroupInfoChanged',
        ...openGroup,
        Operator_Account: 'u_owner',
        Name: 'Design',
        ...later,
      },
      {
        CallbackCommand: 'Group.CallbackAfterGroupDestroyed',
        ...openGroup,
        Owner_Account: 'u_owner',
        Name: 'Design',
        MemberList: listed('u_owner', 'u_member', 'u_shy', 'u_eve'),
        ...later,
      },
    ]);
    expect(await addToTencent(sandbox, OPEN, ['u_alice'])).toBe(10010);
  });

  it('tells that a group has become full', async () => {
    const { sandbox, receiver } = await posting();
    await addToTencent(sandbox, 'full-group', ['u_alice']);
    await addToTencent(sandbox, 'full-group', ['u_bob']);
    await sandbox.webhooks.idle();
    expect(receiver.bodies(({ CallbackCommand }) => CallbackCommand)).toEqual([
      'Group.CallbackAfterNewMemberJoin',
      'Group.CallbackAfterNewMemberJoin',
      'Group.CallbackAfterGroupFull',
    ]);
    expect(receiver.received[2]?.body).toEqual({
      CallbackCommand: 'Group.CallbackAfterGroupFull',
      GroupId: 'full-group',
      EventTime: NOW_MS,
    });
  });

  it.each([
    ['number', NOW_MS],
    ['string', String(NOW_MS)],
    ['absent', undefined],
  ] as const)('gives EventTime as a %s', async (eventTime, value) => {
    const { sandbox, receiver } = await posting();
    sandbox.control({ connection: 'tencent', webhooks: { eventTime } });
    await addToTencent(sandbox, OPEN, ['u_alice']);
    await sandbox.webhooks.idle();
    expect(receiver.bodies(({ EventTime }) => EventTime)).toEqual([value]);
  });
});

describe('ZIM', () => {
  const sign = (...parts: (string | number)[]): string => hex('sha1', parts.map(String).toSorted().join(''));
  const [first, second] = SANDBOX_CREDENTIALS.zim.webhook.secrets;

  it('signs secret, time and nonce, sorted as strings', async () => {
    expect(sign('secret', 1_470_820_198, 123_412)).toBe('5bd59fd62953a8059fb7eaba95720f66d19e4517');
    // Chance that makes the published nonce; the second secret and the time are the published ones, too.
    const { sandbox, receiver } = await posting({ random: () => 0.884_221_35 });
    sandbox.control({ connection: 'zim', webhooks: { secret: 1 } });
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    await sandbox.webhooks.idle();
    expect(receiver.received).toMatchObject([{ path: '/webhooks/zim', query: {} }]);
    expect(receiver.bodies((body) => body)).toEqual([
      {
        appid: '1234567890',
        event: 'group_join',
        nonce: '8842213',
        timestamp: VECTOR_SECONDS,
        signature: '4faa9ed30efca26ef6f35b8cc8fb3731217893c2',
        group_id: 'groupA',
        operator_account: 'u_owner',
        join_type: 'Invited',
        new_user_ids: ['u_alice'],
      },
    ]);
  });

  it('tells of joins, exits and the end of a group, and of nothing else', async () => {
    const { sandbox, clock, receiver } = await posting();
    await inviteToZim(sandbox, 'consent-group', ['u_alice', 'u_bob', 'u_never']);
    clock.advance(ACCEPT_AFTER_MS);
    sandbox.people.decline('zim', 'consent-group', 'u_never');
    sandbox.people.join('zim', 'consent-group', 'u_eve');
    sandbox.people.leave('zim', 'consent-group', 'u_alice');
    sandbox.people.remove('zim', 'consent-group', 'u_bob');
    sandbox.people.rename('zim', 'consent-group', 'Ring');
    sandbox.people.dissolve('zim', 'consent-group');
    await sandbox.webhooks.idle();
    const of = ({
      appid: _appid,
      nonce: _nonce,
      timestamp: _timestamp,
      signature: _signature,
      ...body
    }: object & {
      appid: unknown;
      nonce: unknown;
      timestamp: unknown;
      signature: unknown;
    }): object => body;
    const joined = {
      event: 'group_join',
      group_id: 'consent-group',
      join_type: 'Invited',
      operator_account: 'u_owner',
    };
    const gone = { event: 'group_exit', group_id: 'consent-group' };
    expect(receiver.bodies(of)).toEqual([
      { ...joined, new_user_ids: ['u_alice'] },
      { ...joined, new_user_ids: ['u_bob'] },
      { ...joined, join_type: 'Apply', operator_account: 'u_eve', new_user_ids: ['u_eve'] },
      { ...gone, exit_type: 'Quit', operator_account: 'u_alice', exit_user_ids: ['u_alice'] },
      { ...gone, exit_type: 'Kickout', operator_account: 'u_owner', exit_user_ids: ['u_bob'] },
      {
        event: 'group_destroy',
        group_id: 'consent-group',
        owner_account: 'u_owner',
        operator_account: 'u_owner',
        user_ids: ['u_owner', 'zego_user', 'u_eve'],
      },
    ]);
    expect((await inviteToZim(sandbox, 'consent-group', ['u_alice'])).json).toMatchObject({ Code: 660600001 });
  });

  it.each<[WebhookOrder, (text: string) => string, unknown]>([
    [{ body: 'raw' }, (text) => text, VECTOR_SECONDS],
    [{ body: 'percent' }, decodeURIComponent, VECTOR_SECONDS],
    [{ body: 'form' }, (text) => new URLSearchParams(text).get('data') ?? '', VECTOR_SECONDS],
    [{ timestamp: 'milliseconds' }, (text) => text, NOW_MS],
    [{ timestamp: 'quoted' }, (text) => text, String(VECTOR_SECONDS)],
    [{ secret: 0 }, (text) => text, VECTOR_SECONDS],
    [{ secret: 1 }, (text) => text, VECTOR_SECONDS],
  ])('can be ordered to send %o', async (webhooks, open, timestamp) => {
    const { sandbox, receiver } = await posting();
    sandbox.control({ connection: 'zim', webhooks });
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    await sandbox.webhooks.idle();
    const { text = '', headers } = receiver.received[0] ?? {};
    const body = JSON.parse(open(text)) as { timestamp: unknown; nonce: string; signature: string };
    expect(body.timestamp).toBe(timestamp);
    expect(body.signature).toBe(sign(webhooks.secret === 1 ? second : first, String(timestamp), body.nonce));
    const isForm = webhooks.body === 'form';
    expect(headers?.['content-type']).toBe(isForm ? 'application/x-www-form-urlencoded' : 'application/json');
    expect(text.startsWith('{')).toBe(webhooks.body !== 'percent' && !isForm);
  });

  it('can be ordered to misspell the joining event, and only that', async () => {
    const { sandbox, receiver } = await posting();
    sandbox.control({ connection: 'zim', webhooks: { joinEvent: 'Apply_join_group' } });
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    sandbox.people.leave('zim', 'groupA', 'u_alice');
    await sandbox.webhooks.idle();
    expect(receiver.bodies(({ event }) => event)).toEqual(['Apply_join_group', 'group_exit']);
  });
});

describe('IMKit', () => {
  it('tells of who was put in, came, or was taken out, behind the secret of its path', async () => {
    const { sandbox, clock, receiver } = await posting();
    const add = (room: string, invitees: string[]) =>
      imkit(sandbox, 'POST', `/rooms/${room}/members`, { body: { invitees } });
    await add('demo-room', ['u_alice', 'u_bob']);
    await add('consent-room', ['u_carol']);
    clock.advance(ACCEPT_AFTER_MS);
    sandbox.people.join('imkit', 'demo-room', 'u_eve');
    await imkit(sandbox, 'POST', '/rooms/demo-room/delete/members', { body: { members: ['u_bob'] } });
    sandbox.people.leave('imkit', 'demo-room', 'u_alice');
    sandbox.people.rename('imkit', 'demo-room', 'Demonstration');
    sandbox.people.dissolve('imkit', 'demo-room');
    await sandbox.webhooks.idle();
    expect(new Set(receiver.received.map(({ path }) => path))).toEqual(new Set(['/webhooks/imkit/sandbox-imkit-path']));
    expect(
      receiver.bodies(({ event, clientID, roomID, data }) => [
        event,
        roomID,
        clientID,
        data.members.map(({ id }: { id: string }) => id).join(' '),
      ]),
    ).toEqual([
      ['ADD_MEMBERS', 'demo-room', 'u_owner', 'u_alice u_bob'],
      ['JOIN_ROOM', 'consent-room', 'u_carol', 'u_carol'],
      ['JOIN_ROOM', 'demo-room', 'u_eve', 'u_eve'],
      ['DELETE_MEMBERS', 'demo-room', 'u_owner', 'u_bob'],
      ['DELETE_MEMBERS', 'demo-room', 'u_alice', 'u_alice'],
    ]);
    const client = (id: string, nickname: string) => ({ _id: id, id, nickname, isRobot: false, lastLoginTimeMS: 0 });
    expect(receiver.received[1]?.body).toEqual({
      appID: 'SampleApp',
      clientID: 'u_carol',
      roomID: 'consent-room',
      event: 'JOIN_ROOM',
      botState: null,
      data: { room: 'consent-room', sender: client('u_carol', 'Carol'), members: [client('u_carol', 'Carol')] },
    });
    expect((await add('demo-room', ['u_alice'])).status).toBe(404);
  });
});

describe('GeWe', () => {
  const invite = (sandbox: Sandbox, chatroomId: string, wxids: string) =>
    gewe(sandbox, 'group/inviteMember', { chatroomId, wxids, reason: '' });

  it('probes the URL in both ways, without credentials', async () => {
    const { receiver, greetings } = await posting();
    const path = '/webhooks/wechat/sandbox-gewe-path';
    expect(greetings).toMatchObject([
      { path, body: { testMsg: '回调地址链接成功！', token: 'sandbox-gewe-token' } },
      { path, body: { msg: '设置订阅成功!!', callBackUrl: `${receiver.url}${path}` } },
    ]);
    expect(greetings.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it('tells by a line in the chat who came, and that the contact changed, with the secret of the header', async () => {
    const { sandbox, receiver } = await posting();
    sandbox.people.join('wechat', SMALL, 'wxid_eve');
    await sandbox.webhooks.idle();
    expect(new Set(receiver.received.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['sandbox-gewe-header-secret']),
    );
    expect(receiver.received[0]?.text).toMatch(/"NewMsgId":\d{19},/);
    const [line, contact] = receiver.bodies((body) => body);
    const content = `${SMALL}:\n<sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template type="tmpl_type_profile"><plain><![CDATA[]]></plain><template><![CDATA["$adder$"通过扫描"$from$"分享的二维码加入群聊]]></template><link_list><link name="adder" type="link_profile"><memberlist><member><username><![CDATA[wxid_eve]]></username><nickname><![CDATA[Eve]]></nickname></member></memberlist></link><link name="from" type="link_profile"><memberlist><member><username><![CDATA[wxid_owner9]]></username><nickname><![CDATA[Owner]]></nickname></member></memberlist></link></link_list></content_template></sysmsgtemplate></sysmsg>`;
    expect(line).toEqual({
      TypeName: 'AddMsg',
      Appid: 'wx_sandbox_device',
      Wxid: 'wxid_bot00',
      Data: {
        MsgId: expect.any(Number),
        FromUserName: { string: SMALL },
        ToUserName: { string: 'wxid_bot00' },
        MsgType: 10002,
        Content: { string: content },
        Status: 4,
        ImgStatus: 1,
        ImgBuf: { iLen: 0 },
        CreateTime: VECTOR_SECONDS,
        MsgSource: '<msgsource></msgsource>',
        NewMsgId: expect.any(Number),
        MsgSeq: expect.any(Number),
      },
    });
    expect(contact).toEqual({
      TypeName: 'ModContacts',
      Appid: 'wx_sandbox_device',
      Wxid: 'wxid_bot00',
      Data: {
        UserName: { string: SMALL },
        NickName: { string: 'Project' },
        ChatRoomOwner: 'wxid_owner9',
        ChatroomMaxCount: 500,
        ChatroomStatus: 0,
      },
    });
  });

  it('has flat lines in version 2, and contacts as ever', async () => {
    const { sandbox, receiver } = await posting();
    sandbox.control({ connection: 'wechat', webhooks: { version: 'v2' } });
    sandbox.people.remove('wechat', SMALL, 'wxid_alice01');
    await sandbox.webhooks.idle();
    const [line, contact] = receiver.bodies((body) => body);
    expect(line).toEqual({
      appid: 'wx_sandbox_device',
      wxid: 'wxid_bot00',
      fromUser: SMALL,
      toUser: 'wxid_bot00',
      msgType: 'SYSTEM',
      content: expect.stringMatching(/^<sysmsg .*"\$username\$"将"\$kickoutname\$"移出了群聊.*wxid_alice01/),
      msgId: 0,
      newMsgId: expect.any(Number),
      createTime: VECTOR_SECONDS,
      isSelf: false,
    });
    expect(contact).toMatchObject({ TypeName: 'ModContacts' });
  });

  it('keeps what the bot did itself to itself, unless it is ordered to echo', async () => {
    const { sandbox, receiver } = await posting();
    await invite(sandbox, SMALL, 'wxid_bob');
    await gewe(sandbox, 'group/removeMember', { chatroomId: SMALL, wxids: 'wxid_bob' });
    await sandbox.webhooks.idle();
    expect(receiver.received).toEqual([]);
    sandbox.control({ connection: 'wechat', webhooks: { echo: true } });
    await invite(sandbox, SMALL, 'wxid_bob');
    await gewe(sandbox, 'group/removeMember', { chatroomId: SMALL, wxids: 'wxid_bob' });
    await sandbox.webhooks.idle();
    expect(receiver.bodies(({ TypeName, Data }) => [TypeName, Data.Content?.string])).toEqual([
      ['AddMsg', expect.stringContaining('tmpl_type_profilewithrevoke')],
      ['ModContacts', undefined],
      ['AddMsg', expect.stringContaining('你将"$kickoutname$"移出了群聊')],
      ['ModContacts', undefined],
    ]);
  });

  it('tells who tapped the card of the bot', async () => {
    const { sandbox, clock, receiver } = await posting();
    await invite(sandbox, SMALL, 'wxid_shy');
    await sandbox.webhooks.idle();
    expect(receiver.received).toEqual([]);
    clock.advance(ACCEPT_AFTER_MS);
    await sandbox.webhooks.idle();
    const [line] = receiver.bodies(({ Data }) => Data.Content?.string);
    expect(line).toContain('你邀请"$names$"加入了群聊');
    expect(line).toContain('<link name="names" type="link_profile"><memberlist><member><username><![CDATA[wxid_shy]]>');
  });

  it('shows no line for who leaves', async () => {
    const { sandbox, receiver } = await posting();
    sandbox.people.leave('wechat', SMALL, 'wxid_alice01');
    sandbox.people.rename('wechat', SMALL, 'Works');
    await sandbox.webhooks.idle();
    expect(receiver.bodies(({ TypeName, Data }) => [TypeName, Data.NickName.string])).toEqual([
      ['ModContacts', 'Project'],
      ['ModContacts', 'Works'],
    ]);
  });

  it('loses the contact when the group or the bot goes, and sees nothing after that', async () => {
    const { sandbox, receiver } = await posting();
    sandbox.people.dissolve('wechat', SMALL);
    const other = '34757816142@chatroom';
    sandbox.people.remove('wechat', other, 'wxid_bot00');
    sandbox.people.leave('wechat', other, 'wxid_friend01');
    sandbox.people.join('wechat', '34757816145@chatroom', 'wxid_eve');
    await sandbox.webhooks.idle();
    const told = receiver.bodies(({ TypeName, Data }) => [
      (Data.FromUserName ?? Data.UserName).string,
      TypeName,
      Data.MsgType,
    ]);
    expect(told.filter(([group]) => group === SMALL)).toEqual([
      [SMALL, 'AddMsg', 10002],
      [SMALL, 'DelContacts', undefined],
    ]);
    expect(told.filter(([group]) => group !== SMALL)).toEqual([
      [other, 'AddMsg', 10000],
      [other, 'DelContacts', undefined],
    ]);
    expect((await invite(sandbox, SMALL, 'wxid_bob')).json).toMatchObject({ ret: 500 });
  });

  it('cannot be led out of its XML by an account', async () => {
    const { sandbox, receiver } = await posting();
    sandbox.people.join('wechat', SMALL, ']]><evil/>');
    await sandbox.webhooks.idle();
    expect(receiver.received[0]?.body.Data.Content.string).toContain('<![CDATA[]]]]><![CDATA[><evil/>]]>');
  });
});
