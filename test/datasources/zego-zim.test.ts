import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InviteCall, MembershipDataSource } from '../../src/datasources/datasource.ts';
import type { DataSourceDeps } from '../../src/datasources/deps.ts';
import { zegoZimCapabilities } from '../../src/datasources/zego-zim/capabilities.ts';
import { createZegoZimDataSource } from '../../src/datasources/zego-zim/index.ts';
import { zegoZimSettings } from '../../src/datasources/zego-zim/settings.ts';
import { signZim } from '../../src/datasources/zego-zim/signature.ts';
import { describeDataSourceContract } from '../contract/datasource.contract.ts';
import { describeMembersContract } from '../contract/member-reads.contract.ts';
import { WireServer, readFixture } from '../support/wire-server.ts';
import type { WireReaction, WireRequest } from '../support/wire-server.ts';
import { callFor, faultOf, outcomesOf, sourceFrom } from './helpers.ts';
import { startEchoingSubject, startSandboxSubject } from './members-subject.ts';
import { RecordingDesk } from './recording-desk.ts';
import { startWireSubject } from './wire-subject.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const entry = {
  id: 'zim',
  provider: 'zego-zim',
  appId: 1234567890,
  serverSecret: SECRET,
  operator: 'zego_user',
  webhook: { secrets: ['zim-callback-secret-1', 'zim-callback-secret-2'] },
};

const answer = (
  Code: number | string,
  failed?: Record<string, number | string>,
  listName = 'ErrorUsers',
): WireReaction => ({
  body: {
    Code,
    Message: 'its own words',
    RequestId: '1',
    ...(failed && { [listName]: Object.entries(failed).map(([UserId, SubCode]) => ({ UserId, SubCode })) }),
  },
});

const secrets = [SECRET, 'zim-callback-secret-1', 'zim-callback-secret-2'];
const create = (baseUrl: string, deps: DataSourceDeps): MembershipDataSource =>
  createZegoZimDataSource(zegoZimSettings.parse({ ...entry, baseUrl }), deps);

const isInvite = ({ query }: WireRequest): boolean => query['Action'] === 'InviteUsersIntoGroup';

describeDataSourceContract({
  name: 'zego-zim',
  capabilities: zegoZimCapabilities,
  groupId: 'groupA',
  accounts: ['usera', 'userb', 'user-{c}'],
  malformed: 'user a',
  start: (options) =>
    startWireSubject(
      {
        secrets,
        create,
        isInvite,
        works: () => answer(0, {}),
        refuses: (text) => ({ body: { Code: 660000002, Message: `${text} ${SECRET}` } }),
      },
      options,
    ),
});

describeMembersContract({
  name: 'zego-zim',
  groupId: 'groupA',
  people: ['u_ann', 'u_bob', 'u_cem'],
  stranger: 'u_dan',
  missingGroupId: 'nobody-made-it',
  tellsMissingGroups: true,
  accountsPerProbe: 0,
  paged: { groupId: 'load-pages', membersPerPage: 1000 },
  removals: { owner: 'u_owner', forbidden: { groupId: 'locked-group', member: 'zego_user' } },
  withdraws: false,
  start: () => startSandboxSubject('zim'),
  startEchoing: () =>
    startEchoingSubject({
      secrets,
      create,
      refusals: [2, 7, 100000004, 660600001, 660600032, 660600033].map((Code) => (text: string) => ({
        body: { Code, Message: `${text} ${SECRET}`, ErrorList: [] },
      })),
    }),
});

