import { describe, expect, it } from 'vitest';
import { ACCEPT_AFTER_MS, connection, gewe, many, send, start } from './support.ts';
import type { TestSandbox } from './support.ts';

const SMALL = '34757816141@chatroom';
const LARGE = '34757816142@chatroom';
const APPROVAL = '34757816143@chatroom';
const FULL = '34757816144@chatroom';
const STRANGE = '34757816145@chatroom';

const invite = ({ sandbox }: TestSandbox, chatroomId: string, wxids: unknown) =>
  gewe(sandbox, 'group/inviteMember', { chatroomId, wxids, reason: '' });

describe('credentials', () => {
  it.each([
    ['no token', {}, {}, { ret: 500, msg: expect.stringContaining('X-GEWE-TOKEN') }],
    ['a wrong token', { 'x-gewe-token': 'other' }, {}, { ret: 401, msg: expect.any(String) }],
    ['another device', undefined, { appId: 'wx_other' }, { ret: 500, msg: expect.any(String) }],
    ['no device', undefined, { appId: '' }, { ret: 400, msg: expect.stringContaining('不可为空') }],
  ])('refuses %s with HTTP 200', async (_what, headers, change, answer) => {
    const { sandbox } = await start();
    const body = { chatroomId: SMALL, wxids: 'wxid_bob', reason: '', ...change };
    const { status, json } = await gewe(sandbox, 'group/inviteMember', body, headers);
    expect([status, json]).toEqual([200, answer]);
    expect(sandbox.members('wechat', SMALL)).not.toContain('wxid_bob');
  });
});

describe('inviteMember', () => {
  it('puts friends into a small group at once and tells nothing about anybody', async () => {
    const test = await start();
    const { status, json } = await invite(test, SMALL, 'wxid_bob02,wxid_ghost,wxid_refused,wxid_crowded,wxid_alice01');
    expect([status, json]).toEqual([200, { ret: 200, msg: '操作成功' }]);
    expect(test.sandbox.members('wechat', SMALL)).toEqual(['wxid_owner9', 'wxid_bot00', 'wxid_alice01', 'wxid_bob02']);
    expect(test.sandbox.pendingInvitees('wechat', SMALL)).toEqual([]);
  });

  it('takes the ids as an array too', async () => {
    const test = await start();
    expect((await invite(test, SMALL, ['wxid_bob02', 'wxid_carol'])).json).toMatchObject({ ret: 200 });
    expect(test.sandbox.members('wechat', SMALL)).toEqual(expect.arrayContaining(['wxid_bob02', 'wxid_carol']));
  });

  it('sends cards in a group of over 40 members, which are accepted after a moment', async () => {
    const test = await start();
    expect((await invite(test, LARGE, 'wxid_bob02,wxid_never')).json).toEqual({ ret: 200, msg: '操作成功' });
    expect(test.sandbox.pendingInvitees('wechat', LARGE)).toEqual(['wxid_bob02', 'wxid_never']);
    test.clock.advance(ACCEPT_AFTER_MS);
    expect(test.sandbox.members('wechat', LARGE)).toContain('wxid_bob02');
    expect(test.sandbox.pendingInvitees('wechat', LARGE)).toEqual(['wxid_never']);
  });

  it('begins to send cards with the 42nd member', async () => {
    const test = await start();
    for (const half of [many(20, 'wxid_a'), many(20, 'wxid_b')]) await invite(test, SMALL, half.join(','));
    expect(test.sandbox.members('wechat', SMALL)).toHaveLength(41);
    expect(test.sandbox.pendingInvitees('wechat', SMALL)).toEqual(['wxid_b19', 'wxid_b20']);
  });

  it('asks the owner where he approves invitees, with a message id of 19 bare digits', async () => {
    const test = await start();
    const { text } = await invite(test, APPROVAL, 'wxid_bob02');
    expect(text).toMatch(/"newMsgId":\d{19}\b/);
    expect(test.sandbox.members('wechat', APPROVAL)).not.toContain('wxid_bob02');
    test.clock.advance(ACCEPT_AFTER_MS);
    expect(test.sandbox.members('wechat', APPROVAL)).toContain('wxid_bob02');
  });

  it('fills a group to its last place and fails from then on', async () => {
    const test = await start();
    expect((await invite(test, FULL, 'wxid_a,wxid_b,wxid_c')).json).toMatchObject({ ret: 200 });
    expect(test.sandbox.members('wechat', FULL)).toEqual([
      'wxid_owner9',
      'wxid_bot00',
      'wxid_alice01',
      'wxid_a',
      'wxid_b',
    ]);
    const { status, json } = await invite(test, FULL, 'wxid_c');
    expect(status).toBe(200);
    expect(json).toEqual({
      ret: 500,
      msg: '邀请进群失败',
      data: { code: '-1', msg: 'fail', detail: expect.stringContaining('"ret":-1') },
    });
  });

  it.each([
    ['a group in which the bot is not', { chatroomId: STRANGE }, 500],
    ['a group that does not exist', { chatroomId: '1@chatroom' }, 500],
    ['no group', { chatroomId: '' }, 400],
    ['nobody', { wxids: '' }, 400],
    ['no reason', { reason: undefined }, 400],
    ['21 people', { wxids: many(21, 'wxid_').join(',') }, 400],
    ['20 people', { wxids: many(20, 'wxid_').join(',') }, 200],
  ])('answers for %s with the right ret', async (_what, change, ret) => {
    const { sandbox } = await start();
    const body = { chatroomId: SMALL, wxids: 'wxid_bob02', reason: '', ...change };
    expect((await gewe(sandbox, 'group/inviteMember', body)).json).toMatchObject({ ret });
  });
});

