import { describe, expect, test } from 'vitest';
import { MAX_ERRANDS } from '../../src/lanes/errands.ts';
import { MAX_REMOVAL_MS } from '../../src/members/remove.ts';
import { JOINED_ROUND_MS } from '../../src/store/store.ts';
import { historyOf, invite, many, sendInvite } from '../invitations/support.ts';
import { TestService } from '../support/service.ts';
import { outcomesOf, remove, seat, sendRemoval, tryRemoval } from './support.ts';

const ZIM = 'zim:load-1';
const TENCENT = 'tencent:load-1';

/** Every removing call that a provider received, oldest first. */
const callsOf = (service: TestService) =>
  service.sandbox.journal.entries.filter(({ action }) => ['KickoutGroupUser', 'delete_group_member'].includes(action));

const stateOf = async (service: TestService, id: string): Promise<string | null> => {
  const { data } = await service.graphql('query ($id: ID!) { membership(id: $id) { state } }', { id });
  return (data.membership as { state: string } | null)?.state ?? null;
};

describe('a removal', () => {
  test.each([
    ['input.groupId', 'a group id that is none', { groupId: 'load-1' }],
    ['input.groupId', 'an unknown connection', { groupId: 'nobody:load-1' }],
    ['input.groupId', 'a connection that removes nobody', { groupId: 'tencent-app:load-1' }],
    ['input.accounts', 'nobody', { accounts: [] }],
    ['input.accounts', 'more than 10 000', { accounts: many(10_001) }],
    ['input.operator', 'an operator where there is none', { groupId: TENCENT, operator: 'u_ann' }],
    ['input.operator', 'an empty operator', { operator: '' }],
    ['input.operator', 'an operator that is too long', { operator: 'x'.repeat(513) }],
    ['input.reason', 'a reason that is too long', { reason: 'x'.repeat(1_001) }],
  ])('is refused at %s with %s, and nothing is asked', async (field, _title, wrong) => {
    await using service = await TestService.start();
    const { data, errors } = await tryRemoval(service, { groupId: ZIM, accounts: ['ann'], ...wrong });
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
    expect(callsOf(service)).toEqual([]);
  });

  test('fails for the one account that breaks the rules for ids, and not for the others', async () => {
    await using service = await TestService.start();
    seat(service, 'zim', 'load-1', ['ann', 'bob']);
    const accounts = ['ann', 'x'.repeat(33), '', 'bob', 'ann'];
    const results = await remove(service, { groupId: ZIM, accounts });
    expect(outcomesOf(results)).toEqual([
      'ann MemberRemoved',
      `${'x'.repeat(33)} RemoveMemberFailed INVALID_ACCOUNT`,
      ' RemoveMemberFailed INVALID_ACCOUNT',
      'bob MemberRemoved',
    ]);
    expect(results[1]).toMatchObject({ retryable: false, providerCode: null });
    expect(callsOf(service).map((call) => call.accounts)).toEqual([['ann', 'bob']]);
  });

  test('asks nothing when no account may exist', async () => {
    await using service = await TestService.start();
    expect(outcomesOf(await sendRemoval(service, { groupId: ZIM, accounts: ['ä'] }))).toEqual([
      'ä RemoveMemberFailed INVALID_ACCOUNT',
    ]);
    expect(callsOf(service)).toEqual([]);
  });

  test('moves a member who is JOINED once', async () => {
    await using service = await TestService.start();
    await invite(service, { groupId: TENCENT, accounts: ['ann'] });
    expect(outcomesOf(await remove(service, { groupId: TENCENT, accounts: ['ann'] }))).toEqual(['ann MemberRemoved']);
    expect(outcomesOf(await remove(service, { groupId: TENCENT, accounts: ['ann'] }))).toEqual([
      'ann MemberNotInGroup',
    ]);
    expect(await historyOf(service, `${TENCENT}:ann`)).toEqual([
      'nothing > QUEUED by INVITE',
      'QUEUED > JOINED by INVITE',
      'JOINED > REMOVED by REMOVAL',
    ]);
  });

  test('tells first that somebody had come in of whom only the invitation was known', async () => {
    await using service = await TestService.start();
    const groupId = 'tencent:consent-group';
    await invite(service, { groupId, accounts: ['u_never'] });
    service.sandbox.people.accept('tencent', 'consent-group', 'u_never');
    expect(outcomesOf(await remove(service, { groupId, accounts: ['u_never'] }))).toEqual(['u_never MemberRemoved']);
    expect((await historyOf(service, `${groupId}:u_never`)).slice(1)).toEqual([
      'QUEUED > INVITED by INVITE',
      'INVITED > JOINED by RECONCILIATION',
      'JOINED > REMOVED by REMOVAL',
    ]);
  });

  test('finds out that somebody had left', async () => {
    await using service = await TestService.start();
    await invite(service, { groupId: TENCENT, accounts: ['ann'] });
    service.sandbox.people.leave('tencent', 'load-1', 'ann');
    expect(outcomesOf(await remove(service, { groupId: TENCENT, accounts: ['ann'] }))).toEqual([
      'ann MemberNotInGroup',
    ]);
    expect((await historyOf(service, `${TENCENT}:ann`)).at(-1)).toBe('JOINED > LEFT by RECONCILIATION');
  });

  test('leaves no trace of strangers', async () => {
    await using service = await TestService.start();
    await remove(service, { groupId: TENCENT, accounts: ['stranger'] });
    expect(await stateOf(service, `${TENCENT}:stranger`)).toBeNull();
    const before = service.sandbox.journal.count('tencent');
    await service.pass(60_000);
    expect(service.sandbox.journal.count('tencent')).toBe(before);
  });

  test('is followed by a look whether an invite has crossed it', async () => {
    await using service = await TestService.start();
    seat(service, 'tencent', 'load-1', ['ann']);
    await remove(service, { groupId: TENCENT, accounts: ['ann'] });
    seat(service, 'tencent', 'load-1', ['ann']);
    await service.pass(10_000);
    expect((await historyOf(service, `${TENCENT}:ann`)).at(-1)).toBe('REMOVED > JOINED by RECONCILIATION');
  });

  test('is told as one although a look that overtook its answer saw the member out', async () => {
    await using service = await TestService.start();
    await invite(service, { groupId: ZIM, accounts: ['ann', 'bob'] });
    await service.pass(JOINED_ROUND_MS - 2_000);
    service.sandbox.control({ connection: 'zim', latencyMs: 5_000 });
    const answer = sendRemoval(service, { groupId: ZIM, accounts: ['ann', 'bob'] });
    await service.pass(1_000);
    service.sandbox.control({ connection: 'zim', clear: true });
    await service.pass(3_000);
    expect(await stateOf(service, `${ZIM}:ann`)).toBe('LEFT');
    service.sandbox.control({ connection: 'zim', calls: 'invites', latencyMs: 5_000 });
    await sendInvite(service, { groupId: ZIM, accounts: ['bob'], waitMs: 0 });
    const results = await service.run(answer);
    expect(outcomesOf(results)).toEqual(['ann MemberRemoved', 'bob MemberRemoved']);
    expect(results[0]?.membership?.state).toBe('REMOVED');
    expect((await historyOf(service, `${ZIM}:ann`)).slice(2)).toEqual([
      'JOINED > LEFT by RECONCILIATION',
      'LEFT > JOINED by RECONCILIATION',
      'JOINED > REMOVED by REMOVAL',
    ]);
    expect((await historyOf(service, `${ZIM}:bob`)).slice(2)).toEqual([
      'JOINED > LEFT by RECONCILIATION',
      'LEFT > QUEUED by INVITE',
    ]);
  });

  test('that found nobody says nothing of who has come in since', async () => {
    await using service = await TestService.start();
    const groupId = 'zim:consent-group';
    await invite(service, { groupId, accounts: ['u_never'] });
    service.sandbox.control({ connection: 'zim', latencyMs: 5_000 });
    const answer = sendRemoval(service, { groupId, accounts: ['u_never'] });
    await service.pass(500);
    service.sandbox.control({ connection: 'zim', clear: true });
    service.sandbox.people.accept('zim', 'consent-group', 'u_never');
    await service.pass(4_000);
    expect(await stateOf(service, `${groupId}:u_never`)).toBe('JOINED');
    expect(outcomesOf(await service.run(answer))).toEqual(['u_never MemberNotInGroup']);
    expect((await historyOf(service, `${groupId}:u_never`)).at(-1)).toBe('INVITED > JOINED by RECONCILIATION');
  });

  test('waits for the one before it in its group, and not for other groups', async () => {
    await using service = await TestService.start();
    seat(service, 'zim', 'load-1', ['ann', 'bob']);
    seat(service, 'zim', 'load-2', ['eve']);
    service.sandbox.control({ connection: 'zim', latencyMs: 1_000 });
    const beganMs = service.clock.now();
    await service.run(
      Promise.all([
        sendRemoval(service, { groupId: ZIM, accounts: ['ann'] }),
        sendRemoval(service, { groupId: ZIM, accounts: ['bob', 'ann'] }),
        sendRemoval(service, { groupId: 'zim:load-2', accounts: ['eve'] }),
      ]),
    );
    const calls = callsOf(service).map(({ group, atMs }) => `${group} ${atMs - beganMs}`);
    expect(calls.toSorted()).toEqual(['load-1 0', 'load-1 1000', 'load-2 0']);
  });

  test('shares the budget of reads with what invites read', async () => {
    await using service = await TestService.start();
    const group = 'load-1@chatroom';
    seat(service, 'wechat', group, many(60));
    const { operation } = await sendInvite(service, {
      groupId: `wechat:${group}`,
      accounts: many(60, 'wxid_'),
      waitMs: 0,
    });
    const results = await remove(service, { groupId: `wechat:${group}`, accounts: many(60) });
    expect(new Set(results.map(({ __typename: type }) => type))).toEqual(new Set(['MemberRemoved']));
    await service.pass(10_000);
    const { data } = await service.graphql('query ($id: ID!) { inviteOperation(id: $id) { counts { queued } } }', {
      id: operation.id,
    });
    expect(data.inviteOperation.counts).toEqual({ queued: 0 });
    expect(service.sandbox.journal.violations).toEqual({});
  });

  test('is answered after a minute with what is known, and what has left is followed to its end', async () => {
    await using service = await TestService.start();
    const accounts = many(400);
    seat(service, 'zim', 'load-1', accounts);
    service.sandbox.control({ connection: 'zim', latencyMs: 9_000 });
    const beganMs = service.clock.now();
    const results = await remove(service, { groupId: ZIM, accounts });
    expect(service.clock.now() - beganMs).toBe(MAX_REMOVAL_MS);
    expect(outcomesOf(results)).toEqual([
      ...accounts.slice(0, 300).map((account) => `${account} MemberRemoved`),
      ...accounts.slice(300).map((account) => `${account} RemoveMemberFailed PROVIDER_UNAVAILABLE`),
    ]);
    expect(results[399]).toMatchObject({ retryable: true });
    await service.pass(30_000);
    expect(callsOf(service)).toHaveLength(7);
    expect(await stateOf(service, `${ZIM}:m349`)).toBe('REMOVED');
    expect(await stateOf(service, `${ZIM}:m350`)).toBeNull();
  });

  test('is refused for now beyond as many as may be under way, and asks nothing', async () => {
    await using service = await TestService.start();
    service.sandbox.control({ connection: 'zim', latencyMs: 100 });
    const under = many(MAX_ERRANDS, 'load-').map((group) =>
      sendRemoval(service, { groupId: `zim:${group}`, accounts: ['ann'] }),
    );
    await service.still(() => false);
    const [refused] = await sendRemoval(service, { groupId: ZIM, accounts: ['ann'] });
    expect(refused).toMatchObject({ __typename: 'RemoveMemberFailed', reason: 'RATE_LIMITED', retryable: true });
    for (const results of await service.run(Promise.all(under))) {
      expect(outcomesOf(results)).toEqual(['ann MemberNotInGroup']);
    }
    expect(outcomesOf(await remove(service, { groupId: ZIM, accounts: ['ann'] }))).toEqual(['ann MemberNotInGroup']);
    expect(service.sandbox.journal.violations).toEqual({});
  });

  test('that nobody told of is followed by a look what became of it', async () => {
    await using service = await TestService.start();
    await invite(service, { groupId: TENCENT, accounts: ['ann'] });
    service.sandbox.control({ connection: 'tencent', down: true });
    expect(outcomesOf(await remove(service, { groupId: TENCENT, accounts: ['ann'] }))).toEqual([
      'ann RemoveMemberFailed PROVIDER_UNAVAILABLE',
    ]);
    service.sandbox.control({ connection: 'tencent', clear: true });
    service.sandbox.people.leave('tencent', 'load-1', 'ann');
    await service.pass(60_000);
    expect(await stateOf(service, `${TENCENT}:ann`)).toBe('LEFT');
  });

  test('tells what it knows when the process ends, and asks nothing more', async () => {
    const service = await TestService.start();
    const accounts = many(150);
    seat(service, 'zim', 'load-1', accounts);
    service.sandbox.control({ connection: 'zim', latencyMs: 1_000 });
    const answer = sendRemoval(service, { groupId: ZIM, accounts });
    await service.pass(1_500);
    await service.stop();
    expect(outcomesOf(await answer)).toEqual([
      ...accounts.slice(0, 100).map((account) => `${account} MemberRemoved`),
      ...accounts.slice(100).map((account) => `${account} RemoveMemberFailed PROVIDER_UNAVAILABLE`),
    ]);
    expect(callsOf(service)).toHaveLength(2);
    await service.sandbox.close();
  });

  test('takes nobody for removed by a call that the provider did not take', async () => {
    await using service = await TestService.start();
    await invite(service, { groupId: ZIM, accounts: ['ann'] });
    service.sandbox.people.leave('zim', 'load-1', 'ann');
    service.sandbox.control({ connection: 'zim', calls: 'reads', failNext: { times: 1, rateLimited: true } });
    expect(outcomesOf(await remove(service, { groupId: ZIM, accounts: ['ann'] }))).toEqual(['ann MemberNotInGroup']);
    expect(callsOf(service)).toHaveLength(2);
    expect((await historyOf(service, `${ZIM}:ann`)).at(-1)).toBe('JOINED > LEFT by RECONCILIATION');
  });

  test.each([
    { connection: 'wechat', group: '34757816142@chatroom', account: 'wxid_never' },
    { connection: 'tencent', group: 'consent-group', account: 'u_never' },
    { connection: 'imkit', group: 'consent-room', account: 'u_never' },
  ] as const)(
    'at $connection tells nobody as removed who was only invited, although nothing could be read before it',
    async ({ connection, group, account }) => {
      await using service = await TestService.start();
      const groupId = `${connection}:${group}`;
      await invite(service, { groupId, accounts: [account] });
      expect(await stateOf(service, `${groupId}:${account}`)).toBe('INVITED');
      service.sandbox.control({ connection, calls: 'reads', failNext: { times: 1, status: 500 } });
      const [result] = await remove(service, { groupId, accounts: [account] });
      expect(result).toMatchObject({
        __typename: 'RemoveMemberFailed',
        reason: 'PROVIDER_UNAVAILABLE',
        retryable: true,
      });
      expect(outcomesOf(await remove(service, { groupId, accounts: [account] }))).toEqual([
        `${account} MemberNotInGroup`,
      ]);
      expect(await historyOf(service, `${groupId}:${account}`)).toEqual([
        'nothing > QUEUED by INVITE',
        'QUEUED > INVITED by INVITE',
      ]);
    },
  );

  test('goes by what is known here of members where nothing could be read before it', async () => {
    await using service = await TestService.start();
    await invite(service, { groupId: TENCENT, accounts: ['ann'] });
    seat(service, 'tencent', 'load-1', ['bob']);
    service.sandbox.control({ connection: 'tencent', calls: 'reads', failNext: { times: 1, status: 500 } });
    expect(outcomesOf(await remove(service, { groupId: TENCENT, accounts: ['ann', 'bob'] }))).toEqual([
      'ann MemberRemoved',
      'bob MemberRemoved',
    ]);
  });

  test('is asked for again after an answer that cannot be read', async () => {
    await using service = await TestService.start();
    seat(service, 'zim', 'load-1', ['ann']);
    service.sandbox.control({ connection: 'zim', calls: 'reads', failNext: { times: 1, wrongShape: true } });
    expect(outcomesOf(await remove(service, { groupId: ZIM, accounts: ['ann'] }))).toEqual(['ann MemberRemoved']);
  });
});
