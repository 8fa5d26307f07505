import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { REMOVAL_DEADLINE_MS } from '../../src/members/remove.ts';
import type { SandboxConnectionId } from '../../src/sandbox/connections.ts';
import { historyOf, invite, many } from '../invitations/support.ts';
import { TestService } from '../support/service.ts';
import { outcomesOf, remove, seat, sendRemoval } from './support.ts';

interface Provider {
  readonly connection: SandboxConnectionId;
  /** A group that exists, and has no limit. */
  readonly group: string;
  readonly unknownGroup: string;
  /** How the action is called in the journal. */
  readonly action: string;
  readonly accountsPerRemoval: number;
  /** Who cannot be removed, if anybody: IMKit's docs name nobody. */
  readonly owner: string | null;
  /** What an unknown group is told as. */
  readonly missing: string;
}

const PROVIDERS: readonly Provider[] = [
  {
    connection: 'wechat',
    group: 'load-1@chatroom',
    unknownGroup: '99@chatroom',
    action: 'removeMember',
    accountsPerRemoval: 20,
    owner: 'wxid_owner9',
    missing: 'PROVIDER_ERROR',
  },
  {
    connection: 'tencent',
    group: 'load-1',
    unknownGroup: 'nowhere',
    action: 'delete_group_member',
    accountsPerRemoval: 100,
    owner: 'u_owner',
    missing: 'GROUP_NOT_FOUND',
  },
  {
    connection: 'imkit',
    group: 'load-1',
    unknownGroup: 'nowhere',
    action: 'deleteMembers',
    accountsPerRemoval: 100,
    owner: null,
    missing: 'GROUP_NOT_FOUND',
  },
  {
    connection: 'zim',
    group: 'load-1',
    unknownGroup: 'nowhere',
    action: 'KickoutGroupUser',
    accountsPerRemoval: 50,
    owner: 'u_owner',
    missing: 'GROUP_NOT_FOUND',
  },
];

