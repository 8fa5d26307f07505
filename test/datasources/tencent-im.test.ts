import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MembershipDataSource } from '../../src/datasources/datasource.ts';
import type { DataSourceDeps } from '../../src/datasources/deps.ts';
import { createTencentImDataSource } from '../../src/datasources/tencent-im/index.ts';
import { tencentImCapabilities } from '../../src/datasources/tencent-im/capabilities.ts';
import { tencentImSettings } from '../../src/datasources/tencent-im/settings.ts';
import { USER_SIG_LIFE_MS, signUserSig } from '../../src/datasources/tencent/user-sig.ts';
import { describeDataSourceContract } from '../contract/datasource.contract.ts';
import { describeMembersContract } from '../contract/member-reads.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { WireServer, readFixture } from '../support/wire-server.ts';
import type { WireReaction, WireRequest } from '../support/wire-server.ts';
import { callFor, faultOf, outcomesOf, sourceFrom } from './helpers.ts';
import { startEchoingSubject, startSandboxSubject } from './members-subject.ts';
import { RecordingDesk } from './recording-desk.ts';
import { startWireSubject } from './wire-subject.ts';

const GROUP = '@TGS#2J4SZEAEL';
const entry = {
  id: 'tencent',
  provider: 'tencent-im',
  sdkAppId: 1400000000,
  secretKey: 'tencent-secret-key',
  webhook: { token: 'tencent-webhook-token' },
};

const userSig = signUserSig({
  ...entry,
  identifier: 'administrator',
  issuedAtMs: new ManualClock().now(),
  lifeMs: USER_SIG_LIFE_MS,
});

const secrets = ['tencent-secret-key', 'tencent-webhook-token', userSig];
const create = (baseUrl: string, deps: DataSourceDeps): MembershipDataSource =>
  createTencentImDataSource(tencentImSettings.parse({ ...entry, baseUrl }), deps);

interface AddBody {
  GroupId: string;
  MemberList: { Member_Account: string }[];
}

const isInvite = ({ path }: WireRequest): boolean => path.endsWith('/add_group_member');
const fail = (ErrorCode: number | string, ErrorInfo = ''): WireReaction => ({
  body: { ActionStatus: 'FAIL', ErrorInfo, ErrorCode },
});
const addAll = ({ body }: WireRequest): WireReaction => ({
  body: {
    ActionStatus: 'OK',
    ErrorCode: 0,
    MemberList: (body as AddBody).MemberList.map((member) => ({ ...member, Result: 1 })),
  },
});

describeDataSourceContract({
  name: 'tencent-im',
  capabilities: tencentImCapabilities,
  groupId: GROUP,
  accounts: ['tommy', 'jared', 'ünï'],
  malformed: 'ü'.repeat(17),
  options: { silent: true },
  start: (options) =>
    startWireSubject(
      {
        secrets,
        create,
        isInvite,
        works: addAll,
        refuses: (text) => fail(10004, text),
      },
      options,
    ),
});

describeMembersContract({
  name: 'tencent-im',
  groupId: GROUP,
  people: ['u_ann', 'u_bob', 'u_cem'],
  stranger: 'u_dan',
  missingGroupId: 'nobody-made-it',
  tellsMissingGroups: true,
  accountsPerProbe: 500,
  paged: { groupId: 'load-pages', membersPerPage: 6000 },
  removals: { owner: 'u_owner', forbidden: { groupId: 'live-group', member: 'u_member' } },
  withdraws: false,
  start: () => startSandboxSubject('tencent'),
  startEchoing: () =>
    startEchoingSubject({
      secrets,
      create,
      refusals: [10002, 10004, 10007, 10010, 60011, 70001, 70107].flatMap((code) => [
        (text: string) => fail(code, text),
        (text: string) => ({ body: { ErrorCode: 0, GroupInfo: [{ ErrorCode: code, ErrorInfo: text }] } }),
      ]),
    }),
});