describe('zego-zim', () => {
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

  const invite = (accounts: readonly string[]) => source.invite(callFor('groupA', accounts), new RecordingDesk());
  /** The inviting requests so far. */
  const invites = () => server.seen.filter(isInvite);
  const outcomes = (accounts: readonly string[]) => outcomesOf(source, callFor('groupA', accounts));

  it('takes whoever is not listed for joined', async () => {
    server.replay(readFixture('zego-zim', 'group-info'));
    server.replay(readFixture('zego-zim', 'add-users'));
    const desk = new RecordingDesk();
    expect(await outcomesOf(source, callFor('groupA', ['usera', 'userb']), desk)).toMatchObject([
      { type: 'joined' },
      { type: 'notFound', providerCode: '660700012' },
    ]);
    expect(desk.events).toEqual(['read permit', 'departure permit', 'departed']);
  });

  it('sends infos of each member when consent is wished, and awaits it', async () => {
    server.replay(readFixture('zego-zim', 'group-info'));
    server.replay(readFixture('zego-zim', 'add-users-with-consent'));
    const call: InviteCall = {
      groupId: 'groupA',
      members: [
        { account: 'user_a', joinedAtMs: 1_700_000_000_000, resent: false },
        { account: 'user_b', resent: false },
      ],
      options: { requireConsent: true },
    };
    const invited = { type: 'invited', awaiting: 'CONSENT' };
    expect(await outcomesOf(source, call)).toEqual([invited, invited]);
  });

  it('sends the time of entry without IsInvite when nothing was said of consent', async () => {
    server.react(() => answer(0));
    const call: InviteCall = {
      groupId: 'groupA',
      members: [
        { account: 'usera', joinedAtMs: 1_700_000_000_000, resent: false },
        { account: 'userb', resent: false },
      ],
      options: { operator: 'zego_admin' },
    };
    expect(await outcomesOf(source, call)).toEqual([{ type: 'joined' }, { type: 'joined' }]);
    expect(invites()[0]?.body).toEqual({
      FromUserId: 'zego_admin',
      GroupId: 'groupA',
      GroupMemberInfos: [{ UserId: 'usera', EnterGroupTime: 1_700_000_000_000 }, { UserId: 'userb' }],
    });
  });

  it('sends IsInvite 0 when consent is expressly not wished', async () => {
    server.react(() => answer(0));
    const call = callFor('groupA', ['usera'], { requireConsent: false });
    expect(await outcomesOf(source, call)).toEqual([{ type: 'joined' }]);
    expect(invites()[0]?.body).toMatchObject({ GroupMemberInfos: [{ UserId: 'usera', IsInvite: 0 }] });
  });

  it('signs as the docs do', () => {
    const app = (appId: number, serverSecret: string) => ({ appId, serverSecret });
    expect(signZim(app(12345, '9193cc662a4c0ec135ec71fb57194b38'), '4fd24687296dd9f3', 1615186943)).toBe(
      '43e5cfcca828314675f91b001390566a',
    );
    expect(signZim(app(1234567890, SECRET), 'a1b2c3d4e5f60718', 1700000000)).toBe('c90a56c08221a571fbf3007d1d7300d6');
  });

  it('signs every attempt anew', async () => {
    server.react(() => answer(0));
    await invite(['usera']);
    await invite(['usera']);
    const queries = invites().map(({ query }) => query);
    expect(queries[0]?.['SignatureNonce']).not.toBe(queries[1]?.['SignatureNonce']);
    for (const { AppId, SignatureNonce, Timestamp, Signature } of queries as Record<string, string>[]) {
      const signed = createHash('md5').update(`${AppId}${SignatureNonce}${SECRET}${Timestamp}`).digest('hex');
      expect(Signature).toBe(signed);
    }
  });

  const memberCodes: [number, object][] = [
    [660000002, { type: 'failed', reason: 'PROVIDER_ERROR' }],
    [660000012, { type: 'failed', reason: 'PROVIDER_ERROR' }],
    [2, { type: 'failed', reason: 'PROVIDER_ERROR' }],
    [660500002, { type: 'failed', reason: 'OPERATOR_NOT_FOUND' }],
    [660600001, { type: 'failed', reason: 'GROUP_NOT_FOUND' }],
    [660600009, { type: 'failed', reason: 'GROUP_NOT_FOUND' }],
    [660600016, { type: 'failed', reason: 'GROUP_FULL' }],
    [108049, { type: 'failed', reason: 'GROUP_FULL' }],
    [6000525, { type: 'failed', reason: 'GROUP_FULL' }],
    [660600032, { type: 'failed', reason: 'PERMISSION_DENIED' }],
    [108037, { type: 'alreadyJoined' }],
    [6000522, { type: 'alreadyJoined' }],
    [6000544, { type: 'invited', awaiting: 'CONSENT' }],
    [660200001, { type: 'notFound' }],
    [660700012, { type: 'notFound' }],
    [660700015, { type: 'notFound' }],
    [105000, { type: 'notFound' }],
    [105004, { type: 'notFound' }],
    [103033, { type: 'notFound' }],
    [6000011, { type: 'notFound' }],
  ];

  it.each(memberCodes)('takes Code %i without a list as said of every member', async (code, expected) => {
    server.react(() => answer(code));
    expect(await outcomes(['usera', 'userb'])).toMatchObject([expected, expected]);
    server.react(() => answer(code, {}));
    expect(await outcomes(['usera'])).toMatchObject([expected]);
  });

  it.each(memberCodes)('takes SubCode %i as said of one member, in either list', async (code, expected) => {
    server.react(() => answer(0, { userb: code }));
    expect(await outcomes(['usera', 'userb'])).toMatchObject([{ type: 'joined' }, expected]);
    server.react(() => answer(660600033, { usera: code, userb: 660600032 }, 'ErrorList'));
    expect(await outcomes(['usera', 'userb'])).toMatchObject([expected, { reason: 'PERMISSION_DENIED' }]);
  });

  const repeated: [number, string][] = [
    [660300005, 'rate_limited'],
    [660300006, 'rate_limited'],
    [7, 'rate_limited'],
    [660000001, 'unavailable'],
    [660000003, 'unavailable'],
    [1, 'unavailable'],
    [100000010, 'unavailable'],
    [100000011, 'unavailable'],
    [100000012, 'unavailable'],
    [100000013, 'unavailable'],
    [100000014, 'unavailable'],
    [100000015, 'unavailable'],
    [100000004, 'expired_credential'],
  ];

  it.each(repeated)('wants the call repeated on Code %i', async (code, fault) => {
    server.react(() => answer(code));
    expect(await faultOf(invite(['usera', 'userb']))).toMatchObject({ fault, providerCode: String(code) });
  });

  it.each(repeated)('wants one member tried again on SubCode %i', async (code) => {
    server.react(() => answer(0, { userb: code }));
    const again = { type: 'tryAgain', providerCode: String(code) };
    expect(await outcomes(['usera', 'userb'])).toMatchObject([{ type: 'joined' }, again]);
  });

  it('wants smaller calls for good on 660000011', async () => {
    server.react(() => answer(660000011));
    expect(await invite(['usera', 'userb'])).toMatchObject({
      kind: 'tooMany',
      remember: true,
      providerCode: '660000011',
    });
    server.react(() => answer(660600033, { usera: 660000011, userb: 660000011 }));
    expect(await invite(['usera', 'userb'])).toMatchObject({
      kind: 'tooMany',
      remember: true,
      providerCode: '660000011',
    });
  });

  it.each<[string, WireReaction]>([
    ['Code', answer(660000011)],
    ['SubCode of a failure', answer(660600033, { usera: 660000011 })],
    ['SubCode of a success', answer(0, { usera: 660000011 })],
  ])('fails a single member with 660000011 as %s', async (_title, reaction) => {
    server.react(() => reaction);
    expect(await outcomes(['usera'])).toMatchObject([
      { type: 'failed', reason: 'PROVIDER_ERROR', providerCode: '660000011' },
    ]);
  });

  it('never calls somebody joined whom a failed call does not list', async () => {
    server.react(() => answer(660600033, { usera: 660700012 }));
    expect(await outcomes(['usera', 'userb'])).toMatchObject([
      { type: 'notFound' },
      { type: 'tryAgain', providerCode: '660600033' },
    ]);
    server.react(() => answer(660600001, { usera: 660700012 }));
    expect(await outcomes(['usera', 'userb'])).toMatchObject([{ type: 'notFound' }, { reason: 'GROUP_NOT_FOUND' }]);
    server.react(() => answer(660300006, { usera: 660700012 }));
    expect(await outcomes(['usera', 'userb'])).toMatchObject([{ type: 'notFound' }, { type: 'tryAgain' }]);
  });

  it('reads both lists, quoted codes, and numeric ids as their digits', async () => {
    server.react(() => ({
      text: '{"Code":"0","ErrorUsers":[],"ErrorList":[{"UserId":9007199254740993,"SubCode":"660700012"}]}',
    }));
    expect(await outcomes(['9007199254740993', 'usera'])).toMatchObject([{ type: 'notFound' }, { type: 'joined' }]);
  });

  it.each<[string, unknown]>([
    ['no Code', { Message: 'success' }],
    ['a list of something else', { Code: 0, ErrorUsers: ['usera'] }],
    ['a list that is none', { Code: 0, ErrorList: 'usera' }],
  ])('takes an answer with %s for an unknown outcome', async (_title, body) => {
    server.react(() => ({ body }));
    expect(await faultOf(invite(['usera']))).toMatchObject({ fault: 'unknown_outcome' });
  });

  it('does not send the operator to himself', () => {
    const refused = { type: 'failed', reason: 'OPERATOR_IS_INVITEE' };
    expect(source.review('zego_user', {})).toMatchObject(refused);
    expect(source.review('zego_user', { operator: 'other' })).toBeNull();
    expect(source.review('other', { operator: 'other' })).toMatchObject(refused);
    expect(source.operatorOf({ operator: 'other' })).toBe('other');
    expect(source.operatorOf({})).toBe('zego_user');
  });

  it.each([
    ['Az09!#$%&()+-,:;<=.>?@[]^_{}|~', true],
    ['x'.repeat(32), true],
    ['x'.repeat(33), false],
    ['', false],
    ['a b', false],
    ['a*b', false],
    ['a/b', false],
    ['a\\b', false],
    ["a'b", false],
    ['a"b', false],
    ['ä', false],
    ['a\n', false],
  ])('reviews the account %j as well-formed: %s', (account, fine) => {
    expect(source.review(account, {}) === null).toBe(fine);
  });
});