describe('the other calls', () => {
  it('lists the members with their inviters', async () => {
    const test = await start();
    await invite(test, SMALL, 'wxid_bob02');
    expect((await gewe(test.sandbox, 'group/getChatroomMemberList', { chatroomId: SMALL })).json).toEqual({
      ret: 200,
      msg: '操作成功',
      data: {
        chatroomOwner: 'wxid_owner9',
        adminWxid: ['wxid_bot00'],
        memberList: ['wxid_owner9', 'wxid_bot00', 'wxid_alice01', 'wxid_bob02'].map((wxid) => ({
          wxid,
          nickName: expect.any(String),
          inviterUserName: wxid === 'wxid_bob02' ? 'wxid_bot00' : null,
          memberFlag: 1,
          displayName: null,
          bigHeadImgUrl: '',
          smallHeadImgUrl: '',
        })),
      },
    });
    expect((await gewe(test.sandbox, 'group/getChatroomMemberList', { chatroomId: STRANGE })).json).toMatchObject({
      ret: 500,
    });
  });

  it('tells about those who are members and leaves out the others', async () => {
    const { sandbox } = await start();
    const body = { chatroomId: SMALL, memberWxids: ['wxid_alice01', 'wxid_bob02'] };
    expect((await gewe(sandbox, 'group/getChatroomMemberDetail', body)).json).toMatchObject({
      ret: 200,
      data: [{ userName: 'wxid_alice01', nickName: 'Alice' }],
    });
  });

  it('tells about the group and about the device', async () => {
    const { sandbox } = await start();
    expect((await gewe(sandbox, 'group/getChatroomInfo', { chatroomId: SMALL })).json).toMatchObject({
      ret: 200,
      data: { chatroomId: SMALL, nickName: 'Project', chatRoomOwner: 'wxid_owner9' },
    });
    expect((await gewe(sandbox, 'login/checkOnline', {})).json).toEqual({ ret: 200, msg: '操作成功', data: true });
  });

  it('removes members where the bot is an admin, but never the owner', async () => {
    const { sandbox } = await start();
    const remove = (chatroomId: string, wxids: string) => gewe(sandbox, 'group/removeMember', { chatroomId, wxids });
    expect((await remove(SMALL, 'wxid_alice01')).json).toMatchObject({ ret: 200 });
    expect(sandbox.members('wechat', SMALL)).toEqual(['wxid_owner9', 'wxid_bot00']);
    expect((await remove(SMALL, 'wxid_owner9')).json).toMatchObject({ ret: 500 });
    expect((await remove(FULL, 'wxid_alice01')).json).toMatchObject({ ret: 500 });
  });

  it('serves nothing else', async () => {
    const { sandbox } = await start();
    expect((await gewe(sandbox, 'group/constructor', {})).status).toBe(404);
    const url = `${connection(sandbox, 'wechat').baseUrl}/gewe/v2/api/group/inviteMember`;
    expect((await send(url, { method: 'GET' })).status).toBe(404);
  });
});
