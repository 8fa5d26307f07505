import { describe, expect, it } from 'vitest';
import { addToTencent, many, start, tencent, userSig, VECTOR_SECONDS, ACCEPT_AFTER_MS, connection } from './support.ts';

const PUBLISHED_USERSIG =
  'eJyrVgrxCdYrSy1SslIy0jNQ0gHzM1NS80oy0zLBwokpuZl5mcUlRYkl*UVQBcUp2YkFBZkpSlaGJgZQAJEpycxNVbIyNEcVTa0oyCxKVbKyMDOBCRVnpitZKVX6OKZql5uHh6aGlhYmhVlm6IdEmFuUGhnmh7hnamdaRhUYlhoHFORFmhnYKtUCAK0SM5I_';
const OPEN = '@TGS#2J4SZEAEL';

describe('the signed query', () => {
  it('takes the published UserSig at its own time', async () => {
    const { sandbox } = await start();
    const { json } = await tencent(sandbox, 'get_group_info', { GroupIdList: [OPEN] }, { usersig: PUBLISHED_USERSIG });
    expect(json).toMatchObject({ ActionStatus: 'OK', ErrorCode: 0 });
  });

  const claims = {
    identifier: 'administrator',
    sdkAppId: 1_400_000_000,
    timeSeconds: VECTOR_SECONDS,
    expireSeconds: 86_400,
  };
  const key = '5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e';
  const refusals: readonly [why: string, code: number, query: Record<string, string | null>][] = [
    ['an empty UserSig', 70002, { usersig: null }],
    ['a UserSig that is no deflated JSON', 70003, { usersig: 'bm9uc2Vuc2U_' }],
    ['an expired UserSig', 70001, { usersig: userSig(key, { ...claims, timeSeconds: VECTOR_SECONDS - 86_400 }) }],
    ['a UserSig of somebody else', 70013, { usersig: userSig(key, { ...claims, identifier: 'u_owner' }) }],
    ['a UserSig for another app', 70014, { usersig: userSig(key, { ...claims, sdkAppId: 1_400_000_001 }) }],
    ['a UserSig of another key', 70009, { usersig: userSig(key.replace('5', '6'), claims) }],
    [
      'an identifier who is no administrator',
      60010,
      { identifier: 'u_owner', usersig: userSig(key, { ...claims, identifier: 'u_owner' }) },
    ],
    ['no app id', 60012, { sdkappid: null }],
    ['an app id that does not exist', 70020, { sdkappid: '1400000001' }],
    ['no identifier', 60004, { identifier: null }],
    ['a random of 33 bits', 60002, { random: '4294967296' }],
    ['a random that is no number', 60002, { random: 'abc' }],
    ['another content type', 60002, { contenttype: null }],
  ];
  it.each(refusals)('refuses %s with %i and HTTP 200', async (_why, code, query) => {
    const { sandbox } = await start();
    const body = { GroupId: OPEN, MemberList: [{ Member_Account: 'tommy' }] };
    const { status, json } = await tencent(sandbox, 'add_group_member', body, query);
    expect(status).toBe(200);
    expect(json).toEqual({ ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: expect.any(String) });
    expect(sandbox.members('tencent', OPEN)).not.toContain('tommy');
  });

  it('takes a UserSig in its last second and not in the next', async () => {
    const { sandbox, clock } = await start();
    clock.advance(86_399_999);
    expect(await addToTencent(sandbox, OPEN, ['tommy'])).toEqual([1]);
    clock.advance(1);
    expect(await addToTencent(sandbox, OPEN, ['jared'])).toBe(70001);
  });
});