describe.each(PROVIDERS)('removing at $connection', (provider) => {
  const { connection, group, action, accountsPerRemoval } = provider;
  const groupId = `${connection}:${group}`;
  let service: TestService;
  beforeEach(async () => {
    service = await TestService.start();
  });
  afterEach(async () => {
    expect(service.sandbox.journal.violations).toEqual({});
    await service[Symbol.asyncDispose]();
  });
  const removals = () =>
    service.sandbox.journal.entries.filter((entry) => entry.connection === connection && entry.action === action);

  test('takes out who is in, and tells who is not', async () => {
    seat(service, connection, group, ['ann', 'bob', 'eve']);
    const results = await remove(service, { groupId, accounts: ['bob', 'stranger', 'ann'] });
    expect(results).toEqual([
      { __typename: 'MemberRemoved', account: 'bob', membership: { id: `${groupId}:bob`, state: 'REMOVED' } },
      { __typename: 'MemberNotInGroup', account: 'stranger' },
      { __typename: 'MemberRemoved', account: 'ann', membership: { id: `${groupId}:ann`, state: 'REMOVED' } },
    ]);
    const members = service.sandbox.members(connection, group);
    expect(members).toContain('eve');
    for (const account of ['ann', 'bob']) expect(members).not.toContain(account);
    expect(await historyOf(service, `${groupId}:ann`)).toEqual(['nothing > REMOVED by REMOVAL']);
  });

  test.runIf(provider.owner !== null)('leaves the owner in, and takes out the others', async () => {
    const owner = provider.owner ?? '';
    seat(service, connection, group, ['ann']);
    const results = await remove(service, { groupId, accounts: [owner, 'ann'] });
    expect(outcomesOf(results)).toEqual([`${owner} RemoveMemberFailed PERMISSION_DENIED`, 'ann MemberRemoved']);
    expect(results[0]).toMatchObject({ retryable: false, message: expect.stringMatching(/\S+ \S+/) });
    expect(service.sandbox.members(connection, group)).toContain(owner);
  });

  test('tells of a group that does not exist, with the code', async () => {
    const results = await remove(service, { groupId: `${connection}:${provider.unknownGroup}`, accounts: ['ann'] });
    expect(results).toEqual([
      {
        __typename: 'RemoveMemberFailed',
        account: 'ann',
        reason: provider.missing,
        message: expect.stringMatching(/\S+ \S+/),
        providerCode: expect.stringMatching(/^\d+$/),
        retryable: false,
      },
    ]);
  });

  test('gives up on a provider that is down, and keeps nothing of it', async () => {
    seat(service, connection, group, ['ann']);
    service.sandbox.control({ connection, down: true });
    const beganMs = service.clock.now();
    const results = await remove(service, { groupId, accounts: ['ann', 'bob'] });
    for (const result of results) {
      expect(result).toMatchObject({
        __typename: 'RemoveMemberFailed',
        reason: 'PROVIDER_UNAVAILABLE',
        retryable: true,
        message: expect.stringMatching(/\S+ \S+/),
      });
    }
    const tookMs = service.clock.now() - beganMs;
    expect(tookMs).toBeLessThanOrEqual(REMOVAL_DEADLINE_MS);
    expect(removals().length).toBeGreaterThan(1);
    const { data } = await service.graphql('query ($id: ID!) { membership(id: $id) { id } }', { id: `${groupId}:ann` });
    expect(data).toEqual({ membership: null });
  });

  test('goes on when the provider is back', async () => {
    seat(service, connection, group, ['ann']);
    service.sandbox.control({ connection, calls: 'reads', failNext: { times: 3, status: 503 } });
    const results = await remove(service, { groupId, accounts: ['ann'] });
    expect(outcomesOf(results)).toEqual(['ann MemberRemoved']);
  });

  test('tells of those whom it took out although the answer was lost', async () => {
    // ZIM is not read before a removal: that somebody was in has to be known.
    if (connection === 'zim') await invite(service, { groupId, accounts: ['ann'] });
    else seat(service, connection, group, ['ann']);
    service.sandbox.control({ connection, calls: 'reads', latencyMs: 100 });
    const removal = sendRemoval(service, { groupId, accounts: ['ann', 'stranger'] });
    // The read before the removal is under way then.
    if (connection !== 'zim') await service.pass(50);
    service.sandbox.control({ connection, calls: 'reads', failNext: { times: 1, loseAnswer: 'break' } });
    expect(outcomesOf(await service.run(removal))).toEqual(['ann MemberRemoved', 'stranger MemberNotInGroup']);
    expect(removals()[0]).toMatchObject({ accounts: expect.arrayContaining(['ann']) });
    expect((await historyOf(service, `${groupId}:ann`)).at(-1)).toMatch(/ > REMOVED by REMOVAL$/);
  });

  test('takes 250 out in calls of the size that the provider takes, within its budget', async () => {
    const accounts = many(250);
    seat(service, connection, group, accounts);
    const results = await remove(service, { groupId, accounts: [...accounts.slice(0, 3), ...accounts] });
    expect(outcomesOf(results)).toEqual(accounts.map((account) => `${account} MemberRemoved`));
    expect(removals().map((call) => call.accounts.length)).toEqual(
      Array.from({ length: Math.ceil(250 / accountsPerRemoval) }, (_, index) =>
        Math.min(accountsPerRemoval, 250 - index * accountsPerRemoval),
      ),
    );
    expect(service.sandbox.members(connection, group)).not.toContain('m249');
  });
});

describe('options of a removal', () => {
  const bodiesOf = (service: TestService, connection: SandboxConnectionId): Record<string, unknown>[] =>
    service.sandbox.journal.entries
      .filter((entry) => entry.connection === connection && PROVIDERS.some(({ action }) => action === entry.action))
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>);

  test('are handed on where they are known, and left out elsewhere', async () => {
    await using service = await TestService.start();
    const options = { reason: 'spam', silent: true };
    for (const { connection, group } of PROVIDERS) {
      seat(service, connection, group, ['ann']);
      const results = await remove(service, { groupId: `${connection}:${group}`, accounts: ['ann'], ...options });
      expect(outcomesOf(results)).toEqual(['ann MemberRemoved']);
    }
    expect(bodiesOf(service, 'wechat')).toEqual([
      { appId: expect.any(String), chatroomId: 'load-1@chatroom', wxids: 'ann' },
    ]);
    expect(bodiesOf(service, 'tencent')).toEqual([
      { GroupId: 'load-1', MemberToDel_Account: ['ann'], Silence: 1, Reason: 'spam' },
    ]);
    expect(bodiesOf(service, 'imkit')).toEqual([{ members: ['ann'], systemMessage: false }]);
    expect(bodiesOf(service, 'zim')).toEqual([
      { FromUserId: 'u_owner', GroupId: 'load-1', UserId: ['ann'], CustomReason: 'spam' },
    ]);
  });

  test('name the operator where the provider knows one', async () => {
    await using service = await TestService.start();
    seat(service, 'zim', 'load-1', ['ann', 'bob']);
    const order = { groupId: 'zim:load-1', accounts: ['ann'], operator: 'bob' };
    expect(outcomesOf(await remove(service, order))).toEqual(['ann RemoveMemberFailed PERMISSION_DENIED']);
    expect(bodiesOf(service, 'zim')).toMatchObject([{ FromUserId: 'bob' }]);
  });
});
