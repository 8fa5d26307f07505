import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  MemberReads,
  MemberRemovals,
  MembershipDataSource,
  RemovalOptions,
} from '../../src/datasources/datasource.ts';
import { ReadRefused } from '../../src/datasources/fault.ts';
import { MAX_MEMBER_PAGES } from '../../src/datasources/zego-zim/reads.ts';
import { cutToBytes } from '../../src/datasources/zego-zim/removals.ts';
import { WireServer, readFixture } from '../support/wire-server.ts';
import type { WireReaction } from '../support/wire-server.ts';
import { faultOf, sourceFrom } from './helpers.ts';
import { RecordingDesk } from './recording-desk.ts';

const entry = {
  id: 'zim',
  provider: 'zego-zim',
  appId: 1234567890,
  serverSecret: '0123456789abcdef0123456789abcdef',
  operator: 'zego_user',
};

const answer = (Code: number, more: object = {}): WireReaction => ({
  body: { Code, Message: 'its own words', RequestId: '1', ...more },
});
const listed = (failed: Record<string, number>): object[] =>
  Object.entries(failed).map(([UserId, SubCode]) => ({ UserId, SubCode }));

describe('zego-zim members', () => {
  let server: WireServer;
  let source: MembershipDataSource;
  let reads: MemberReads;
  let removals: MemberRemovals;
  let desk: RecordingDesk;
  beforeEach(async () => {
    server = await WireServer.start();
    source = sourceFrom({ ...entry, baseUrl: server.url });
    if (source.reads === null || source.removals === null) throw new Error('expected reads and removals');
    ({ reads, removals } = source);
    desk = new RecordingDesk();
  });
  afterEach(async () => {
    await source.close();
    await server.stop();
    server.verify();
  });

  const list = () => Array.fromAsync(reads.listMembers('groupA', desk));

  it('lists members with their names, page by page', async () => {
    server.replay(readFixture('zego-zim', 'member-list'));
    expect(await list()).toEqual([
      {
        members: [
          { account: 'zego_user', profile: { nickname: 'Owner' } },
          { account: 'usera', profile: { nickname: 'Ann' } },
        ],
        total: 3,
      },
      { members: [{ account: 'userb' }], total: 3 },
    ]);
    expect(desk.events).toEqual(['read permit', 'read permit']);
  });

  it('gives a list up that does not end', async () => {
    server.react(() => answer(0, { Next: 7, MemberList: [] }));
    expect(await faultOf(list())).toMatchObject({ fault: 'unknown_outcome' });
    expect(server.seen).toHaveLength(MAX_MEMBER_PAGES);
  });

  it.each<[string, object]>([
    ['list', { Next: 0 }],
    ['Next', { MemberList: [] }],
  ])('takes a page without %s for no page at all', async (_what, more) => {
    server.react(() => answer(0, more));
    expect(await faultOf(list())).toMatchObject({ fault: 'unknown_outcome' });
  });

  it('tells what a group is', async () => {
    server.replay(readFixture('zego-zim', 'group-info'));
    const facts = { type: 'GROUP', name: 'Group A', avatarUrl: 'https://cdn.example/a.png' };
    expect(await reads.readGroup('groupA', desk)).toEqual(facts);
  });

  it('can be asked neither for single members nor for invitees', async () => {
    expect(reads.accountsPerProbe).toBe(0);
    await expect(reads.probeMembers('groupA', ['usera'], desk)).rejects.toThrow(TypeError);
    expect(await reads.listInvitees('groupA', desk)).toBeNull();
    expect(server.seen).toEqual([]);
  });

  it.each([
    [660600001, 'groupMissing'],
    [660600009, 'groupMissing'],
    [660600032, 'notPermitted'],
  ])('is refused a read by %i: %s', async (code, reason) => {
    server.react(() => answer(code));
    for (const asked of [list(), reads.readGroup('groupA', desk)]) {
      const thrown = await asked.catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(ReadRefused);
      expect(thrown).toMatchObject({ reason, providerCode: String(code) });
    }
  });

  it.each([
    [660300005, 'rate_limited'],
    [660000001, 'unavailable'],
    [660000002, 'unavailable'],
    [987654, 'unavailable'],
  ])('can be asked again after %i', async (code, fault) => {
    server.react(() => answer(code));
    expect(await faultOf(list())).toMatchObject({ fault, providerCode: String(code) });
  });

  it('signs a read anew whose signature had expired, once, with a permit for each request', async () => {
    server.react(() =>
      server.seen.length === 0 ? answer(100000004) : answer(0, { TotalCount: 0, Next: 0, MemberList: [] }),
    );
    expect(await list()).toEqual([{ members: [], total: 0 }]);
    expect(desk.events).toEqual(['read permit', 'read permit']);
    const [first, second] = server.seen.map(({ query }) => query['SignatureNonce']);
    expect(second).not.toBe(first);

    server.react(() => answer(100000004));
    expect(await faultOf(list())).toMatchObject({ fault: 'expired_credential' });
    expect(server.seen).toHaveLength(4);
  });

  describe('a removal', () => {
    const remove = async (accounts: readonly string[], options: RemovalOptions = {}) => {
      const outcomes = await removals.removeMembers({ groupId: 'groupA', accounts, options }, desk);
      expect([...outcomes.keys()]).toEqual(accounts);
      return [...outcomes.values()];
    };
    const removed = { type: 'removed' };

    it('names only those whom it did not take out', async () => {
      server.replay(readFixture('zego-zim', 'remove-users'));
      expect(await remove(['usera', 'userb'], { reason: 'left' })).toEqual([removed, { type: 'notInGroup' }]);
      expect(desk.events).toEqual(['read permit']);
    });

    it('is made on behalf of its operator, who is sent as any other', async () => {
      server.react(() => answer(0, { ErrorList: [] }));
      expect(removals).toMatchObject({ takesOperator: true, accountsPerRemoval: 50 });
      expect(await remove(['zego_admin', 'usera'], { operator: 'zego_admin', silent: true })).toEqual([
        removed,
        removed,
      ]);
      expect(server.seen[0]?.body).toEqual({
        FromUserId: 'zego_admin',
        GroupId: 'groupA',
        UserId: ['zego_admin', 'usera'],
      });
    });

    it.each([
      ['x'.repeat(33), 'x'.repeat(32)],
      ['ä'.repeat(16), 'ä'.repeat(16)],
      [`x${'ä'.repeat(16)}`, `x${'ä'.repeat(15)}`],
      ['👋'.repeat(9), '👋'.repeat(8)],
      ['名'.repeat(11), '名'.repeat(10)],
    ])('cuts the reason %j between two characters', async (reason, cut) => {
      server.react(() => answer(0));
      await remove(['usera'], { reason });
      expect(server.seen[0]?.body).toMatchObject({ CustomReason: cut });
    });

    it('cuts any text to a beginning of it that fits, and of which no character is missing', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, maxBytes) => {
          const cut = cutToBytes(text, maxBytes);
          expect(text.startsWith(cut)).toBe(true);
          expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(maxBytes);
          const [next = ''] = text.slice(cut.length);
          expect(next === '' || Buffer.byteLength(cut + next) > maxBytes).toBe(true);
        }),
      );
    });

    const meanings: [number, object][] = [
      [660600008, { type: 'notInGroup' }],
      [660600024, { type: 'notInGroup' }],
      [108035, { type: 'notInGroup' }],
      [108051, { type: 'notInGroup' }],
      [6000521, { type: 'notInGroup' }],
      ...[660600032, 108003, 108074, 108080, 108081, 6000541].map((code): [number, object] => [
        code,
        { type: 'failed', reason: 'PERMISSION_DENIED', retryable: false },
      ]),
      [660600001, { type: 'failed', reason: 'GROUP_NOT_FOUND', retryable: false }],
      [660500002, { type: 'failed', reason: 'OPERATOR_NOT_FOUND', retryable: false }],
      [660000011, { type: 'failed', reason: 'PROVIDER_ERROR', retryable: false }],
      // Somebody whom ZIM does not know may be in the group all the same: he was registered and never came.
      [660200001, { type: 'failed', reason: 'PROVIDER_ERROR', retryable: false }],
      [987654, { type: 'failed', reason: 'PROVIDER_ERROR', retryable: false }],
    ];

    it.each(meanings)('takes Code %i without a list as said of everybody', async (code, expected) => {
      server.react(() => answer(code, { ErrorList: [] }));
      expect(await remove(['usera', 'userb'])).toMatchObject([expected, expected]);
    });

    it.each(meanings)('takes SubCode %i as said of one, in either list', async (code, expected) => {
      server.react(() => answer(0, { ErrorList: listed({ userb: code }) }));
      expect(await remove(['usera', 'userb'])).toMatchObject([removed, expected]);
      server.react(() => answer(660600033, { ErrorUsers: listed({ usera: 660600008, userb: code }) }));
      expect(await remove(['usera', 'userb'])).toMatchObject([{ type: 'notInGroup' }, expected]);
    });

    it.each([
      [660300005, 'rate_limited', 'RATE_LIMITED'],
      [660000001, 'unavailable', 'PROVIDER_UNAVAILABLE'],
    ])('is a fault on Code %i, and may be asked for again on it as SubCode', async (code, fault, reason) => {
      server.react(() => answer(code));
      expect(await faultOf(remove(['usera']))).toMatchObject({ fault, providerCode: String(code) });
      server.react(() => answer(0, { ErrorList: listed({ userb: code }) }));
      expect(await remove(['usera', 'userb'])).toMatchObject([removed, { type: 'failed', reason, retryable: true }]);
    });

    it('never claims that somebody was taken out whom a failed call does not list', async () => {
      server.react(() => answer(660600033, { ErrorList: listed({ usera: 660600008 }) }));
      const again = { type: 'failed', reason: 'PROVIDER_UNAVAILABLE', retryable: true };
      expect(await remove(['usera', 'userb'])).toMatchObject([{ type: 'notInGroup' }, again]);
      server.react(() => answer(660600032, { ErrorList: listed({ usera: 660600008 }) }));
      expect(await remove(['usera', 'userb'])).toMatchObject([{ type: 'notInGroup' }, { reason: 'PERMISSION_DENIED' }]);
    });
  });
});
