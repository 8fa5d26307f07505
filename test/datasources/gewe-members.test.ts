import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MembershipDataSource, RemovalOutcome } from '../../src/datasources/datasource.ts';
import { createGeweDataSource } from '../../src/datasources/gewe/index.ts';
import { geweSettings } from '../../src/datasources/gewe/settings.ts';
import { describeMembersContract } from '../contract/member-reads.contract.ts';
import { WireServer, readFixture } from '../support/wire-server.ts';
import type { WireReaction, WireRequest } from '../support/wire-server.ts';
import { faultOf, sourceFrom } from './helpers.ts';
import { pagesOf, removalOutcomes } from './member-helpers.ts';
import { startEchoingSubject, startSandboxSubject } from './members-subject.ts';
import { RecordingDesk } from './recording-desk.ts';

const GROUP = '34757816141@chatroom';
const entry = {
  id: 'wechat',
  provider: 'gewe',
  token: 'gewe-token-1',
  appId: 'wx_demo_device',
  webhook: { pathSecret: 'gewe-path-secret', authorization: 'gewe-authorization' },
};

describeMembersContract({
  name: 'gewe',
  groupId: GROUP,
  people: ['wxid_ann01', 'wxid_bob02', 'wxid_cem03'],
  stranger: 'wxid_dan04',
  missingGroupId: '1@chatroom',
  tellsMissingGroups: false,
  accountsPerProbe: 0,
  removals: {
    owner: 'wxid_owner9',
    // The bot is a plain member there.
    forbidden: { groupId: '34757816144@chatroom', member: 'wxid_alice01' },
  },
  withdraws: false,
  start: () => startSandboxSubject('wechat'),
  startEchoing: () =>
    startEchoingSubject({
      secrets: ['gewe-token-1', 'gewe-path-secret', 'gewe-authorization'],
      create: (baseUrl, deps) => createGeweDataSource(geweSettings.parse({ ...entry, baseUrl }), deps),
      refusals: [(text) => ({ body: { ret: 500, msg: text } }), (text) => ({ body: { ret: 200, msg: text } })],
    }),
});

