import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  MemberReads,
  MemberRemovals,
  MembershipDataSource,
  RemovalOptions,
} from '../../src/datasources/datasource.ts';
import { ReadRefused } from '../../src/datasources/fault.ts';
import { MAX_MEMBER_PAGES } from '../../src/datasources/tencent-im/reads.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { WireServer } from '../support/wire-server.ts';
import type { WireReaction, WireRequest } from '../support/wire-server.ts';
import { callFor, faultOf, sourceFrom } from './helpers.ts';
import { RecordingDesk } from './recording-desk.ts';

const GROUP = '@TGS#2ABCDEFGH';

const commandOf = ({ path }: WireRequest): string => path.slice(path.lastIndexOf('/') + 1);
const ok = (data: object = {}): WireReaction => ({
  body: { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0, ...data },
});
const fail = (ErrorCode: number, ErrorInfo = 'its own words'): WireReaction => ({
  body: { ActionStatus: 'FAIL', ErrorInfo, ErrorCode },
});
const roles = (byAccount: Record<string, string>): WireReaction =>
  ok({ UserIdList: Object.entries(byAccount).map(([Member_Account, Role]) => ({ Member_Account, Role })) });
const page = (accounts: readonly string[], more: object = {}): WireReaction =>
  ok({ MemberList: accounts.map((Member_Account) => ({ Member_Account, Role: 'Member' })), ...more });

