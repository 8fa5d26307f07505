import { describe, expect, test } from 'vitest';
import { MAX_ACCOUNTS_PER_USER } from '../../src/people/link.ts';
import { invite, many, newFolder } from '../invitations/support.ts';
import { TestService } from '../support/service.ts';
import { link, membershipsOf, standingsOf, tryLink, tryUnlink, unlink } from './support.ts';

describe('linking an account', () => {
  test('tells all accounts of the user, first linked first', async () => {
    await using service = await TestService.start();
    expect(await link(service, 'ann', 'zim:z_ann', 'tencent:u_ann')).toEqual(['zim:z_ann', 'tencent:u_ann']);
    expect(await link(service, 'ann', 'tencent:u_ann2', 'zim:z_ann')).toEqual([
      'zim:z_ann',
      'tencent:u_ann',
      'tencent:u_ann2',
    ]);
    expect(await link(service, 'bob', 'zim:z_bob')).toEqual(['zim:z_bob']);
  });

  test('tells connections with all that they are', async () => {
    await using service = await TestService.start();
    const { data } = await tryLink(service, 'ann', 'imkit:ann');
    expect(data).toEqual({
      linkAccount: { id: 'ann', accounts: [{ connection: { id: 'imkit', provider: 'IMKIT' }, account: 'ann' }] },
    });
  });

  test.each([
    ['input.userId', 'no user', '', 'tencent:u_ann'],
    ['input.userId', 'a user id that is too long', 'x'.repeat(513), 'tencent:u_ann'],
    ['input.connectionId', 'an unknown connection', 'ann', 'nobody:u_ann'],
    ['input.account', 'no account', 'ann', 'tencent:'],
    ['input.account', 'an account that Tencent cannot have', 'ann', `tencent:${'x'.repeat(33)}`],
    ['input.account', 'an account that GeWe cannot have', 'ann', 'wechat:wxid_a,wxid_b'],
    ['input.account', 'an account that ZIM cannot have', 'ann', 'zim:ä'],
    ['input.account', 'an account that fits into no id', 'ann', `imkit:${'x'.repeat(513)}`],
  ] as const)('is refused at %s with %s', async (field, _title, userId, place) => {
    await using service = await TestService.start();
    const { data, errors } = await tryLink(service, userId, place);
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field });
  });

  test("is refused for another user's account, without a word on who that is", async () => {
    await using service = await TestService.start();
    await link(service, 'somebody', 'tencent:u_ann');
    const { errors } = await tryLink(service, 'ann', 'tencent:u_ann');
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.account' });
    expect(errors?.[0]?.message).toBe('is linked to another user already');
    // The same name elsewhere is another account.
    expect(await link(service, 'ann', 'imkit:u_ann')).toEqual(['imkit:u_ann']);
  });

  test('is possible for the account in whose name a connection invites', async () => {
    await using service = await TestService.start();
    expect(await link(service, 'owner', 'zim:u_owner')).toEqual(['zim:u_owner']);
  });

  test('has a bound for each user', async () => {
    await using service = await TestService.start();
    const places = many(MAX_ACCOUNTS_PER_USER).map((account) => `tencent:${account}` as const);
    expect(await link(service, 'ann', ...places)).toEqual(places);
    const { errors } = await tryLink(service, 'ann', 'zim:one-more');
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.userId' });
    expect(await link(service, 'ann', 'tencent:m0')).toHaveLength(MAX_ACCOUNTS_PER_USER);
    await unlink(service, 'ann', 'tencent:m0');
    expect((await link(service, 'ann', 'zim:one-more')).at(-1)).toBe('zim:one-more');
  });

  test('makes one link of many that come at the same time', async () => {
    await using service = await TestService.start();
    const users = many(10, 'user');
    const answers = await Promise.all(users.map((userId) => tryLink(service, userId, 'tencent:u_ann')));
    const refused = answers.filter(({ errors }) => errors !== undefined);
    expect(refused).toHaveLength(9);
    for (const { errors } of refused) expect(errors?.[0]?.extensions['field']).toBe('input.account');
  });
});

