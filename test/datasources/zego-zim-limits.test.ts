import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InviteOptions, MembershipDataSource } from '../../src/datasources/datasource.ts';
import { OUTCOME_WAITS_MS } from '../../src/datasources/zego-zim/hindsight.ts';
import { FAILURE_LASTS_MS, LIMITS_LAST_MS, MAX_READS_AT_ONCE } from '../../src/datasources/zego-zim/limit-info.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { WireServer } from '../support/wire-server.ts';
import type { WireReaction } from '../support/wire-server.ts';
import { callFor, outcomesOf, sourceFrom } from './helpers.ts';
import { RecordingDesk } from './recording-desk.ts';

const entry = {
  id: 'zim',
  provider: 'zego-zim',
  appId: 1234567890,
  serverSecret: '0123456789abcdef0123456789abcdef',
  operator: 'zego_user',
};

/** Nobody has heard of it. */
const STRANGE = 987654;

const answer = (Code: number, more: object = {}): WireReaction => ({
  body: { Code, Message: 'its own words', RequestId: '1', ...more },
});
const limits = (LimitInfo: object): WireReaction => answer(0, { GroupName: 'Group A', LimitInfo });
const members = (roles: Record<string, number>, TotalCount: number, Next = 0): WireReaction =>
  answer(0, { TotalCount, Next, MemberList: Object.entries(roles).map(([UserId, Role]) => ({ UserId, Role })) });

const JOINED = { type: 'joined' };
const CONSENT = { type: 'invited', awaiting: 'CONSENT' };