describe('tencent-im members', () => {
  let server: WireServer;
  let source: MembershipDataSource;
  let reads: MemberReads;
  let removals: MemberRemovals;
  let desk: RecordingDesk;
  let clock: ManualClock;
  beforeEach(async () => {
    server = await WireServer.start();
    clock = new ManualClock();
    const entry = { id: 'tencent', provider: 'tencent-im', sdkAppId: 1400000000, secretKey: 'tencent-secret-key' };
    source = sourceFrom({ ...entry, baseUrl: server.url }, clock);
    if (source.reads === null || source.removals === null) throw new Error('expected reads and removals');
    ({ reads, removals } = source);
    desk = new RecordingDesk();
  });
  afterEach(async () => {
    await source.close();
    await server.stop();
    server.verify();
  });

  /** Answers requests with these, in this order. */
  const answerInTurn = (...answers: WireReaction[]): void =>
    server.react(() => answers.shift() ?? { status: 500, text: 'nothing more was expected' });
  const bodies = (): unknown[] => server.seen.map(({ body }) => body);
  const commands = (): string[] => server.seen.map(commandOf);
  const permits = (): number => desk.events.filter((event) => event === 'read permit').length;

  async function list(): Promise<{ accounts: string[][]; totals: (number | undefined)[] }> {
    const pages = await Array.fromAsync(reads.listMembers(GROUP, desk));
    return {
      accounts: pages.map(({ members }) => members.map(({ account }) => account)),
      totals: pages.map(({ total }) => total),
    };
  }

  describe('a probe', () => {
    it('tells who has a role and who is none, and nothing of who is left out', async () => {
      server.react(() => roles({ u_owner: 'Owner', u_admin: 'Admin', u_alice: 'Member', u_dave: 'NotMember' }));
      const asked = ['u_owner', 'u_admin', 'u_alice', 'u_dave', 'u_erin'];
      expect(await reads.probeMembers(GROUP, asked, desk)).toEqual(
        new Map([
          ['u_owner', true],
          ['u_admin', true],
          ['u_alice', true],
          ['u_dave', false],
        ]),
      );
      expect(commands()).toEqual(['get_role_in_group']);
      expect(bodies()).toEqual([{ GroupId: GROUP, User_Account: asked }]);
      expect(desk.events).toEqual(['read permit']);
    });
  });

  describe('a list', () => {
    it('goes on by the offset until as many are listed as the group counts', async () => {
      answerInTurn(
        page(['a', 'b'], { MemberNum: 5, Next: '' }),
        page(['c', 'd'], { MemberNum: 5, Next: '' }),
        page(['e'], { MemberNum: 5 }),
      );
      expect(await list()).toEqual({ accounts: [['a', 'b'], ['c', 'd'], ['e']], totals: [5, 5, 5] });
      const asked = { GroupId: GROUP, Limit: 6000, MemberInfoFilter: ['Role'] };
      expect(bodies()).toEqual([
        { ...asked, Offset: 0, Next: '' },
        { ...asked, Offset: 2 },
        { ...asked, Offset: 4 },
      ]);
      expect(permits()).toBe(3);
    });

    it('ends with an empty page, and without a count with a page that is not full', async () => {
      answerInTurn(page(['a'], { MemberNum: 9 }), page([], { MemberNum: 9 }));
      expect((await list()).accounts).toEqual([['a'], []]);
      answerInTurn(page(['a']));
      expect(await list()).toEqual({ accounts: [['a']], totals: [undefined] });
    });

    it('follows the Next of a community until there is none', async () => {
      answerInTurn(
        page(['a'], { MemberNum: 100_000, Next: 'seq1' }),
        page(['b'], { MemberNum: 100_000, Next: 'seq2' }),
        page(['c'], { MemberNum: 100_000, Next: '' }),
      );
      expect((await list()).accounts).toEqual([['a'], ['b'], ['c']]);
      expect(bodies()).toMatchObject([{ Offset: 0, Next: '' }, { Next: 'seq1' }, { Next: 'seq2' }]);
      expect(bodies()[1]).not.toHaveProperty('Offset');
    });

    it('is given up when it does not end', async () => {
      server.react(() => page(['a'], { Next: 'round' }));
      expect(await faultOf(list())).toMatchObject({ fault: 'unknown_outcome' });
      expect(server.seen).toHaveLength(MAX_MEMBER_PAGES);
    });

    it('is not taken for empty when the answer has none', async () => {
      server.react(() => ok({ MemberNum: 0 }));
      expect(await faultOf(list())).toMatchObject({ fault: 'unknown_outcome' });
    });
  });

  it('cannot tell who is invited', async () => {
    expect(await reads.listInvitees(GROUP, desk)).toBeNull();
    expect(server.seen).toEqual([]);
  });

  describe('a group', () => {
    const info = (group: object): WireReaction => ok({ GroupInfo: [{ GroupId: GROUP, ...group }] });

    it('is told with its type, name and size', async () => {
      server.react(() => info({ ErrorCode: 0, Type: 'Community', Name: 'demo', FaceUrl: 'https://a/b', MemberNum: 7 }));
      expect(await reads.readGroup(GROUP, desk)).toEqual({
        type: 'COMMUNITY',
        name: 'demo',
        avatarUrl: 'https://a/b',
        memberCount: 7,
      });
      expect(bodies()).toEqual([{ GroupIdList: [GROUP] }]);
    });

    it.each([
      [10010, 'groupMissing'],
      [10015, 'groupMissing'],
      [10007, 'notPermitted'],
    ])('is refused as %i by itself and by the whole answer: %s', async (code, reason) => {
      for (const answer of [info({ ErrorCode: code, ErrorInfo: 'its own words' }), fail(code)]) {
        server.react(() => answer);
        const thrown = await reads.readGroup(GROUP, desk).catch((error: unknown) => error);
        expect(thrown).toBeInstanceOf(ReadRefused);
        expect(thrown).toMatchObject({
          reason,
          providerCode: String(code),
          message: expect.stringContaining('its own words'),
        });
      }
    });

    it.each([
      [10002, 'unavailable'],
      [60011, 'rate_limited'],
      [10004, 'unavailable'],
      [60010, 'unavailable'],
    ])('can be asked for again after %i', async (code, fault) => {
      server.react(() => fail(code));
      expect(await faultOf(reads.readGroup(GROUP, desk))).toMatchObject({ fault, providerCode: String(code) });
      server.react(() => info({ ErrorCode: code }));
      expect(await faultOf(reads.readGroup(GROUP, desk))).toMatchObject({ fault, providerCode: String(code) });
    });

    it('can be asked for again when the answer says nothing of it', async () => {
      server.react(() => ok({ GroupInfo: [] }));
      expect(await faultOf(reads.readGroup(GROUP, desk))).toMatchObject({ fault: 'unknown_outcome' });
    });
  });

  describe('an expired UserSig', () => {
    it('is made anew inside the read, with a permit for each request', async () => {
      server.react(() => {
        clock.advance(1_000);
        return server.seen.length === 0 ? fail(70001) : roles({ u_alice: 'Member' });
      });
      expect(await reads.probeMembers(GROUP, ['u_alice'], desk)).toEqual(new Map([['u_alice', true]]));
      expect(permits()).toBe(2);
      const [first, second] = server.seen.map(({ query }) => query['usersig']);
      expect(second).not.toBe(first);
    });

    it('is a fault when the new one is not taken either', async () => {
      server.react(() => fail(70001));
      expect(await faultOf(reads.probeMembers(GROUP, ['u_alice'], desk))).toMatchObject({
        fault: 'expired_credential',
      });
      expect(server.seen).toHaveLength(2);
    });
  });

  describe('a removal', () => {
    const remove = (accounts: readonly string[], options: RemovalOptions = {}) =>
      removals.removeMembers({ groupId: GROUP, accounts, options }, desk);
    /** Removes one of two members while the server answers the removal itself like this. */
    const removeBoth = (answer: WireReaction, info: WireReaction = fail(10002)) => {
      server.react((request) => {
        if (commandOf(request) === 'delete_group_member') return answer;
        return commandOf(request) === 'get_group_info' ? info : roles({ u_alice: 'Member', u_bob: 'Admin' });
      });
      return remove(['u_alice', 'u_bob']);
    };
    const ofBoth = (outcome: object) =>
      new Map(['u_alice', 'u_bob'].map((account) => [account, expect.objectContaining(outcome)]));

    it('is told by the roles before and after it', async () => {
      answerInTurn(
        // Nothing is said of u_erin: then only the removal itself can tell.
        roles({ u_alice: 'Member', u_bob: 'Admin', u_owner: 'Owner', u_dave: 'NotMember' }),
        ok(),
        roles({ u_alice: 'NotMember', u_bob: 'Admin' }),
      );
      const outcomes = await remove(['u_alice', 'u_bob', 'u_owner', 'u_dave', 'u_erin'], {
        silent: true,
        reason: 'left the project',
        operator: 'nobody asks for one',
      });
      expect(outcomes).toEqual(
        new Map<string, unknown>([
          ['u_alice', { type: 'removed' }],
          ['u_bob', expect.objectContaining({ type: 'failed', reason: 'REFUSED_BY_PROVIDER' })],
          ['u_owner', expect.objectContaining({ type: 'failed', reason: 'PERMISSION_DENIED', retryable: false })],
          ['u_dave', { type: 'notInGroup' }],
          ['u_erin', { type: 'removed' }],
        ]),
      );
      expect(commands()).toEqual(['get_role_in_group', 'delete_group_member', 'get_role_in_group']);
      expect(bodies()[1]).toEqual({
        GroupId: GROUP,
        Silence: 1,
        Reason: 'left the project',
        MemberToDel_Account: ['u_alice', 'u_bob', 'u_erin'],
      });
      expect(permits()).toBe(3);
    });

    it('sends nothing when nobody can be removed', async () => {
      server.react(() => roles({ u_owner: 'Owner', u_dave: 'NotMember' }));
      await remove(['u_owner', 'u_dave']);
      expect(commands()).toEqual(['get_role_in_group']);
    });

    it('sends neither Silence nor Reason when neither is wished', async () => {
      answerInTurn(roles({ u_alice: 'Member' }), ok(), roles({}));
      await remove(['u_alice'], { silent: false });
      expect(bodies()[1]).toEqual({ GroupId: GROUP, MemberToDel_Account: ['u_alice'] });
    });

    it('does not say who was in where the roles cannot be read', async () => {
      server.react((request) => (commandOf(request) === 'delete_group_member' ? ok() : fail(10002)));
      const taken = { type: 'taken' };
      expect(await remove(['u_alice', 'u_dave'])).toEqual(
        new Map([
          ['u_alice', taken],
          ['u_dave', taken],
        ]),
      );
      expect(bodies()[1]).toMatchObject({ MemberToDel_Account: ['u_alice', 'u_dave'] });
    });

    it.each([
      [10004, 'PROVIDER_ERROR', false],
      [10007, 'PERMISSION_DENIED', false],
      [10010, 'GROUP_NOT_FOUND', false],
      [10015, 'INVALID_GROUP', false],
      [10016, 'REFUSED_BY_PROVIDER', false],
      [10005, 'PROVIDER_ERROR', false],
      [10019, 'PROVIDER_ERROR', true],
      [99999, 'PROVIDER_ERROR', false],
    ])('fails everybody on %i with %s', async (code, reason, retryable) => {
      expect(await removeBoth(fail(code))).toEqual(
        ofBoth({
          type: 'failed',
          reason,
          retryable,
          providerCode: String(code),
          message: expect.stringContaining('its own words'),
        }),
      );
    });

    it.each([
      ['AVChatRoom', 'INVITES_UNSUPPORTED'],
      ['Public', 'PROVIDER_ERROR'],
    ])('fails everybody on 10004 in a group of type %s with %s', async (Type, reason) => {
      expect(await removeBoth(fail(10004), ok({ GroupInfo: [{ ErrorCode: 0, Type }] }))).toEqual(ofBoth({ reason }));
    });

    it.each([
      [10002, 'unavailable'],
      [60011, 'rate_limited'],
    ])('is a fault on %i', async (code, fault) => {
      expect(await faultOf(removeBoth(fail(code)))).toMatchObject({ fault, providerCode: String(code) });
    });
  });

  describe('a check of accounts', () => {
    const accounts = (count: number): string[] => Array.from({ length: count }, (_, n) => `u_${n}`);
    const invite = (invited: readonly string[]) => source.invite(callFor(GROUP, invited), desk);
    /** Answers every check by account, and every invite with `code`. */
    const answerChecks = (itemOf: (account: string) => object, code = 10019): void =>
      server.react((request) => {
        if (commandOf(request) !== 'account_check') return fail(code);
        const { CheckItem } = request.body as { CheckItem: { UserID: string }[] };
        return ok({ ResultItem: CheckItem.map(({ UserID }) => ({ UserID, ...itemOf(UserID) })) });
      });
    const status = (AccountStatus: string, ResultCode = 0): object => ({ ResultCode, AccountStatus });

    it.each([10019, 70107])('names the unknown accounts of a call that %i refused', async (code) => {
      answerChecks((account) => status(['u_3', 'u_499'].includes(account) ? 'NotImported' : 'Imported'), code);
      expect(await invite(accounts(500))).toMatchObject({
        kind: 'unknownAccount',
        providerCode: String(code),
        unknown: new Set(['u_3', 'u_499']),
      });
      const checks = server.seen.filter((request) => commandOf(request) === 'account_check');
      const checked = checks.map(({ body }) => (body as { CheckItem: { UserID: string }[] }).CheckItem);
      expect(checked.map((items) => items.length)).toEqual([100, 100, 100, 100, 100]);
      expect(new Set(checked.flat().map(({ UserID }) => UserID))).toEqual(new Set(accounts(500)));
      expect(checks[0]?.path).toBe('/v4/im_open_login_svc/account_check');
      expect(permits()).toBe(5);
    });

    it('is not made for a single account, who is known to be the unknown one', async () => {
      server.react(() => fail(10019));
      expect(await invite(['u_1'])).toMatchObject({ kind: 'outcomes' });
      expect(commands()).toEqual(['add_group_member']);
    });

    it('names nobody of whom it could not tell', async () => {
      answerChecks((account) => (account === 'u_0' ? status('NotImported', 70402) : {}));
      expect(await invite(accounts(2))).toMatchObject({ kind: 'unknownAccount', unknown: new Set() });
    });

    it.each<[string, WireReaction]>([
      ['fails', fail(10002)],
      ['is refused', fail(10007)],
      ['talks nonsense', { text: '<html>' }],
      ['breaks', 'break'],
    ])('names nobody when it %s', async (_how, reaction) => {
      server.react((request) => (commandOf(request) === 'account_check' ? reaction : fail(10019)));
      expect(await invite(accounts(2))).toMatchObject({ kind: 'unknownAccount', unknown: new Set() });
    });

    it('names nobody when the process shuts down before it', async () => {
      server.react((request) => {
        if (commandOf(request) !== 'account_check') desk.abort();
        return fail(10019);
      });
      expect(await invite(accounts(2))).toMatchObject({ kind: 'unknownAccount', unknown: new Set() });
      expect(commands()).toEqual(['add_group_member']);
    });
  });
});