describe('tencent-im', () => {
  let server: WireServer;
  let clock: ManualClock;
  let source: MembershipDataSource;
  beforeEach(async () => {
    server = await WireServer.start();
    clock = new ManualClock();
    source = sourceFrom({ ...entry, baseUrl: server.url }, clock);
  });
  afterEach(async () => {
    await source.close();
    await server.stop();
    server.verify();
  });

  const invite = (accounts: readonly string[]) => source.invite(callFor(GROUP, accounts), new RecordingDesk());

  it('tells the outcome of each member by its Result', async () => {
    server.replay(readFixture('tencent-im', 'add-members'));
    const accounts = ['tommy', 'jared', 'u_alice', 'u_bob', 'u_carol', 'u_dave', 'u_erin'];
    const desk = new RecordingDesk();
    expect(await outcomesOf(source, callFor(GROUP, accounts), desk)).toEqual([
      { type: 'joined' },
      { type: 'failed', reason: 'REFUSED_BY_PROVIDER', message: expect.any(String), providerCode: '0' },
      { type: 'alreadyJoined' },
      { type: 'invited', awaiting: 'CONSENT' },
      { type: 'overGroupLimit', message: expect.any(String), providerCode: '4' },
      { type: 'failed', reason: 'PROVIDER_ERROR', message: expect.any(String), providerCode: '9' },
      { type: 'tryAgain', message: expect.any(String) },
    ]);
    expect(desk.events).toEqual(['departure permit', 'departed']);
  });

  it('sends Silence only when the invite is to be silent', async () => {
    server.replay(readFixture('tencent-im', 'add-members-silently'));
    await outcomesOf(source, callFor(GROUP, ['tommy'], { silent: true }));
    server.react(addAll);
    await outcomesOf(source, callFor(GROUP, ['tommy'], { silent: false }));
    expect(server.seen[1]?.body).not.toHaveProperty('Silence');
  });

  it('uses one UserSig until shortly before it expires', async () => {
    server.react(addAll);
    await invite(['tommy']);
    await invite(['tommy']);
    clock.advance(24 * 3600 * 1000);
    await invite(['tommy']);
    const [first, second, third] = server.seen.map(({ query }) => query['usersig']);
    expect(first).toBe(second);
    expect(third).not.toBe(first);
  });

  it('sends a new random of 32 bits with each request', async () => {
    server.react(addAll);
    const numbers = [0, 0.25, 1 - Number.EPSILON / 2];
    const random = (): number => numbers.shift() ?? 0;
    const settings = tencentImSettings.parse({ ...entry, baseUrl: server.url });
    const fresh = createTencentImDataSource(settings, { clock, random });
    for (let n = 0; n < 3; n++) await outcomesOf(fresh, callFor(GROUP, ['tommy']));
    await fresh.close();
    expect(server.seen.map(({ query }) => query['random'])).toEqual(['0', '1073741824', '4294967295']);
  });

  it.each([
    [10002, 'unavailable'],
    [60008, 'unavailable'],
    [60014, 'unavailable'],
    [70169, 'unavailable'],
    [70202, 'unavailable'],
    [70500, 'unavailable'],
    [10006, 'rate_limited'],
    [60007, 'rate_limited'],
    [60011, 'rate_limited'],
    [60018, 'rate_limited'],
    [60019, 'rate_limited'],
  ])('wants the call repeated on %i', async (code, fault) => {
    server.react(() => fail(code));
    expect(await faultOf(invite(['tommy', 'jared']))).toMatchObject({ fault, providerCode: String(code) });
  });

  it.each([
    [10003, 'PROVIDER_ERROR'],
    [10004, 'PROVIDER_ERROR'],
    [10011, 'PROVIDER_ERROR'],
    [60003, 'PROVIDER_ERROR'],
    [60010, 'PROVIDER_ERROR'],
    [70003, 'PROVIDER_ERROR'],
    [10057, 'PROVIDER_ERROR'],
    [10010, 'GROUP_NOT_FOUND'],
    [10014, 'GROUP_FULL'],
    [10038, 'GROUP_FULL'],
    [10015, 'INVALID_GROUP'],
    [10016, 'REFUSED_BY_PROVIDER'],
    [10100, 'REFUSED_BY_PROVIDER'],
    [10150, 'REFUSED_BY_PROVIDER'],
    [10200, 'REFUSED_BY_PROVIDER'],
    [10201, 'PROVIDER_ERROR'],
  ])('fails every member on %i', async (code, reason) => {
    server.react(() => fail(code, 'its own words'));
    const failed = {
      type: 'failed',
      reason,
      providerCode: String(code),
      message: expect.stringContaining('its own words'),
    };
    expect(await outcomesOf(source, callFor(GROUP, ['tommy', 'jared']))).toEqual([failed, failed]);
  });

  it('takes 10037 for accounts that are in too many groups', async () => {
    server.react(() => fail(10037));
    expect(await outcomesOf(source, callFor(GROUP, ['tommy']))).toMatchObject([{ type: 'overGroupLimit' }]);
  });

  it.each([
    [10005, true],
    [10018, false],
  ])('wants smaller calls on %i, and alone fails', async (code, remember) => {
    server.react(() => fail(code));
    expect(await invite(['tommy', 'jared'])).toMatchObject({ kind: 'tooMany', remember, providerCode: String(code) });
    expect(await outcomesOf(source, callFor(GROUP, ['tommy']))).toMatchObject([
      { type: 'failed', reason: 'PROVIDER_ERROR', providerCode: String(code) },
    ]);
  });

  it.each([10019, 70107])('wants the unknown account found on %i, and alone has found it', async (code) => {
    server.react(() => fail(code));
    expect(await invite(['tommy', 'jared'])).toMatchObject({ kind: 'unknownAccount', providerCode: String(code) });
    expect(await outcomesOf(source, callFor(GROUP, ['tommy']))).toMatchObject([{ type: 'notFound' }]);
  });

  it('makes a new UserSig after 70001', async () => {
    server.react(() => fail(70001));
    expect(await faultOf(invite(['tommy']))).toMatchObject({ fault: 'expired_credential', providerCode: '70001' });
    clock.advance(1000);
    server.react(addAll);
    await invite(['tommy']);
    expect(server.seen[1]?.query['usersig']).not.toBe(server.seen[0]?.query['usersig']);
  });

  it('asks for the type of a group that answers 10007, with a permit of its own', async () => {
    server.replay(readFixture('tencent-im', 'live-group'));
    const desk = new RecordingDesk();
    const answer = await source.invite(callFor('@TGS#2ABCDEFGH', ['u_alice']), desk);
    expect(answer).toMatchObject({
      kind: 'outcomes',
      outcomes: new Map([
        ['u_alice', expect.objectContaining({ reason: 'INVITES_UNSUPPORTED', providerCode: '10007' })],
      ]),
      facts: { type: 'LIVE', name: 'demo', avatarUrl: undefined, memberCount: 2 },
    });
    expect(desk.events).toEqual(['departure permit', 'departed', 'read permit']);
  });

  it.each<[string, WireReaction, string]>([
    ['BChatRoom', { body: { ErrorCode: 0, GroupInfo: [{ Type: 'BChatRoom' }] } }, 'INVITES_UNSUPPORTED'],
    ['Public', { body: { ErrorCode: 0, GroupInfo: [{ Type: 'Public' }] } }, 'PERMISSION_DENIED'],
    ['unheard of', { body: { ErrorCode: 0, GroupInfo: [{ Type: 'Party' }] } }, 'PERMISSION_DENIED'],
    ['nowhere', { body: { ErrorCode: 0, GroupInfo: [] } }, 'PERMISSION_DENIED'],
    ['not told', { status: 500, text: '' }, 'PERMISSION_DENIED'],
    ['nonsense', { body: { ErrorCode: 10002 } }, 'PERMISSION_DENIED'],
  ])('fails on 10007 where the type is %s', async (_title, info, reason) => {
    server.react((request) => (isInvite(request) ? fail(10007) : info));
    expect(await outcomesOf(source, callFor(GROUP, ['tommy']))).toMatchObject([{ type: 'failed', reason }]);
  });

  it.each([
    ['Private', 'WORK'],
    ['Work', 'WORK'],
    ['Public', 'PUBLIC'],
    ['ChatRoom', 'MEETING'],
    ['Meeting', 'MEETING'],
    ['Community', 'COMMUNITY'],
  ])('calls the type %s %s', async (Type, type) => {
    server.react((request) => (isInvite(request) ? fail(10007) : { body: { ErrorCode: 0, GroupInfo: [{ Type }] } }));
    expect(await invite(['tommy'])).toMatchObject({ facts: { type } });
  });

  it('compares a numeric account as its digits', async () => {
    server.react(() => ({
      text: '{"ErrorCode":0,"MemberList":[{"Member_Account":9007199254740993,"Result":1},{"Member_Account":12,"Result":"2"}]}',
    }));
    const outcomes = await outcomesOf(source, callFor(GROUP, ['9007199254740993', '12']));
    expect(outcomes).toEqual([{ type: 'joined' }, { type: 'alreadyJoined' }]);
  });

  it.each<[string, unknown]>([
    ['no ErrorCode', { ActionStatus: 'OK' }],
    ['no list', { ErrorCode: 0 }],
    ['a list of something else', { ErrorCode: 0, MemberList: ['tommy'] }],
    ['null', null],
  ])('takes an answer with %s for an unknown outcome', async (_title, body) => {
    server.react(() => ({ body }));
    expect(await faultOf(invite(['tommy']))).toMatchObject({ fault: 'unknown_outcome' });
  });

  it.each([
    ['', false],
    ['x', true],
    ['x'.repeat(32), true],
    ['x'.repeat(33), false],
    ['é'.repeat(16), true],
    ['é'.repeat(17), false],
  ])('reviews the account %j as well-formed: %s', (account, fine) => {
    expect(source.review(account, {}) === null).toBe(fine);
  });
});
