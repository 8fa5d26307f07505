import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MembershipDataSource } from '../../src/datasources/datasource.ts';
import { geweCapabilities } from '../../src/datasources/gewe/capabilities.ts';
import { createGeweDataSource } from '../../src/datasources/gewe/index.ts';
import { geweSettings } from '../../src/datasources/gewe/settings.ts';
import { describeDataSourceContract } from '../contract/datasource.contract.ts';
import { WireServer, readFixture } from '../support/wire-server.ts';
import type { WireReaction, WireRequest } from '../support/wire-server.ts';
import { callFor, faultOf, outcomesOf, sourceFrom } from './helpers.ts';
import { RecordingDesk } from './recording-desk.ts';
import { startWireSubject } from './wire-subject.ts';

const GROUP = '34757816141@chatroom';
const entry = {
  id: 'wechat',
  provider: 'gewe',
  token: 'gewe-token-1',
  appId: 'wx_demo_device',
  webhook: { pathSecret: 'gewe-path-secret', authorization: 'gewe-authorization' },
};

const isInvite = ({ path }: WireRequest): boolean => path.endsWith('/inviteMember');
const memberList = (...wxids: unknown[]): WireReaction => ({
  body: { ret: 200, msg: '操作成功', data: { memberList: wxids.map((wxid) => ({ wxid })) } },
});
const taken: WireReaction = { body: { ret: 200, msg: '操作成功' } };

describeDataSourceContract({
  name: 'gewe',
  capabilities: geweCapabilities,
  groupId: GROUP,
  accounts: ['wxid_a', 'wxid_b', 'wxid_c'],
  malformed: 'wxid_a,wxid_b',
  options: { reason: 'project kick-off' },
  start: (options) =>
    startWireSubject(
      {
        secrets: ['gewe-token-1', 'gewe-path-secret', 'gewe-authorization'],
        create: (baseUrl, deps) => createGeweDataSource(geweSettings.parse({ ...entry, baseUrl }), deps),
        isInvite,
        works: (request) => (isInvite(request) ? taken : memberList('wxid_owner')),
        refuses: (text) => ({ body: { ret: 500, msg: text } }),
      },
      options,
    ),
});

