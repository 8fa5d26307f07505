import { describe, expect, it } from 'vitest';
import { ACCEPT_AFTER_MS, connection, inviteToZim, many, send, start, VECTOR_SECONDS, zim } from './support.ts';

const NOW_MS = VECTOR_SECONDS * 1000;
const invite = { FromUserId: 'u_owner', GroupId: 'groupA', UserIds: ['u_alice'] };

describe('the signed query', () => {
  it('takes the published signature, once', async () => {
    const { sandbox } = await start();
    const url =
      `${connection(sandbox, 'zim').baseUrl}/?Action=InviteUsersIntoGroup&AppId=1234567890&SignatureNonce=a1b2c3d4e5f60718` +
      '&Timestamp=1700000000&SignatureVersion=2.0&Signature=c90a56c08221a571fbf3007d1d7300d6';
    expect((await send(url, { body: invite })).json).toEqual({
      Code: 0,
      Message: 'success',
      RequestId: expect.stringMatching(/^\d{18}$/),
      ErrorUsers: [],
    });
    expect((await send(url, { body: invite })).json).toMatchObject({ Code: 100000005 });
  });

  it.each([
    ['no action', 100000006, { Action: null }],
    ['an unknown action', 100000007, { Action: 'InviteEverybody' }],
    ['an app id that is no number', 100000001, { AppId: 'app' }],
    ['no timestamp', 100000002, { Timestamp: null }],
    ['a timestamp in milliseconds', 100000003, { Timestamp: '1700000000000' }],
    ['no nonce', 100000008, { SignatureNonce: null }],
    ['no signature', 100000009, { Signature: null }],
    ['no version', 100000013, { SignatureVersion: null }],
    ['version 1.0', 100000014, { SignatureVersion: '1.0' }],
    ['a signature of something else', 100000005, { Signature: '0'.repeat(32) }],
    ['another app', 100000005, { AppId: '1234567891' }],
  ] as const)('refuses %s with %i', async (_what, code, query) => {
    const { sandbox } = await start();
    const { status, json } = await zim(sandbox, 'InviteUsersIntoGroup', invite, query);
    expect([status, json]).toEqual([200, { Code: code, Message: expect.any(String), RequestId: expect.any(String) }]);
    expect(sandbox.members('zim', 'groupA')).not.toContain('u_alice');
  });

  it.each([
    [-601, 100000004],
    [-600, 0],
    [600, 0],
    [601, 100000004],
  ])('answers a timestamp %i s from now with %i', async (offsetSeconds, code) => {
    const { sandbox } = await start();
    const query = { Timestamp: String(VECTOR_SECONDS + offsetSeconds) };
    expect((await zim(sandbox, 'InviteUsersIntoGroup', invite, query)).json).toMatchObject({ Code: code });
  });

  it('refuses a nonce for as long as its timestamp could be good, and knows none after a reset', async () => {
    const { sandbox, clock } = await start();
    const query = { SignatureNonce: 'feed', Timestamp: String(VECTOR_SECONDS + 600) };
    expect((await zim(sandbox, 'QueryGroupInfo', invite, query)).json).toMatchObject({ Code: 0 });
    clock.advance(1_199_000);
    expect((await zim(sandbox, 'QueryGroupInfo', invite, query)).json).toMatchObject({ Code: 100000005 });
    sandbox.reset();
    expect((await zim(sandbox, 'QueryGroupInfo', invite, query)).json).toMatchObject({ Code: 0 });
  });
});

