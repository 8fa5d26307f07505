import { describe, expect, test } from 'vitest';
import { useBench } from './support/bench.ts';
import { callsFor, fresh, freshly, invite, INVITE, type MoreInput, operationOf } from './support/invite.ts';
import { all, JOINED } from './support/outcomes.ts';
import { startTapped } from './support/tap.ts';

const bench = useBench();

const KNOWN = 'query ($id: ID!) { group(id: $id) { memberships { totalCount edges { node { account } } } } }';

const inviting = (): number => bench.service.sandbox.journal.entries.filter(({ kind }) => kind === 'invites').length;

/** Sends an input that must be refused whole; returns the one error, once nothing has come of it. */
async function mistakeOf(input: MoreInput): Promise<{ message: string; code: unknown; field: unknown }> {
  const before = inviting();
  const { data, errors = [] } = await bench.service.send(INVITE, { input });
  expect(data).toBeNull();
  expect(errors).toHaveLength(1);
  await bench.service.pass(2_000);
  expect(inviting()).toBe(before);
  const { message = '', extensions = {} } = errors[0] ?? {};
  return { message, code: extensions['code'], field: extensions['field'] };
}

async function knownAccounts(groupId: string): Promise<string[]> {
  const { data } = await bench.service.send(KNOWN, { id: groupId });
  return data.group.memberships.edges.map((edge: { node: { account: string } }) => edge.node.account);
}

const soonMs = (ms: number): string => new Date(bench.service.clock.now() + ms).toISOString();

const some = [{ account: 'a' }, { account: 'b' }, { account: 'c' }];

describe('a mistake of the caller', () => {
  interface Mistake {
    readonly field: string;
    /** Laid over an input that is right. */
    readonly input: () => MoreInput;
  }

  test.each<[string, Mistake]>([
    ['a connection that is not configured', { field: 'input.groupId', input: () => ({ groupId: 'nowhere:groupA' }) }],
    ['a group id without a connection', { field: 'input.groupId', input: () => ({ groupId: 'groupA' }) }],
    ['a group id of an empty group', { field: 'input.groupId', input: () => ({ groupId: 'zim:' }) }],
    ['a group id of an empty connection', { field: 'input.groupId', input: () => ({ groupId: ':groupA' }) }],
    ['a group id of three parts', { field: 'input.groupId', input: () => ({ groupId: 'zim:groupA:u_owner' }) }],
    ['a group id with a bare percent sign', { field: 'input.groupId', input: () => ({ groupId: 'zim:group%41' }) }],
    ['an empty group id', { field: 'input.groupId', input: () => ({ groupId: '' }) }],
    ['an empty list of members', { field: 'input.members', input: () => ({ members: [] }) }],
    [
      'a list of more than 10 000 members',
      {
        field: 'input.members',
        input: () => ({ members: Array.from({ length: 10_001 }, (_, n) => ({ account: `m${n}` })) }),
      },
    ],
    [
      'a member without account and userId',
      { field: 'input.members[3].account', input: () => ({ members: [...some, {}] }) },
    ],
    [
      'a member whose account and userId are null',
      { field: 'input.members[0].account', input: () => ({ members: [{ account: null, userId: null }, ...some] }) },
    ],
    [
      'a member with both account and userId',
      { field: 'input.members[3].account', input: () => ({ members: [...some, { account: 'd', userId: 'd' }] }) },
    ],
    [
      'a joinedAt in the future',
      {
        field: 'input.members[2].joinedAt',
        input: () => ({
          members: [{ account: 'a', joinedAt: soonMs(0) }, { account: 'b' }, { account: 'c', joinedAt: soonMs(1) }],
        }),
      },
    ],
    [
      'a joinedAt where the provider takes none',
      {
        field: 'input.members[1].joinedAt',
        input: () => ({
          groupId: 'tencent:load-mistakes',
          members: [{ account: 'a' }, { account: 'b', joinedAt: soonMs(-1) }],
        }),
      },
    ],
    ['an option that the provider does not take', { field: 'input.silent', input: () => ({ silent: true }) }],
    ['a negative waitMs', { field: 'input.waitMs', input: () => ({ waitMs: -1 }) }],
    ['a waitMs of more than a minute', { field: 'input.waitMs', input: () => ({ waitMs: 60_001 }) }],
  ])('%s is named with its field, and nothing is stored or sent', async (_, { field, input }) => {
    const right = { groupId: 'zim:load-mistakes', members: some };
    const mistake = await mistakeOf({ ...right, ...input() });
    expect(mistake).toEqual({ code: 'BAD_USER_INPUT', field, message: expect.stringMatching(/\S+ \S+/) as unknown });
    expect(await knownAccounts('zim:load-mistakes')).toEqual([]);
    expect(await knownAccounts('tencent:load-mistakes')).toEqual([]);
  });

  test('the same input without a mistake is taken', async () => {
    const { members } = await invite(bench.service, 'zim:load-right', ['a', 'b', 'c']);
    expect(members).toEqual(all(['a', 'b', 'c'], JOINED));
    expect(await knownAccounts('zim:load-right')).toEqual(['a', 'b', 'c']);
  });
});