describe('add_group_member', () => {
  it('answers one result for each account, in the order of the call', async () => {
    const { sandbox } = await start();
    const body = {
      GroupId: OPEN,
      Silence: 1,
      MemberList: ['tommy', 'u_member', 'u_refused', 'u_shy', 'u_never', 'u_crowded', 'tommy'].map((account) => ({
        Member_Account: account,
      })),
    };
    const { json } = await tencent(sandbox, 'add_group_member', body);
    expect(json).toEqual({
      ActionStatus: 'OK',
      ErrorInfo: '',
      ErrorCode: 0,
      MemberList: [
        { Member_Account: 'tommy', Result: 1 },
        { Member_Account: 'u_member', Result: 2 },
        { Member_Account: 'u_refused', Result: 0 },
        { Member_Account: 'u_shy', Result: 3 },
        { Member_Account: 'u_never', Result: 3 },
        { Member_Account: 'u_crowded', Result: 4 },
      ],
    });
    expect(sandbox.members('tencent', OPEN)).toEqual(['u_owner', 'u_member', 'tommy']);
    expect(sandbox.pendingInvitees('tencent', OPEN)).toEqual(['u_shy', 'u_never']);
  });

  it('answers 2 when the same account is added again', async () => {
    const { sandbox } = await start();
    expect(await addToTencent(sandbox, OPEN, ['tommy'])).toEqual([1]);
    expect(await addToTencent(sandbox, OPEN, ['tommy'])).toEqual([2]);
  });

  it('refuses the whole call with 10019 for one unknown account, without naming it', async () => {
    const { sandbox } = await start();
    expect(await addToTencent(sandbox, OPEN, ['tommy', 'u_ghost', 'jared'])).toBe(10019);
    expect(sandbox.members('tencent', OPEN)).toEqual(['u_owner', 'u_member']);
  });

  it('fails an unknown account alone when ordered to', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'tencent', unknownAccountMode: 'result0' });
    expect(await addToTencent(sandbox, OPEN, ['tommy', 'u_ghost'])).toEqual([1, 0]);
  });

  it('refuses the whole call with 10014 when it would overfill the group, and takes what fits', async () => {
    const { sandbox } = await start();
    expect(await addToTencent(sandbox, 'full-group', many(3))).toBe(10014);
    expect(sandbox.members('tencent', 'full-group')).toHaveLength(3);
    expect(await addToTencent(sandbox, 'full-group', ['u_member', ...many(2)])).toEqual([2, 1, 1]);
    expect(await addToTencent(sandbox, 'full-group', ['u_9'])).toBe(10014);
  });

  it('takes 500 accounts and refuses 501 with 10005', async () => {
    const { sandbox } = await start();
    expect(await addToTencent(sandbox, OPEN, many(501))).toBe(10005);
    expect(await addToTencent(sandbox, OPEN, many(500))).toEqual(many(500).map(() => 1));
  });

  it.each([
    ['live-group', 10007],
    ['broadcast-group', 10007],
    ['locked-group', 10007],
    ['no-such-group', 10010],
    ['white space', 10015],
    ['x'.repeat(49), 10015],
  ])('answers for group %s: %i', async (groupId, code) => {
    const { sandbox } = await start();
    expect(await addToTencent(sandbox, groupId, ['tommy'])).toBe(code);
  });

  it.each([
    ['no list', { GroupId: OPEN }],
    ['an empty list', { GroupId: OPEN, MemberList: [] }],
    ['a number for an account', { GroupId: OPEN, MemberList: [{ Member_Account: 1 }] }],
    ['an account of 33 bytes', { GroupId: OPEN, MemberList: [{ Member_Account: 'ü'.repeat(16) + 'x' }] }],
    ['a Silence of 2', { GroupId: OPEN, Silence: 2, MemberList: [{ Member_Account: 'tommy' }] }],
    ['no group', { MemberList: [{ Member_Account: 'tommy' }] }],
  ])('refuses %s with 10004', async (_what, body) => {
    const { sandbox } = await start();
    expect((await tencent(sandbox, 'add_group_member', body)).json).toMatchObject({ ErrorCode: 10004 });
  });

  it('refuses a body that is not JSON with 60003', async () => {
    const { sandbox } = await start();
    expect((await tencent(sandbox, 'add_group_member', '{')).json).toMatchObject({ ErrorCode: 60003 });
  });

  it('makes a member of a consenting invitee after a moment, and never of one who never answers', async () => {
    const { sandbox, clock } = await start();
    expect(await addToTencent(sandbox, 'consent-group', ['tommy', 'u_never'])).toEqual([3, 3]);
    clock.advance(ACCEPT_AFTER_MS - 1);
    expect(sandbox.members('tencent', 'consent-group')).not.toContain('tommy');
    clock.advance(1);
    expect(sandbox.members('tencent', 'consent-group')).toContain('tommy');
    clock.advance(86_000_000);
    expect(sandbox.pendingInvitees('tencent', 'consent-group')).toEqual(['u_never']);
    expect(await addToTencent(sandbox, 'consent-group', ['tommy', 'u_never'])).toEqual([2, 3]);
  });
});