describe('InviteUsersIntoGroup', () => {
  it('lists those who failed and nobody else', async () => {
    const { sandbox } = await start();
    const { json } = await inviteToZim(sandbox, 'groupA', [
      'u_alice',
      'u_ghost',
      'u_crowded',
      'u_refused',
      'zego_user',
      'u_shy',
    ]);
    expect(json).toMatchObject({
      Code: 0,
      ErrorUsers: [
        { UserId: 'u_ghost', SubCode: 660700012 },
        { UserId: 'u_crowded', SubCode: 660600012 },
        { UserId: 'u_refused', SubCode: 6000508 },
        { UserId: 'zego_user', SubCode: 108037 },
        { UserId: 'u_shy', SubCode: 6000544 },
      ],
    });
    expect(sandbox.members('zim', 'groupA')).toEqual(['u_owner', 'zego_user', 'u_alice']);
    expect(sandbox.pendingInvitees('zim', 'groupA')).toEqual(['u_shy']);
  });

  it('answers 660600033 with the list when everybody failed', async () => {
    const { sandbox } = await start();
    expect((await inviteToZim(sandbox, 'groupA', ['u_ghost', 'zego_user'])).json).toMatchObject({
      Code: 660600033,
      ErrorUsers: [{ UserId: 'u_ghost' }, { UserId: 'zego_user' }],
    });
  });

  it('calls the list ErrorList when ordered to', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'zim', errorListName: 'ErrorList' });
    const { json } = await inviteToZim(sandbox, 'groupA', ['u_alice', 'u_ghost']);
    expect(json).toMatchObject({ ErrorList: [{ UserId: 'u_ghost' }] });
    expect(json).not.toHaveProperty('ErrorUsers');
  });

  it('drops the operator from the list without a word', async () => {
    const { sandbox } = await start();
    expect((await inviteToZim(sandbox, 'groupA', ['u_owner', 'u_alice'])).json).toMatchObject({
      Code: 0,
      ErrorUsers: [],
    });
    expect((await inviteToZim(sandbox, 'groupA', ['u_owner'])).json).toMatchObject({ Code: 0, ErrorUsers: [] });
  });

  const withInfos = (infos: unknown) => ({ ...invite, GroupMemberInfos: infos });

  it('prefers GroupMemberInfos to UserIds unless it is empty', async () => {
    const { sandbox } = await start();
    await zim(sandbox, 'InviteUsersIntoGroup', withInfos([{ UserId: 'u_bob' }]));
    expect(sandbox.members('zim', 'groupA')).toEqual(['u_owner', 'zego_user', 'u_bob']);
    await zim(sandbox, 'InviteUsersIntoGroup', withInfos([]));
    expect(sandbox.members('zim', 'groupA')).toContain('u_alice');
  });

  it('asks those whom the call wants to ask, and lists none of them', async () => {
    const { sandbox, clock } = await start();
    const infos = [
      { UserId: 'u_bob', IsInvite: 1 },
      { UserId: 'u_never', IsInvite: 1 },
      { UserId: 'u_carol', IsInvite: 0, EnterGroupTime: 0 },
    ];
    expect((await zim(sandbox, 'InviteUsersIntoGroup', withInfos(infos))).json).toMatchObject({
      Code: 0,
      ErrorUsers: [],
    });
    expect(sandbox.pendingInvitees('zim', 'groupA')).toEqual(['u_bob', 'u_never']);
    clock.advance(ACCEPT_AFTER_MS);
    expect(sandbox.members('zim', 'groupA')).toEqual(['u_owner', 'zego_user', 'u_carol', 'u_bob']);
    expect(sandbox.pendingInvitees('zim', 'groupA')).toEqual(['u_never']);
  });

  it('asks everybody in a group of BeInvitedMode 1', async () => {
    const { sandbox, clock } = await start();
    expect((await inviteToZim(sandbox, 'consent-group', ['u_alice'])).json).toMatchObject({
      ErrorUsers: [{ UserId: 'u_alice', SubCode: 6000544 }],
    });
    clock.advance(ACCEPT_AFTER_MS);
    expect(sandbox.members('zim', 'consent-group')).toContain('u_alice');
  });

  it.each([
    ['a time of entry that is now', { UserId: 'u_bob', EnterGroupTime: NOW_MS }, 0],
    ['a time of entry in the future', { UserId: 'u_bob', EnterGroupTime: NOW_MS + 1 }, 660000002],
    ['a time of entry that is text', { UserId: 'u_bob', EnterGroupTime: '0' }, 660000002],
    ['an IsInvite of 2', { UserId: 'u_bob', IsInvite: 2 }, 660000002],
    ['an entry without a user', { IsInvite: 1 }, 660000002],
  ])('answers %s with the right code', async (_what, info, code) => {
    const { sandbox } = await start();
    expect((await zim(sandbox, 'InviteUsersIntoGroup', withInfos([info]))).json).toMatchObject({ Code: code });
  });

  it.each([
    ['an operator who does not exist', { FromUserId: 'u_ghost' }, 660500002],
    ['an operator who is no member', { FromUserId: 'u_stranger' }, 660600032],
    ['no operator', { FromUserId: undefined }, 660000002],
    ['a group that does not exist', { GroupId: 'no-such-group' }, 660600001],
    ['a group without permission', { GroupId: 'locked-group' }, 660600032],
    ['a malformed group id', { GroupId: 'white space' }, 660000002],
    ['a user id with a slash', { UserIds: ['a/b'] }, 660000002],
    ['a user id with a dash and braces', { UserIds: ['{a-b}'] }, 0],
    ['a user id of 32 bytes', { UserIds: ['x'.repeat(32)] }, 0],
    ['a user id of 33 bytes', { UserIds: ['x'.repeat(33)] }, 660000012],
    ['no users', { UserIds: [] }, 660000002],
    ['100 users', { UserIds: many(100) }, 0],
    ['101 users', { UserIds: many(101) }, 660000011],
  ])('answers %s with the right code and no list', async (_what, change, code) => {
    const { sandbox } = await start();
    const { json } = await zim(sandbox, 'InviteUsersIntoGroup', { ...invite, ...change });
    expect(json).toMatchObject({ Code: code });
    if (code !== 0) expect(json).not.toHaveProperty('ErrorUsers');
  });

  it('fails those alone for whom there is no place', async () => {
    const { sandbox } = await start();
    expect((await inviteToZim(sandbox, 'full-group', many(3))).json).toMatchObject({
      Code: 0,
      ErrorUsers: [{ UserId: 'u_3', SubCode: 660600016 }],
    });
  });
});