describe('an idempotency key', () => {
  const first = { groupId: 'tencent:load-key', members: [{ account: 'k1' }, { account: 'k2' }] };

  test.each<[string, MoreInput]>([
    ['another group', { groupId: 'tencent:load-other' }],
    ['one member more', { members: [...first.members, { account: 'k3' }] }],
    ['one member less', { members: [{ account: 'k1' }] }],
    ['another member', { members: [{ account: 'k1' }, { account: 'k4' }] }],
    ['a user of the same name', { members: [{ account: 'k1' }, { userId: 'k2' }] }],
    ['another option', { silent: true }],
  ])('cannot be used again with %s', async (what, other) => {
    const idempotencyKey = `key for ${what}`;
    const earlier = await invite(bench.service, first.groupId, [], { ...first, idempotencyKey });
    const known = await knownAccounts(first.groupId);
    const mistake = await mistakeOf({ ...first, ...other, idempotencyKey });
    expect(mistake).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.idempotencyKey' });
    expect(await knownAccounts(first.groupId)).toEqual(known);
    expect(await knownAccounts('tencent:load-other')).toEqual([]);
    expect(await operationOf(bench.service, earlier.id)).toEqual(earlier);
  });
});

describe('what is no mistake', () => {
  test('10 000 members are taken and sent', async () => {
    const accounts = freshly(10_000, 'member');
    const begun = await bench.service.send(
      'mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id counts { total queued } } } }',
      { input: { groupId: 'tencent:load-many', members: accounts.map((account) => ({ account })), waitMs: 0 } },
    );
    expect(begun.errors).toBeUndefined();
    const { id, counts } = begun.data.inviteMembers.operation;
    expect(counts).toEqual({ total: 10_000, queued: 10_000 });
    await bench.service.pass(3_000);
    const { data } = await bench.service.send(
      'query ($id: ID!) { inviteOperation(id: $id) { status counts { joined } } }',
      { id },
    );
    expect(data.inviteOperation).toEqual({ status: 'COMPLETED', counts: { joined: 10_000 } });
    const sizes = callsFor(bench.service, 'tencent', accounts).map((call) => call.accounts.length);
    expect(sizes).toEqual(Array.from({ length: 20 }, () => 500));
  });

  test('an account that is named several times is invited once, and has one result at its first place', async () => {
    const [one, other] = freshly(2, 'member') as [string, string];
    const { members, counts } = await invite(bench.service, 'tencent:load-1', [one, other, one, other, one]);
    expect(members).toEqual(all([one, other], JOINED));
    expect(counts).toMatchObject({ total: 2, joined: 2 });
    expect(callsFor(bench.service, 'tencent', [one]).map(({ accounts }) => accounts)).toEqual([[one, other]]);
  });

  test('a joinedAt of this very moment is taken', async () => {
    const account = fresh('member');
    const { types } = await invite(bench.service, 'zim:groupA', [], { members: [{ account, joinedAt: soonMs(0) }] });
    expect(types).toEqual(['MemberJoined']);
  });
});