describe('gewe', () => {
  let server: WireServer;
  let source: MembershipDataSource;
  beforeEach(async () => {
    server = await WireServer.start();
    source = sourceFrom({ ...entry, baseUrl: server.url });
  });
  afterEach(async () => {
    await source.close();
    await server.stop();
    server.verify();
  });

  /** Answers the list like this, and invites as taken. */
  const listing = (list: WireReaction): void => server.react((request) => (isInvite(request) ? taken : list));
  const sentWxids = (): unknown[] => server.seen.filter(isInvite).map(({ body }) => (body as { wxids: string }).wxids);

  it('reads the members, leaves out who is in, and invites the others in one comma-separated string', async () => {
    server.replay(readFixture('gewe', 'invite-taken'));
    const desk = new RecordingDesk();
    const answer = await source.invite(callFor(GROUP, ['wxid_8pvka4jg6qzt22', 'wxid_alice01', 'wxid_bob02']), desk);
    expect(answer).toEqual({
      kind: 'outcomes',
      outcomes: new Map([
        ['wxid_8pvka4jg6qzt22', { type: 'invited', awaiting: 'CONFIRMATION' }],
        ['wxid_alice01', { type: 'alreadyJoined' }],
        ['wxid_bob02', { type: 'invited', awaiting: 'CONFIRMATION' }],
      ]),
      facts: { memberCount: 2 },
      profiles: new Map([['wxid_alice01', { nickname: 'Alice', avatarUrl: 'http://wx.qlogo.cn/alice/132' }]]),
    });
    expect(desk.events).toEqual(['read permit', 'departure permit', 'departed']);
  });

  it('invites although the members could not be read, and passes ret and msg on', async () => {
    server.replay(readFixture('gewe', 'invite-failed'));
    const call = callFor(GROUP, ['wxid_bob02'], { reason: 'project kick-off' });
    expect(await outcomesOf(source, call)).toEqual([
      { type: 'failed', reason: 'PROVIDER_ERROR', message: '邀请进群失败', providerCode: '500' },
    ]);
  });

  it.each<[string, WireReaction]>([
    ['answers an error', { status: 500, text: 'oops' }],
    ['answers nonsense', { text: '<html>' }],
    ['answers another shape', { body: { ret: 200, data: { members: [] } } }],
    ['breaks off', 'break'],
    ['is rate limited', { status: 429, body: {} }],
  ])('invites although the read %s', async (_title, list) => {
    listing(list);
    expect(await outcomesOf(source, callFor(GROUP, ['wxid_a']))).toEqual([
      { type: 'invited', awaiting: 'CONFIRMATION' },
    ]);
  });

  it('sends nothing when everybody is in', async () => {
    listing(memberList('wxid_a', 'wxid_b'));
    const desk = new RecordingDesk();
    const outcomes = await outcomesOf(source, callFor(GROUP, ['wxid_a', 'wxid_b']), desk);
    expect(outcomes).toEqual([{ type: 'alreadyJoined' }, { type: 'alreadyJoined' }]);
    expect(desk.events).toEqual(['read permit']);
  });

  it('takes a member who is in after a lost attempt for joined, and invites only the others again', async () => {
    listing(memberList('wxid_a', 'wxid_b'));
    const members = [
      { account: 'wxid_a', resent: true },
      { account: 'wxid_b', resent: false },
      { account: 'wxid_c', resent: true },
    ];
    const outcomes = await outcomesOf(source, { groupId: GROUP, members, options: {} });
    expect(outcomes).toEqual([
      { type: 'joined' },
      { type: 'alreadyJoined' },
      { type: 'invited', awaiting: 'CONFIRMATION' },
    ]);
    expect(sentWxids()).toEqual(['wxid_c']);
  });

  it.each<[string, WireReaction, string]>([
    ['fails', { body: { ret: 500, msg: 'no' } }, 'unavailable'],
    ['breaks off', 'break', 'unavailable'],
    ['makes no sense', { text: 'nonsense' }, 'unavailable'],
    ['is rate limited', { status: 429, headers: { 'retry-after': '2' }, body: {} }, 'rate_limited'],
  ])('invites nobody again when the read after a lost attempt %s', async (_title, list, fault) => {
    listing(list);
    const desk = new RecordingDesk();
    const members = [
      { account: 'wxid_a', resent: false },
      { account: 'wxid_b', resent: true },
    ];
    expect(await faultOf(source.invite({ groupId: GROUP, members, options: {} }, desk))).toMatchObject({ fault });
    expect(desk.departures).toBe(0);
    expect(sentWxids()).toEqual([]);
  });

  it('compares a numeric wxid as its digits', async () => {
    server.react((request) =>
      isInvite(request)
        ? taken
        : { text: '{"ret":200,"data":{"memberList":[{"wxid":3768973957878705021},{"wxid":12345}]}}' },
    );
    const outcomes = await outcomesOf(source, callFor(GROUP, ['3768973957878705021', '12345']));
    expect(outcomes).toEqual([{ type: 'alreadyJoined' }, { type: 'alreadyJoined' }]);
  });

  it.each([
    ['a number', 401, 'bad token', { providerCode: '401', message: 'bad token' }],
    ['a string', '500', '风控', { providerCode: '500', message: '风控' }],
    ['without a message', 502, undefined, { providerCode: '502', message: 'GeWe answered ret 502 without a message.' }],
  ])('fails every member on a ret that is %s', async (_title, ret, msg, expected) => {
    server.react((request) => (isInvite(request) ? { body: { ret, msg } } : memberList()));
    const outcomes = await outcomesOf(source, callFor(GROUP, ['wxid_a', 'wxid_b']));
    const failed = { type: 'failed', reason: 'PROVIDER_ERROR', ...expected };
    expect(outcomes).toEqual([failed, failed]);
  });

  it('stays with ret 200 when the machinery inside complains', async () => {
    const data = { baseResponse: { ret: -2 }, MemberList: [{ MemberStatus: 3 }] };
    server.react((request) => (isInvite(request) ? { body: { ret: 200, msg: '操作成功', data } } : memberList()));
    expect(await outcomesOf(source, callFor(GROUP, ['wxid_a']))).toEqual([
      { type: 'invited', awaiting: 'CONFIRMATION' },
    ]);
  });

  it('judges an answer by ret where the HTTP status is an error too', async () => {
    server.react((request) => (isInvite(request) ? { status: 401, body: { ret: 401, msg: 'no' } } : memberList()));
    expect(await outcomesOf(source, callFor(GROUP, ['wxid_a']))).toMatchObject([
      { type: 'failed', providerCode: '401' },
    ]);
  });

  it('takes an answer without ret for an unknown outcome', async () => {
    server.react((request) => (isInvite(request) ? { body: { code: 0 } } : memberList()));
    expect(await faultOf(source.invite(callFor(GROUP, ['wxid_a']), new RecordingDesk()))).toMatchObject({
      fault: 'unknown_outcome',
    });
  });

  it.each(['', 'wxid a', 'wxid\ta', 'a,b', ' '])('refuses the account %j', (account) => {
    expect(source.review(account, {})).toMatchObject({ type: 'failed', reason: 'INVALID_ACCOUNT' });
  });

  it('knows no operator', () => {
    expect(source.operatorOf({ operator: 'wxid_other' })).toBeNull();
  });
});
