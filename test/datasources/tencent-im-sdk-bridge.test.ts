import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MembershipDataSource } from '../../src/datasources/datasource.ts';
import { createBridgeDataSource } from '../../src/datasources/tencent-im-sdk/bridge.ts';
import { tencentImSdkCapabilities } from '../../src/datasources/tencent-im-sdk/capabilities.ts';
import { bridgeSettings } from '../../src/datasources/tencent-im-sdk/settings.ts';
import { describeDataSourceContract } from '../contract/datasource.contract.ts';
import { WireServer, readFixture } from '../support/wire-server.ts';
import type { WireReaction, WireRequest } from '../support/wire-server.ts';
import { callFor, faultOf, outcomesOf, sourceFrom } from './helpers.ts';
import { RecordingDesk } from './recording-desk.ts';
import { startWireSubject } from './wire-subject.ts';

const GROUP = '@TGS#2ABCDEFGH';
const entry = { id: 'tencent-app', provider: 'tencent-im-sdk', driver: 'bridge', operator: 'u_owner' };

const fail = (code: number | string, desc = ''): WireReaction => ({ body: { code, desc, data: null } });
const addAll = ({ body }: WireRequest): WireReaction => ({
  body: {
    code: 0,
    desc: '',
    data: (body as { userList: string[] }).userList.map((memberID) => ({ memberID, result: 1 })),
  },
});

describeDataSourceContract({
  name: 'tencent-im-sdk, driver bridge',
  capabilities: tencentImSdkCapabilities,
  groupId: GROUP,
  accounts: ['u_alice', 'u_bob', 'u_carol'],
  malformed: 'x'.repeat(33),
  start: (options) =>
    startWireSubject(
      {
        // The sidecar's own, which it might tell by mistake.
        secrets: ['sidecar-user-sig'],
        create: (baseUrl, deps) => createBridgeDataSource(bridgeSettings.parse({ ...entry, baseUrl }), deps),
        isInvite: () => true,
        works: addAll,
        refuses: (text) => fail(6017, `${text} userSig=sidecar-user-sig {"userSig":"sidecar-user-sig"}`),
      },
      options,
    ),
});