describe('the limits of a ZIM group', () => {
  let server: WireServer;
  let clock: ManualClock;
  let source: MembershipDataSource;
  let answers: Record<string, WireReaction>;
  beforeEach(async () => {
    server = await WireServer.start();
    clock = new ManualClock();
    source = sourceFrom({ ...entry, baseUrl: server.url }, clock);
    answers = { InviteUsersIntoGroup: answer(0), QueryGroupInfo: limits({}), QueryGroupMemberList: answer(7) };
    server.react(({ query }) => answers[query['Action'] ?? ''] ?? answer(100000007));
  });
  afterEach(async () => {
    await source.close();
    await server.stop();
  });

  const countOf = (action: string): number => server.seen.filter(({ query }) => query['Action'] === action).length;
  const invite = (accounts: readonly string[], options: InviteOptions = {}, desk = new RecordingDesk()) =>
    outcomesOf(source, callFor('groupA', accounts, options), desk);

  describe('in a group that asks whoever is invited', () => {
    beforeEach(() => void (answers['QueryGroupInfo'] = limits({ BeInvitedMode: 1 })));

    it.each([undefined, true, false])('consent is awaited, when requireConsent is %s', async (requireConsent) => {
      expect(await invite(['usera', 'userb'], { requireConsent })).toEqual([CONSENT, CONSENT]);
    });

    it('whoever is listed keeps his own outcome', async () => {
      const failed = [
        { UserId: 'userb', SubCode: 660700012 },
        { UserId: 'userc', SubCode: 108037 },
      ];
      answers['InviteUsersIntoGroup'] = answer(0, { ErrorUsers: failed });
      expect(await invite(['usera', 'userb', 'userc'])).toMatchObject([
        CONSENT,
        { type: 'notFound' },
        { type: 'alreadyJoined' },
      ]);
    });
  });

  it('are read once, on behalf of the configured operator, and told with that call', async () => {
    const call = callFor('groupA', ['usera'], { operator: 'somebody' });
    const facts = { type: 'GROUP', name: 'Group A', avatarUrl: undefined };
    expect(await source.invite(call, new RecordingDesk())).toMatchObject({ kind: 'outcomes', facts });
    const desk = new RecordingDesk();
    expect(await source.invite(call, desk)).not.toHaveProperty('facts');
    expect(desk.events).toEqual(['departure permit', 'departed']);
    expect(countOf('QueryGroupInfo')).toBe(1);
    const read = server.seen.find(({ query }) => query['Action'] === 'QueryGroupInfo');
    expect(read?.body).toEqual({ FromUserId: 'zego_user', GroupId: 'groupA' });
  });

  it('are read again when they are old, and sooner when the read failed', async () => {
    await invite(['usera']);
    clock.advance(LIMITS_LAST_MS - 1);
    await invite(['usera']);
    expect(countOf('QueryGroupInfo')).toBe(1);
    clock.advance(1);
    answers['QueryGroupInfo'] = answer(7);
    expect(await invite(['usera'])).toEqual([JOINED]);
    expect(countOf('QueryGroupInfo')).toBe(2);
    clock.advance(FAILURE_LASTS_MS - 1);
    await invite(['usera']);
    expect(countOf('QueryGroupInfo')).toBe(2);
    clock.advance(1);
    answers['QueryGroupInfo'] = limits({ BeInvitedMode: 1 });
    expect(await invite(['usera'])).toEqual([CONSENT]);
  });

  it('are taken over from a read of the group', async () => {
    answers['QueryGroupInfo'] = limits({ BeInvitedMode: 1 });
    await source.reads?.readGroup('groupA', new RecordingDesk());
    expect(await invite(['usera'])).toEqual([CONSENT]);
    expect(countOf('QueryGroupInfo')).toBe(1);
  });

  it.each<[string, WireReaction]>([
    ['fails', answer(660000001)],
    ['is refused', answer(660600032)],
    ['tells no limits', answer(0)],
    ['tells limits of another shape', answer(0, { LimitInfo: 'none' })],
    ['talks nonsense', { text: '<html>' }],
    ['breaks', 'break'],
  ])('are not needed: the invite goes by its answer when the read %s', async (_how, reaction) => {
    answers['QueryGroupInfo'] = reaction;
    expect(await invite(['usera'])).toEqual([JOINED]);
  });

  describe('never hold up', () => {
    it('the departure, while the read waits for its permit', async () => {
      answers['QueryGroupInfo'] = limits({ BeInvitedMode: 1 });
      const desk = new RecordingDesk();
      desk.hold('read permit');
      const pending = invite(['usera'], {}, desk);
      await desk.asked('departed');
      await server.arrived(1);
      expect(countOf('QueryGroupInfo')).toBe(0);
      desk.release('read permit');
      expect(await pending).toEqual([CONSENT]);
    });

    it('the outcome for longer than a second, and the next invite knows what was read meanwhile', async () => {
      answers['QueryGroupInfo'] = limits({ BeInvitedMode: 1 });
      const desk = new RecordingDesk();
      desk.hold('read permit');
      let settled = false;
      const pending = invite(['usera'], {}, desk).finally(() => (settled = true));
      // Once the answer is there, the outcome waits for nothing but the read.
      const untilMs = clock.now() + OUTCOME_WAITS_MS;
      while (clock.nextAtMs !== untilMs) await turn();
      clock.advanceTo(untilMs - 1);
      await turn();
      expect(settled).toBe(false);
      clock.advanceTo(untilMs);
      expect(await pending).toEqual([JOINED]);

      desk.release('read permit');
      expect(await invite(['userb'])).toEqual([CONSENT]);
      expect(countOf('QueryGroupInfo')).toBe(1);
    });

    it('an invite while too many groups are being read', async () => {
      const slow = new RecordingDesk();
      slow.hold('read permit');
      const held = Array.from({ length: MAX_READS_AT_ONCE }, (_, n) =>
        source.invite(callFor(`group${n}`, ['usera']), slow),
      );
      const desk = new RecordingDesk();
      expect(await outcomesOf(source, callFor('one more', ['usera']), desk)).toEqual([JOINED]);
      expect(desk.events).toEqual(['departure permit', 'departed']);
      // A group that is being read already is no other one.
      const other = source.invite(callFor('group0', ['userb']), new RecordingDesk());
      slow.release('read permit');
      for (const pending of [...held, other]) expect(await pending).toMatchObject({ kind: 'outcomes' });
      expect(countOf('QueryGroupInfo')).toBe(MAX_READS_AT_ONCE);
    });

    it('a call whose outcome does not depend on them', async () => {
      const desk = new RecordingDesk();
      desk.hold('read permit');
      expect(await invite(['usera'], { requireConsent: true }, desk)).toEqual([CONSENT]);
    });
  });

  describe('explain a code that nobody knows', () => {
    const failing = (code: number): WireReaction => answer(0, { ErrorUsers: [{ UserId: 'userb', SubCode: code }] });
    const because = (reason: string) => ({ type: 'failed', reason, providerCode: String(STRANGE) });
    const managed = limits({ InviteMode: 1, MemberCountLimit: 5 });
    const open = limits({ InviteMode: 0, MemberCountLimit: 5 });

    it.each<[string, WireReaction, WireReaction, string]>([
      ['a plain member, where managers invite', managed, members({ zego_user: 3 }, 2), 'PERMISSION_DENIED'],
      ['no member, where managers invite', managed, members({ other: 1 }, 1), 'PERMISSION_DENIED'],
      ['a plain member of a full group', managed, members({ zego_user: 3 }, 5), 'PERMISSION_DENIED'],
      ['perhaps on another page', managed, members({ other: 1 }, 4, 9), 'PROVIDER_ERROR'],
      ['an admin, where managers invite', managed, members({ zego_user: 2 }, 2), 'PROVIDER_ERROR'],
      ['the owner of a full group', managed, members({ zego_user: 1 }, 5), 'GROUP_FULL'],
      ['a plain member, where everybody invites', open, members({ zego_user: 3 }, 4), 'PROVIDER_ERROR'],
      ['a plain member of a full group, where everybody invites', open, members({ zego_user: 3 }, 5), 'GROUP_FULL'],
      ['in a group whose members are not told', managed, answer(7), 'PROVIDER_ERROR'],
      ['in a group whose limits are not told', answer(7), members({ zego_user: 3 }, 5), 'PROVIDER_ERROR'],
    ])('when the operator is %s', async (_who, info, list, reason) => {
      answers['QueryGroupInfo'] = info;
      answers['QueryGroupMemberList'] = list;
      answers['InviteUsersIntoGroup'] = answer(STRANGE);
      const outcomes = await invite(['usera', 'userb']);
      expect(outcomes).toMatchObject([because(reason), because(reason)]);
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({ message: expect.stringContaining('its own words') });
      answers['InviteUsersIntoGroup'] = failing(STRANGE);
      expect(await invite(['usera', 'userb'])).toMatchObject([JOINED, because(reason)]);
    });

    it('by the operator of the invite', async () => {
      answers['QueryGroupInfo'] = managed;
      answers['QueryGroupMemberList'] = members({ zego_user: 1, somebody: 3 }, 2);
      answers['InviteUsersIntoGroup'] = answer(STRANGE);
      expect(await invite(['usera'], { operator: 'somebody' })).toMatchObject([because('PERMISSION_DENIED')]);
      expect(await invite(['usera'])).toMatchObject([because('PROVIDER_ERROR')]);
    });

    it.each([
      [2, 'PROVIDER_ERROR'],
      [660000002, 'PROVIDER_ERROR'],
      [660600012, 'PROVIDER_ERROR'],
      [660600001, 'GROUP_NOT_FOUND'],
      [660600032, 'PERMISSION_DENIED'],
      [660600016, 'GROUP_FULL'],
    ])('and no code that is known, such as %i', async (code, reason) => {
      answers['QueryGroupInfo'] = managed;
      answers['QueryGroupMemberList'] = members({ zego_user: 3 }, 5);
      answers['InviteUsersIntoGroup'] = failing(code);
      expect(await invite(['usera', 'userb'])).toMatchObject([JOINED, { type: 'failed', reason }]);
      expect(countOf('QueryGroupMemberList')).toBe(0);
    });

    it('and ask nobody for members where the group has no limit', async () => {
      answers['QueryGroupInfo'] = limits({ InviteMode: 0, MemberCountLimit: 0 });
      answers['InviteUsersIntoGroup'] = answer(STRANGE);
      expect(await invite(['usera'])).toMatchObject([because('PROVIDER_ERROR')]);
      expect(countOf('QueryGroupMemberList')).toBe(0);
    });
  });

  it('are waited for by nobody when the call never leaves', async () => {
    answers['QueryGroupInfo'] = 'break';
    const desk = new RecordingDesk();
    desk.departurePermit = () => Promise.reject(new Error('lost'));
    await expect(invite(['usera'], {}, desk)).rejects.toThrow('lost');
    expect(countOf('InviteUsersIntoGroup')).toBe(0);
  });
});
