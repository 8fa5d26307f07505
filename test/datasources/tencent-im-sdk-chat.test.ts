import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MembershipDataSource } from '../../src/datasources/datasource.ts';
import { tencentImSdkCapabilities } from '../../src/datasources/tencent-im-sdk/capabilities.ts';
import { CHAT_EVENTS } from '../../src/datasources/tencent-im-sdk/chat-sdk.ts';
import { MAX_SESSIONS, SESSION_IDLE_MS } from '../../src/datasources/tencent-im-sdk/chat-sessions.ts';
import { createChatDataSource } from '../../src/datasources/tencent-im-sdk/chat.ts';
import { chatSettings } from '../../src/datasources/tencent-im-sdk/settings.ts';
import { USER_SIG_LIFE_MS, signUserSig } from '../../src/datasources/tencent/user-sig.ts';
import type { DataSourceSubject, ProviderMood } from '../contract/datasource.contract.ts';
import { describeDataSourceContract } from '../contract/datasource.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { callFor, faultOf, outcomesOf } from './helpers.ts';
import { RecordingDesk } from './recording-desk.ts';
import { StandInChatService, chatError } from './stand-in-chat.ts';
import { steadyRandom } from './wire-subject.ts';

const GROUP = '@TGS#2ABCDEFGH';
const settings = chatSettings.parse({
  id: 'tencent-sdk',
  provider: 'tencent-im-sdk',
  driver: 'chat',
  sdkAppId: 1400000000,
  secretKey: 'tencent-secret-key',
  operator: 'u_owner',
});

const userSig = signUserSig({
  ...settings,
  identifier: 'u_owner',
  issuedAtMs: new ManualClock().now(),
  lifeMs: USER_SIG_LIFE_MS,
});

describeDataSourceContract({
  name: 'tencent-im-sdk, driver chat',
  capabilities: tencentImSdkCapabilities,
  groupId: GROUP,
  accounts: ['u_alice', 'u_bob', 'u_carol'],
  malformed: 'x'.repeat(33),
  // The SDK does not say how long to wait, and it answers by a promise that cannot break off.
  lacks: ['rateLimits', 'breaksOff'],
  pingsBlindly: true,
  start: async ({ reachable }) => startChatSubject(reachable),
});

function startChatSubject(reachable: boolean): DataSourceSubject {
  const service = new StandInChatService();
  const clock = new ManualClock();
  service.groups.set(GROUP, { type: 'Public' });
  service.onLogin = async () => {
    if (!reachable) throw chatError(2805, 'no network');
  };
  let mood: ProviderMood = 'works';
  let invites = 0;
  let arrived = Promise.withResolvers<void>();
  service.onInvite = async (accounts) => {
    invites++;
    arrived.resolve();
    if (mood === 'hangs') await new Promise(() => undefined);
    if (mood === 'echoes') throw chatError(10004, JSON.stringify(service.only));
    if (mood === 'talksNonsense') return { code: 0, data: service.only };
    return { code: 0, data: { successUserIDList: accounts } };
  };
  return {
    source: createChatDataSource(settings, { clock, random: steadyRandom }, service.lease),
    clock,
    secrets: ['tencent-secret-key', userSig],
    logged: [],
    setMood(next) {
      mood = next;
      arrived = Promise.withResolvers();
    },
    requests: () => service.log.filter((line) => /^(login|profile|add)/.test(line)).length,
    invites: () => invites,
    inviteArrived: () => arrived.promise,
    stop: async () => undefined,
  };
}