describe('tencent-im-sdk, driver bridge', () => {
  let server: WireServer;
  let source: MembershipDataSource;
  beforeEach(async () => {
    server = await WireServer.start();
    source = sourceFrom({ ...entry, baseUrl: `${server.url}/invite` });
  });
  afterEach(async () => {
    await source.close();
    await server.stop();
    server.verify();
  });

  const invite = (accounts: readonly string[]) => source.invite(callFor(GROUP, accounts), new RecordingDesk());

  it('tells the outcome of each member by its result', async () => {
    server.replay(readFixture('tencent-im-sdk', 'invite-users'));
    const accounts = ['u_alice', 'u_bob', 'u_carol', 'u_dave', 'u_erin', 'u_frank'];
    const desk = new RecordingDesk();
    expect(await outcomesOf(source, callFor(GROUP, accounts), desk)).toEqual([
      { type: 'failed', reason: 'REFUSED_BY_PROVIDER', message: expect.any(String), providerCode: '0' },
      { type: 'joined' },
      { type: 'alreadyJoined' },
      { type: 'invited', awaiting: 'CONSENT' },
      { type: 'overGroupLimit', message: expect.any(String), providerCode: '4' },
      { type: 'tryAgain', message: expect.any(String) },
    ]);
    expect(desk.events).toEqual(['departure permit', 'departed']);
  });

  it('invites on behalf of the operator of the options, or of the configured one', async () => {
    server.react(addAll);
    await outcomesOf(source, callFor(GROUP, ['u_alice'], { operator: 'u_admin' }));
    expect(server.seen[0]?.body).toMatchObject({ operator: 'u_admin' });
    expect(source.operatorOf({ operator: 'u_admin' })).toBe('u_admin');
    expect(source.operatorOf({})).toBe('u_owner');
  });

  it.each([
    [9506, 'rate_limited'],
    [2996, 'rate_limited'],
    [10006, 'rate_limited'],
    [60007, 'rate_limited'],
    [6012, 'unknown_outcome'],
    [9508, 'unknown_outcome'],
    [9520, 'unknown_outcome'],
    [2801, 'unknown_outcome'],
    [6014, 'unavailable'],
    [6206, 'unavailable'],
    [6208, 'unavailable'],
    [2024, 'unavailable'],
    [70001, 'unavailable'],
    [10002, 'unavailable'],
    [60008, 'unavailable'],
    [70500, 'unavailable'],
  ])('wants the call repeated on %i', async (code, fault) => {
    server.react(() => fail(code));
    expect(await faultOf(invite(['u_alice', 'u_bob']))).toMatchObject({ fault, providerCode: String(code) });
  });

  it.each([
    [6013, 'PROVIDER_ERROR'],
    [6017, 'PROVIDER_ERROR'],
    [8509, 'PROVIDER_ERROR'],
    [8510, 'PROVIDER_ERROR'],
    [10004, 'PROVIDER_ERROR'],
    [10057, 'PROVIDER_ERROR'],
    [8501, 'INVALID_GROUP'],
    [10015, 'INVALID_GROUP'],
    [10007, 'PERMISSION_DENIED'],
    [10010, 'GROUP_NOT_FOUND'],
    [10014, 'GROUP_FULL'],
    [10038, 'GROUP_FULL'],
    [10016, 'REFUSED_BY_PROVIDER'],
    [10120, 'REFUSED_BY_PROVIDER'],
    [2661, 'INVITES_UNSUPPORTED'],
  ])('fails every member on %i', async (code, reason) => {
    server.react(() => fail(code, 'its own words'));
    const failed = {
      type: 'failed',
      reason,
      providerCode: String(code),
      message: expect.stringContaining('its own words'),
    };
    expect(await outcomesOf(source, callFor(GROUP, ['u_alice', 'u_bob']))).toEqual([failed, failed]);
  });

  it.each(['not supported by AVChatRoom', 'BChatRoom', 'a live group takes no invites', '直播群不支持邀请'])(
    'knows a live group by the description %j',
    async (desc) => {
      server.react(() => fail(10007, desc));
      expect(await outcomesOf(source, callFor(GROUP, ['u_alice']))).toMatchObject([
        { type: 'failed', reason: 'INVITES_UNSUPPORTED', providerCode: '10007' },
      ]);
    },
  );

  it.each([
    [10005, true],
    [10018, false],
    [8507, false],
    [8508, false],
  ])('wants smaller calls on %i', async (code, remember) => {
    server.react(() => fail(code));
    expect(await invite(['u_alice', 'u_bob'])).toMatchObject({ kind: 'tooMany', remember });
    expect(await outcomesOf(source, callFor(GROUP, ['u_alice']))).toMatchObject([{ reason: 'PROVIDER_ERROR' }]);
  });

  it('wants the unknown account found on 10019, and takes 10037 for too many groups', async () => {
    server.react(() => fail(10019));
    expect(await invite(['u_alice', 'u_bob'])).toMatchObject({ kind: 'unknownAccount' });
    expect(await outcomesOf(source, callFor(GROUP, ['u_alice']))).toMatchObject([{ type: 'notFound' }]);
    server.react(() => fail(10037));
    expect(await outcomesOf(source, callFor(GROUP, ['u_alice']))).toMatchObject([{ type: 'overGroupLimit' }]);
  });

  it.each<[string, unknown]>([
    ['no code', { desc: 'ok' }],
    ['no data', { code: 0, desc: 'ok' }],
    ['null for data', { code: 0, desc: 'ok', data: null }],
  ])('takes an answer with %s for an unknown outcome', async (_title, body) => {
    server.react(() => ({ body }));
    expect(await faultOf(invite(['u_alice']))).toMatchObject({ fault: 'unknown_outcome' });
  });
});