describe('the capabilities of a connection', () => {
  const CONNECTIONS = `{
    connections {
      id provider capabilities { membersPerCall callsPerSecond quotaScope inviteOptions listsMembers reportsChanges }
    }
  }`;

  test.each<{ id: string; provider: string; perCall: number; perSecond: number; scope: string; options: string[] }>([
    { id: 'wechat', provider: 'GEWE', perCall: 20, perSecond: 1, scope: 'CONNECTION', options: ['REASON'] },
    { id: 'tencent', provider: 'TENCENT_IM', perCall: 500, perSecond: 100, scope: 'CONNECTION', options: ['SILENT'] },
    {
      id: 'tencent-app',
      provider: 'TENCENT_IM_SDK',
      perCall: 20,
      perSecond: 5,
      scope: 'CONNECTION',
      options: ['OPERATOR'],
    },
    {
      id: 'imkit',
      provider: 'IMKIT',
      perCall: 100,
      perSecond: 16,
      scope: 'CONNECTION',
      options: ['REQUIRE_CONSENT', 'SYSTEM_MESSAGE'],
    },
    {
      id: 'zim',
      provider: 'ZEGO_ZIM',
      perCall: 100,
      perSecond: 1,
      scope: 'GROUP',
      options: ['JOINED_AT', 'OPERATOR', 'REQUIRE_CONSENT'],
    },
  ])('are those of $provider at $id', async ({ id, provider, perCall, perSecond, scope, options }) => {
    const { data } = await bench.service.send(CONNECTIONS);
    const connection = data.connections.find((one: { id: string }) => one.id === id);
    expect(connection.provider).toBe(provider);
    const { membersPerCall, callsPerSecond, quotaScope, inviteOptions } = connection.capabilities;
    expect({ membersPerCall, callsPerSecond, quotaScope }).toEqual({
      membersPerCall: perCall,
      callsPerSecond: perSecond,
      quotaScope: scope,
    });
    expect(inviteOptions.toSorted()).toEqual(options);
  });

  test('are listed in the order of the configuration', async () => {
    const { data } = await bench.service.send(CONNECTIONS);
    const ids = ['wechat', 'tencent', 'tencent-app', 'imkit', 'zim'];
    expect(data.connections.map(({ id }: { id: string }) => id)).toEqual(ids);
  });

  test('are those of the provider for the driver chat too, and its accounts are checked before it logs in', async () => {
    const { sdkAppId, secretKey } = { sdkAppId: 1_400_000_000, secretKey: 'k'.repeat(64) };
    const chat = { id: 'sdk', provider: 'tencent-im-sdk', driver: 'chat', sdkAppId, secretKey, operator: 'u_owner' };
    await using own = await startTapped({ moreConnections: [chat] });
    const { data } = await own.service.send(CONNECTIONS);
    expect(data.connections.at(-1)).toMatchObject({
      id: 'sdk',
      provider: 'TENCENT_IM_SDK',
      capabilities: { membersPerCall: 20, callsPerSecond: 5, quotaScope: 'CONNECTION', inviteOptions: ['OPERATOR'] },
    });
    const { members } = await invite(own.service, 'sdk:group', ['x'.repeat(33)]);
    expect(members).toMatchObject([{ type: 'MemberFailed', reason: 'INVALID_ACCOUNT', state: 'FAILED' }]);
  });

  test('follow the configured limits, and so do the calls', async () => {
    await using own = await startTapped({
      connections: {
        tencent: { limits: { membersPerCall: 3, callsPerSecond: 2, scope: 'group' } },
        zim: { limits: { membersPerCall: 50, callsPerSecond: 0.5, scope: 'connection' } },
      },
    });
    const { data } = await own.service.send(CONNECTIONS);
    expect(data.connections).toMatchObject([
      { id: 'wechat', capabilities: { membersPerCall: 20, callsPerSecond: 1, quotaScope: 'CONNECTION' } },
      { id: 'tencent', capabilities: { membersPerCall: 3, callsPerSecond: 2, quotaScope: 'GROUP' } },
      { id: 'tencent-app' },
      { id: 'imkit' },
      { id: 'zim', capabilities: { membersPerCall: 50, callsPerSecond: 0.5, quotaScope: 'CONNECTION' } },
    ]);

    const many = freshly(7, 'member');
    await invite(own.service, 'tencent:load-1', many);
    const calls = callsFor(own.service, 'tencent', many);
    expect(calls.map(({ accounts }) => accounts.length)).toEqual([3, 3, 1]);
    expect((calls[2]?.atMs ?? 0) - (calls[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(1_000);

    const [one, other] = freshly(2, 'member') as [string, string];
    await invite(own.service, 'zim:groupA', [one]);
    await invite(own.service, 'zim:load-1', [other]);
    const times = callsFor(own.service, 'zim', [one, other]).map(({ atMs }) => atMs);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(2_000);
  });
});