describe('tencent-im-sdk, driver chat', () => {
  let service: StandInChatService;
  let clock: ManualClock;
  let source: MembershipDataSource;
  beforeEach(() => {
    service = new StandInChatService();
    service.groups.set(GROUP, { type: 'Private', name: 'demo', avatar: 'http://a', memberCount: 3 });
    clock = new ManualClock();
    source = createChatDataSource(settings, { clock, random: steadyRandom }, service.lease);
  });
  afterEach(async () => {
    await source.close();
    expect(service.open.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  const invite = (accounts: readonly string[] = ['u_alice'], operator?: string, desk = new RecordingDesk()) =>
    source.invite(callFor(GROUP, accounts, { operator }), desk);
  const logins = (): string[] => service.log.filter((line) => line.startsWith('login'));

  it('logs in, loads the group, and then invites, each with a permit', async () => {
    const desk = new RecordingDesk();
    const answer = await invite(['u_alice'], undefined, desk);
    expect(service.log).toEqual(['create 1400000000', 'login u_owner', `profile ${GROUP}`, 'add u_alice']);
    expect(desk.events).toEqual(['read permit', 'read permit', 'departure permit', 'departed']);
    expect(answer).toMatchObject({ facts: { type: 'WORK', name: 'demo', avatarUrl: 'http://a', memberCount: 3 } });
    expect(service.only.userSig).toBe(userSig);
  });

  it('stays logged in, and loads a group once', async () => {
    await invite();
    const desk = new RecordingDesk();
    await invite(['u_bob'], undefined, desk);
    expect(desk.events).toEqual(['departure permit', 'departed']);
    expect(logins()).toHaveLength(1);
  });

  it('tells the outcomes by the four lists, and who is in none awaits consent', async () => {
    service.onInvite = async () => ({
      code: 0,
      data: {
        successUserIDList: ['u_alice'],
        failureUserIDList: ['u_bob'],
        existedUserIDList: ['u_carol'],
        overLimitUserIDList: ['u_erin'],
      },
    });
    expect(await outcomesOf(source, callFor(GROUP, ['u_alice', 'u_bob', 'u_carol', 'u_dave', 'u_erin']))).toMatchObject(
      [
        { type: 'joined' },
        { type: 'failed', reason: 'REFUSED_BY_PROVIDER' },
        { type: 'alreadyJoined' },
        { type: 'invited', awaiting: 'CONSENT' },
        { type: 'overGroupLimit' },
      ],
    );
  });

  it('does not invite into a live group, the second time without asking', async () => {
    service.groups.set(GROUP, { type: 'AVChatRoom' });
    for (const reads of [2, 0]) {
      const desk = new RecordingDesk();
      const outcomes = await outcomesOf(source, callFor(GROUP, ['u_alice', 'u_bob']), desk);
      expect(outcomes).toMatchObject([{ reason: 'INVITES_UNSUPPORTED' }, { reason: 'INVITES_UNSUPPORTED' }]);
      expect(desk.events).toEqual(Array(reads).fill('read permit'));
    }
  });

  it('gives every operator a session of his own, shared by his calls', async () => {
    await Promise.all([invite(['u_a'], 'op1'), invite(['u_b'], 'op1'), invite(['u_c'], 'op2')]);
    expect(logins().toSorted()).toEqual(['login op1', 'login op2']);
    expect([...service.open].map(({ userID }) => userID).toSorted()).toEqual(['op1', 'op2']);
  });

  it('logs out whoever was idle for long', async () => {
    await invite();
    clock.advance(SESSION_IDLE_MS - 1);
    await invite();
    clock.advance(SESSION_IDLE_MS - 1);
    expect(service.open.size).toBe(1);
    clock.advance(1);
    await service.logged('destroy');
    expect(service.open.size).toBe(0);
    await invite();
    expect(logins()).toHaveLength(2);
  });

  it('makes room by logging out who was used longest ago, and refuses when all are in use', async () => {
    for (let n = 0; n < MAX_SESSIONS; n++) await invite(['u_a'], `op${n}`);
    await invite(['u_a'], 'op0');
    await invite(['u_a'], 'another');
    await service.logged('destroy');
    expect(service.log.filter((line) => line.startsWith('destroy'))).toEqual(['destroy op1']);

    const held = Promise.withResolvers<void>();
    service.onInvite = async (successUserIDList) => {
      await held.promise;
      return { code: 0, data: { successUserIDList } };
    };
    const operators = [...service.open].map(({ userID }) => userID);
    const desks = operators.map(() => new RecordingDesk());
    const pending = operators.map((operator, n) => invite(['u_a'], operator, desks[n]));
    await Promise.all(desks.map((desk) => desk.asked('departed')));
    expect(await faultOf(invite(['u_a'], 'one too many'))).toMatchObject({ fault: 'rate_limited', retryAfterMs: 1000 });
    held.resolve();
    await Promise.all(pending);
  });

  it.each([CHAT_EVENTS.KICKED_OUT, CHAT_EVENTS.NOT_READY])('logs in again after the event %s', async (event) => {
    await invite();
    service.only.emit(event);
    await invite();
    expect(logins()).toHaveLength(2);
    expect(service.open.size).toBe(1);
  });

  it.each([2024, 2999, 3002, 3003, 6014, 6208])('logs in again after %i, which took nothing', async (code) => {
    await invite();
    service.onInvite = () => Promise.reject(chatError(code));
    expect(await faultOf(invite())).toMatchObject({ fault: 'unavailable', providerCode: String(code) });
    service.onInvite = async (successUserIDList) => ({ code: 0, data: { successUserIDList } });
    await invite();
    expect(logins()).toHaveLength(2);
  });

  it.each([70001, 6206, 3004])('signs and logs in again after %i', async (code) => {
    service.onLogin = () => Promise.reject(chatError(code));
    expect(await faultOf(invite())).toMatchObject({ fault: 'expired_credential', providerCode: String(code) });
    clock.advance(1000);
    service.onLogin = async () => undefined;
    await invite();
    expect(service.only.userSig).not.toBe(userSig);
  });

  it('gives up a login that is not answered', async () => {
    service.onLogin = () => new Promise(() => undefined);
    const desk = new RecordingDesk();
    const pending = faultOf(invite(['u_alice'], undefined, desk));
    await service.logged('login');
    clock.advance(settings.timeoutMs);
    expect(await pending).toMatchObject({ fault: 'unavailable' });
    expect(desk.departures).toBe(0);
    expect(service.open.size).toBe(0);
  });

  it('gives up a login after which the SDK does not become ready', async () => {
    service.becomesReady = false;
    const pending = faultOf(invite());
    await service.logged('login');
    clock.advance(settings.timeoutMs);
    expect(await pending).toMatchObject({ fault: 'unavailable' });
  });

  it('gives up a profile that is not answered, with nothing sent', async () => {
    service.onProfile = () => new Promise(() => undefined);
    const desk = new RecordingDesk();
    const pending = faultOf(invite(['u_alice'], undefined, desk));
    await service.logged('profile');
    clock.advance(settings.timeoutMs);
    expect(await pending).toMatchObject({ fault: 'unavailable' });
    expect(desk.departures).toBe(0);
  });

  it('fails every member where the group cannot be read', async () => {
    const call = callFor('@TGS#other', ['u_alice', 'u_bob']);
    const failed = { type: 'failed', reason: 'GROUP_NOT_FOUND', providerCode: '10010' };
    expect(await outcomesOf(source, call)).toMatchObject([failed, failed]);
  });

  it('says of a time-out while reading that nothing was sent', async () => {
    service.onProfile = () => Promise.reject(chatError(2801));
    expect(await faultOf(invite())).toMatchObject({ fault: 'unavailable', providerCode: '2801' });
  });

  it.each([
    [2800, 'unknown_outcome'],
    [2801, 'unknown_outcome'],
    [2805, 'unavailable'],
    [2996, 'rate_limited'],
    [60022, 'rate_limited'],
    [9506, 'rate_limited'],
    [10002, 'unavailable'],
  ])('wants the call repeated on %i', async (code, fault) => {
    service.onInvite = () => Promise.reject(chatError(code));
    expect(await faultOf(invite())).toMatchObject({ fault, providerCode: String(code) });
  });

  it.each([
    [2661, 'INVITES_UNSUPPORTED'],
    [10007, 'PERMISSION_DENIED'],
    [10014, 'GROUP_FULL'],
    [10016, 'REFUSED_BY_PROVIDER'],
    [2600, 'PROVIDER_ERROR'],
  ])('fails every member on %i', async (code, reason) => {
    service.onInvite = () => Promise.reject(chatError(code, 'its own words'));
    expect(await outcomesOf(source, callFor(GROUP, ['u_alice']))).toMatchObject([
      { type: 'failed', reason, providerCode: String(code), message: expect.stringContaining('its own words') },
    ]);
  });

  it('takes an error that is not the SDK’s own for an unknown outcome once the invite has left', async () => {
    service.onInvite = () => Promise.reject(new TypeError('cannot read x'));
    expect(await faultOf(invite())).toMatchObject({ fault: 'unknown_outcome' });
    service.onProfile = () => Promise.reject(new TypeError('cannot read x'));
    await source.close();
    expect(await faultOf(invite())).toMatchObject({ fault: 'unavailable' });
  });
});