describe('the other commands', () => {
  it('tells the role of each account', async () => {
    const { sandbox } = await start();
    const body = { GroupId: OPEN, User_Account: ['u_owner', 'u_member', 'tommy'] };
    expect((await tencent(sandbox, 'get_role_in_group', body)).json).toMatchObject({
      UserIdList: [
        { Member_Account: 'u_owner', Role: 'Owner' },
        { Member_Account: 'u_member', Role: 'Member' },
        { Member_Account: 'tommy', Role: 'NotMember' },
      ],
    });
  });

  it('tells each group apart from those that do not exist', async () => {
    const { sandbox } = await start();
    const { json } = await tencent(sandbox, 'get_group_info', { GroupIdList: ['live-group', 'no-such-group', OPEN] });
    expect(json).toMatchObject({
      ErrorCode: 0,
      GroupInfo: [
        { GroupId: 'live-group', ErrorCode: 0, Type: 'AVChatRoom' },
        { GroupId: 'no-such-group', ErrorCode: 10010 },
        { GroupId: OPEN, Type: 'Public', Owner_Account: 'u_owner', MemberNum: 2, InviteJoinOption: 'FreeAccess' },
      ],
    });
  });

  it('pages the members', async () => {
    const { sandbox } = await start();
    await addToTencent(sandbox, OPEN, many(3));
    const { json } = await tencent(sandbox, 'get_group_member_info', { GroupId: OPEN, Limit: 2, Offset: 3 });
    expect(json).toMatchObject({
      MemberNum: 5,
      MemberList: [
        { Member_Account: 'u_2', Role: 'Member', JoinTime: VECTOR_SECONDS },
        { Member_Account: 'u_3', Role: 'Member' },
      ],
    });
    const filter = { GroupId: OPEN, Limit: 6000, Offset: 0, MemberInfoFilter: ['Role'], MemberRoleFilter: ['Owner'] };
    expect((await tencent(sandbox, 'get_group_member_info', filter)).json).toMatchObject({
      MemberList: [{ Member_Account: 'u_owner', Role: 'Owner' }],
    });
    const tooLong = { GroupId: OPEN, Limit: 6001, Offset: 0 };
    expect((await tencent(sandbox, 'get_group_member_info', tooLong)).json).toMatchObject({ ErrorCode: 10004 });
  });

  it('deletes members without saying who was one, but neither the owner nor anybody in a live room', async () => {
    const { sandbox } = await start();
    const remove = (GroupId: string, MemberToDel_Account: string[]) =>
      tencent(sandbox, 'delete_group_member', { GroupId, MemberToDel_Account, Silence: 1, Reason: 'left' });
    expect((await remove(OPEN, ['u_member', 'tommy'])).json).toEqual({
      ActionStatus: 'OK',
      ErrorInfo: '',
      ErrorCode: 0,
    });
    expect(sandbox.members('tencent', OPEN)).toEqual(['u_owner']);
    expect((await remove(OPEN, ['u_owner'])).json).toMatchObject({ ErrorCode: 10004 });
    expect((await remove('live-group', ['u_member'])).json).toMatchObject({ ErrorCode: 10004 });
    expect((await remove(OPEN, many(101))).json).toMatchObject({ ErrorCode: 10005 });
  });

  it('checks which accounts exist', async () => {
    const { sandbox } = await start();
    const { json } = await tencent(sandbox, 'im_open_login_svc/account_check', {
      CheckItem: [{ UserID: 'tommy' }, { UserID: 'u_ghost' }],
    });
    expect(json).toMatchObject({
      ResultItem: [
        { UserID: 'tommy', ResultCode: 0, AccountStatus: 'Imported' },
        { UserID: 'u_ghost', ResultCode: 0, AccountStatus: 'NotImported' },
      ],
    });
  });

  it('does not know other commands, and serves nothing outside its API', async () => {
    const { sandbox } = await start();
    expect((await tencent(sandbox, 'no_such_command', {})).json).toMatchObject({ ErrorCode: 10003 });
    const { status } = await fetch(`${connection(sandbox, 'tencent').baseUrl}/v5/x`);
    expect(status).toBe(404);
  });
});