describe('taking a link back', () => {
  test('leaves the other accounts of the user', async () => {
    await using service = await TestService.start();
    await link(service, 'ann', 'tencent:u_ann', 'zim:z_ann', 'imkit:i_ann');
    expect(await unlink(service, 'ann', 'zim:z_ann')).toEqual(['tencent:u_ann', 'imkit:i_ann']);
    expect(await link(service, 'bob', 'zim:z_ann')).toEqual(['zim:z_ann']);
  });

  test.each(['tencent:stranger', 'tencent:u_bob', 'nobody:u_ann'] as const)(
    'is no error where there is none: %s',
    async (place) => {
      await using service = await TestService.start();
      await link(service, 'ann', 'tencent:u_ann');
      await link(service, 'bob', 'tencent:u_bob');
      expect(await unlink(service, 'ann', place)).toEqual(['tencent:u_ann']);
      expect(await link(service, 'bob', 'tencent:u_bob')).toEqual(['tencent:u_bob']);
    },
  );

  test('is refused for a user whom there cannot be', async () => {
    await using service = await TestService.start();
    const { errors } = await tryUnlink(service, '', 'tencent:u_ann');
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.userId' });
  });
});

describe('a connection that is not configured any more', () => {
  test('hides the accounts there, whose links can still be taken back', async () => {
    const dataDir = await newFolder();
    const first = await TestService.start({ dataDir });
    await link(first, 'ann', 'zim:z_ann', 'tencent:u_ann');
    await first.stop();
    const { clock, sandbox } = first;
    const second = await TestService.start({ dataDir, clock, sandbox, connections: { zim: null } });
    expect(await link(second, 'ann', 'imkit:i_ann')).toEqual(['tencent:u_ann', 'imkit:i_ann']);
    await unlink(second, 'ann', 'zim:z_ann');
    await second.stop();
    const third = await TestService.start({ dataDir, clock, sandbox });
    expect(await link(third, 'bob', 'zim:z_ann')).toEqual(['zim:z_ann']);
    await third.stop();
    await sandbox.close();
  });
});

describe('memberships of a user', () => {
  test('are those of all linked accounts over all providers, whenever they were linked', async () => {
    await using service = await TestService.start();
    await link(service, 'ann', 'tencent:u_ann');
    await invite(service, { groupId: 'tencent:load-1', accounts: ['u_ann', 'u_bob'] });
    await invite(service, { groupId: 'zim:load-1', accounts: ['z_ann'] });
    await invite(service, { groupId: 'imkit:load-1', accounts: ['u_ann'] });
    expect(standingsOf(await membershipsOf(service, 'ann'))).toEqual(['tencent:load-1:u_ann JOINED']);

    await link(service, 'ann', 'zim:z_ann');
    const both = await membershipsOf(service, 'ann');
    expect(standingsOf(both)).toEqual(['tencent:load-1:u_ann JOINED', 'zim:load-1:z_ann JOINED']);
    expect(both.totalCount).toBe(2);
    expect(both.edges.map(({ node }) => node.user)).toEqual([{ id: 'ann' }, { id: 'ann' }]);

    await unlink(service, 'ann', 'tencent:u_ann');
    expect(standingsOf(await membershipsOf(service, 'ann'))).toEqual(['zim:load-1:z_ann JOINED']);
  });

  test('come in pages and by state', async () => {
    await using service = await TestService.start();
    await link(service, 'ann', 'tencent:u_ann', 'zim:z_ann');
    for (const group of ['load-1', 'load-2', 'load-3']) {
      await invite(service, { groupId: `tencent:${group}`, accounts: ['u_ann'] });
      await invite(service, { groupId: `zim:${group}`, accounts: ['z_ann'] });
    }
    await service.graphql(
      'mutation ($input: RemoveMembersInput!) { removeMembers(input: $input) { results { __typename } } }',
      {
        input: { groupId: 'zim:load-2', accounts: ['z_ann'] },
      },
    );
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await membershipsOf(service, 'ann', { first: 4, after });
      seen.push(...standingsOf(page));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual([
      'tencent:load-1:u_ann JOINED',
      'zim:load-1:z_ann JOINED',
      'tencent:load-2:u_ann JOINED',
      'zim:load-2:z_ann REMOVED',
      'tencent:load-3:u_ann JOINED',
      'zim:load-3:z_ann JOINED',
    ]);
    const removed = await membershipsOf(service, 'ann', { states: ['REMOVED'] });
    expect(standingsOf(removed)).toEqual(['zim:load-2:z_ann REMOVED']);
    expect(removed.totalCount).toBe(1);
  });
});