const isRemoval = ({ path }: WireRequest): boolean => path.endsWith('/removeMember');
const taken: WireReaction = { body: { ret: 200, msg: '操作成功' } };
const memberList = (...wxids: string[]): WireReaction => ({
  body: { ret: 200, data: { chatroomOwner: 'wxid_owner', memberList: wxids.map((wxid) => ({ wxid })) } },
});
const REFUSED: RemovalOutcome = {
  type: 'failed',
  reason: 'REFUSED_BY_PROVIDER',
  message: expect.any(String) as string,
  retryable: false,
};

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

  /** Answers the lists in this order, and removals like this. */
  const answering = (removal: WireReaction, ...lists: WireReaction[]): void =>
    server.react((request) => (isRemoval(request) ? removal : (lists.shift() ?? { status: 500, text: '' })));
  const sentWxids = (): unknown[] => server.seen.filter(isRemoval).map(({ body }) => (body as { wxids: string }).wxids);
  const remove = (...accounts: string[]): Promise<RemovalOutcome[]> => removalOutcomes(source, GROUP, accounts);

  it('lists everybody on one page, with nicknames and pictures where there are some', async () => {
    server.react(() => readFixture('gewe', 'remove-member').exchanges[0]?.response ?? 'hang');
    expect(await pagesOf(source, GROUP)).toEqual([
      {
        members: [
          { account: 'wxid_owner9', profile: { nickname: 'Owner' } },
          { account: 'wxid_alice01', profile: { nickname: 'Alice', avatarUrl: 'http://wx.qlogo.cn/alice/132' } },
          { account: 'wxid_bob02', profile: {} },
        ],
        total: 3,
      },
    ]);
  });

  it('tells the name of a group', async () => {
    server.react(() => ({
      body: {
        ret: 200,
        data: { nickName: 'Project', smallHeadImgUrl: 'http://wx.qlogo.cn/g/0', memberList: [{}, {}] },
      },
    }));
    expect(await source.reads?.readGroup(GROUP, new RecordingDesk())).toEqual({
      type: 'GROUP',
      name: 'Project',
      avatarUrl: 'http://wx.qlogo.cn/g/0',
      memberCount: 2,
    });
    expect(server.seen).toMatchObject([
      {
        path: '/gewe/v2/api/group/getChatroomInfo',
        body: { appId: 'wx_demo_device', chatroomId: GROUP },
      },
    ]);
  });

  it.each<[string, WireReaction, string]>([
    ['fails, whatever its words', { body: { ret: 500, msg: '不在群聊中' } }, 'unavailable'],
    ['has nobody on it, not even us', memberList(), 'unavailable'],
    ['is of another shape', { body: { ret: 200, data: null } }, 'unknown_outcome'],
  ])('takes nobody for gone when the list %s', async (_title, list, fault) => {
    server.react(() => list);
    expect(await faultOf(pagesOf(source, GROUP))).toMatchObject({ fault });
  });

  it('removes in one comma-separated string, and believes the list that follows', async () => {
    server.replay(readFixture('gewe', 'remove-member'));
    const desk = new RecordingDesk();
    const call = { groupId: GROUP, accounts: ['wxid_alice01', 'wxid_gone', 'wxid_bob02'], options: {} };
    expect(await source.removals?.removeMembers(call, desk)).toEqual(
      new Map<string, RemovalOutcome>([
        ['wxid_alice01', { type: 'removed' }],
        ['wxid_gone', { type: 'notInGroup' }],
        ['wxid_bob02', REFUSED],
      ]),
    );
    expect(desk.events).toEqual(['read permit', 'read permit', 'read permit']);
  });

  it('sends the options of a removal to nobody, for it knows none', async () => {
    answering(taken, memberList('wxid_a'), memberList('wxid_b'));
    const options = { operator: 'wxid_op', reason: 'left', silent: true };
    await removalOutcomes(source, GROUP, ['wxid_a'], options);
    expect(server.seen.find(isRemoval)?.body).toEqual({
      appId: 'wx_demo_device',
      chatroomId: GROUP,
      wxids: 'wxid_a',
    });
  });

  it('sends nothing when nobody is in whom it could remove', async () => {
    answering(taken, memberList('wxid_owner', 'wxid_b'));
    expect(await remove('wxid_a', 'wxid_owner')).toMatchObject([
      { type: 'notInGroup' },
      { type: 'failed', reason: 'PERMISSION_DENIED', retryable: false },
    ]);
    expect(server.seen).toHaveLength(1);
  });

  it.each<[string, WireReaction]>([
    ['fails', { body: { ret: 500, msg: 'no' } }],
    ['is empty', memberList()],
    ['breaks off', 'break'],
    ['is rate limited', { status: 429, body: {} }],
  ])('sends everybody when the list before %s', async (_title, list) => {
    answering(taken, list, memberList('wxid_b'));
    expect(await remove('wxid_a', 'wxid_b')).toEqual([{ type: 'taken' }, REFUSED]);
    expect(sentWxids()).toEqual(['wxid_a,wxid_b']);
  });

  it('never makes two accounts of one that has a comma', async () => {
    answering(taken, { status: 500, text: '' }, memberList('wxid_b'));
    expect(await remove('wxid_a,wxid_b', 'wxid_c')).toEqual([{ type: 'notInGroup' }, { type: 'taken' }]);
    expect(sentWxids()).toEqual(['wxid_c']);
  });

  it('believes ret 200 when the list after cannot be read', async () => {
    answering(taken, memberList('wxid_a'), 'break');
    expect(await remove('wxid_a')).toEqual([{ type: 'removed' }]);
  });

  it('fails everybody who was sent on another ret, and passes ret and msg on', async () => {
    answering({ body: { ret: 500, msg: '非群主或管理员' } }, memberList('wxid_a', 'wxid_b'));
    const failed = {
      type: 'failed',
      reason: 'PROVIDER_ERROR',
      message: expect.stringContaining('非群主或管理员') as string,
      providerCode: '500',
      retryable: false,
    };
    expect(await remove('wxid_a', 'wxid_out', 'wxid_b')).toEqual([failed, { type: 'notInGroup' }, failed]);
    expect(server.seen).toHaveLength(2);
  });
});