describe('the other actions', () => {
  it('pages the members until Next is 0', async () => {
    const { sandbox } = await start();
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    const page = (Next: number) => zim(sandbox, 'QueryGroupMemberList', { GroupId: 'groupA', Limit: 2, Next });
    expect((await page(0)).json).toMatchObject({
      Code: 0,
      TotalCount: 3,
      Next: 2,
      MemberList: [
        { UserId: 'u_owner', UserName: 'Owner', UserNickName: '', Role: 1 },
        { UserId: 'zego_user', Role: 3 },
      ],
    });
    expect((await page(2)).json).toMatchObject({ Next: 0, MemberList: [{ UserId: 'u_alice', Role: 3 }] });
    const tooMany = { GroupId: 'groupA', Limit: 1001, Next: 0 };
    expect((await zim(sandbox, 'QueryGroupMemberList', tooMany)).json).toMatchObject({ Code: 660000002 });
  });

  it('tells the modes of a group', async () => {
    const { sandbox } = await start();
    const body = { FromUserId: 'u_owner', GroupId: 'consent-group' };
    expect((await zim(sandbox, 'QueryGroupInfo', body)).json).toMatchObject({
      GroupName: 'Circle',
      LimitInfo: { InviteMode: 0, BeInvitedMode: 1, MemberCountLimit: 2000 },
    });
  });

  it('kicks users, lists who was none, and fails when nobody was kicked', async () => {
    const { sandbox } = await start();
    const kick = (FromUserId: string, UserId: string[]) =>
      zim(sandbox, 'KickoutGroupUser', { FromUserId, GroupId: 'groupA', UserId, CustomReason: 'left' });
    expect((await kick('zego_user', ['u_owner'])).json).toMatchObject({ Code: 660600032 });
    expect((await kick('u_owner', ['zego_user', 'u_alice'])).json).toMatchObject({
      Code: 0,
      ErrorList: [{ UserId: 'u_alice', SubCode: 660600008 }],
    });
    expect((await kick('u_owner', ['zego_user'])).json).toMatchObject({ Code: 660600033 });
    expect((await kick('u_owner', many(51))).json).toMatchObject({ Code: 660000011 });
  });
});
