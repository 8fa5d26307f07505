import { describe, expect, test } from 'vitest';
import { callsTo, many } from '../invitations/support.ts';
import type { GraphQLAnswer } from '../support/service.ts';
import { TestService } from '../support/service.ts';
import { link, unlink } from './support.ts';

const INVITE = `mutation ($input: InviteMembersInput!) {
  inviteMembers(input: $input) {
    operation { id counts { total joined failed } }
    results {
      __typename
      ... on InviteMemberOutcome { account membership { id state user { id } } }
      ... on MemberJoined { joinedAt }
      ... on MemberFailed { reason message retryable }
    }
  }
}`;

interface Member {
  readonly account?: string;
  readonly userId?: string;
  readonly joinedAt?: string;
}

const tryInvite = (
  service: TestService,
  groupId: string,
  members: readonly Member[],
  more: object = {},
): Promise<GraphQLAnswer> => service.graphql(INVITE, { input: { groupId, members, waitMs: 60_000, ...more } });

async function invite(service: TestService, groupId: string, members: readonly Member[], more: object = {}) {
  const { data, errors } = await tryInvite(service, groupId, members, more);
  expect(errors).toBeUndefined();
  return data.inviteMembers;
}

const accountsOf = ({ results }: { results: { account: string; __typename: string }[] }): string[] =>
  results.map(({ account, __typename: type }) => `${account} ${type}`);

describe('inviting a user', () => {
  test('invites the account that was linked first at the connection', async () => {
    await using service = await TestService.start();
    await link(service, 'ann', 'zim:z_ann', 'tencent:u_first', 'tencent:u_second');
    const { results } = await invite(service, 'tencent:load-1', [{ userId: 'ann' }]);
    expect(results).toEqual([
      {
        __typename: 'MemberJoined',
        account: 'u_first',
        joinedAt: expect.any(String),
        membership: { id: 'tencent:load-1:u_first', state: 'JOINED', user: { id: 'ann' } },
      },
    ]);
    await unlink(service, 'ann', 'tencent:u_first');
    expect(accountsOf(await invite(service, 'tencent:load-2', [{ userId: 'ann' }]))).toEqual(['u_second MemberJoined']);
  });

  test('fails for the one for whom no account is linked there, and not for the others', async () => {
    await using service = await TestService.start();
    await link(service, 'ann', 'tencent:u_ann');
    await link(service, 'bob', 'zim:z_bob');
    const { operation, results } = await invite(service, 'tencent:load-1', [
      { userId: 'bob' },
      { userId: 'ann' },
      { userId: 'stranger' },
    ]);
    expect(results).toMatchObject([
      {
        __typename: 'MemberFailed',
        account: 'bob',
        reason: 'INVALID_ACCOUNT',
        message: 'no account of the user bob is linked at the connection tencent',
        retryable: false,
      },
      { __typename: 'MemberJoined', account: 'u_ann' },
      { __typename: 'MemberFailed', account: 'stranger', reason: 'INVALID_ACCOUNT' },
    ]);
    expect(operation.counts).toEqual({ total: 3, joined: 1, failed: 2 });
  });

  test('has one outcome for each account, by whichever name, at its first place', async () => {
    await using service = await TestService.start();
    await link(service, 'ann', 'tencent:u_ann');
    await link(service, 'bob', 'tencent:u_bob');
    const answer = await invite(service, 'tencent:load-1', [
      { userId: 'bob' },
      { account: 'u_ann' },
      { userId: 'ann' },
      { account: 'u_eve' },
      { account: 'u_bob' },
      { userId: 'bob' },
    ]);
    expect(accountsOf(answer)).toEqual(['u_bob MemberJoined', 'u_ann MemberJoined', 'u_eve MemberJoined']);
    expect(callsTo(service, 'tencent').flatMap(({ accounts }) => accounts)).toEqual(['u_bob', 'u_ann', 'u_eve']);
  });

  test('goes with when he is to count as having joined, as for an account', async () => {
    await using service = await TestService.start();
    await link(service, 'ann', 'zim:z_ann');
    const joinedAt = '2024-02-29T12:00:00.000Z';
    const { results } = await invite(service, 'zim:load-1', [
      { userId: 'ann', joinedAt },
      { account: 'z_ann', joinedAt: '2025-01-01T00:00:00.000Z' },
    ]);
    expect(results).toMatchObject([{ __typename: 'MemberJoined', account: 'z_ann', joinedAt }]);
    expect(callsTo(service, 'zim')[0]?.body).toContain(String(Date.parse(joinedAt) / 1_000));
    const { errors } = await tryInvite(service, 'tencent:load-1', [{ userId: 'ann', joinedAt }]);
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.members[0].joinedAt' });
  });

  test('is the same operation for the same key, whatever was linked meanwhile', async () => {
    await using service = await TestService.start();
    await link(service, 'ann', 'tencent:u_first', 'tencent:u_second');
    const idempotencyKey = 'key-1';
    const members = [{ userId: 'ann' }, { userId: 'bob' }];
    const first = await invite(service, 'tencent:load-1', members, { idempotencyKey });
    await unlink(service, 'ann', 'tencent:u_first');
    await link(service, 'bob', 'tencent:u_bob');
    const again = await invite(service, 'tencent:load-1', members, { idempotencyKey });
    expect(again.operation).toEqual(first.operation);
    expect(accountsOf(again)).toEqual(['u_first MemberJoined', 'bob MemberFailed']);
    expect(callsTo(service, 'tencent')).toHaveLength(1);
    // The account of the user is another name, and so other input.
    const { errors } = await tryInvite(service, 'tencent:load-1', [{ account: 'u_first' }, { userId: 'bob' }], {
      idempotencyKey,
    });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.idempotencyKey' });
  });

  test('tells an operator who is invited by himself', async () => {
    await using service = await TestService.start();
    await link(service, 'owner', 'zim:u_owner');
    const { results } = await invite(service, 'zim:load-1', [{ userId: 'owner' }]);
    expect(results).toMatchObject([{ __typename: 'MemberFailed', account: 'u_owner', reason: 'OPERATOR_IS_INVITEE' }]);
  });

  test('takes thousands of users', async () => {
    await using service = await TestService.start();
    await link(service, 'user1499', 'tencent:u_last');
    const members = many(1_500, 'user').map((userId) => ({ userId }));
    const { operation, results } = await invite(service, 'tencent:load-1', members);
    expect(operation.counts).toEqual({ total: 1_500, joined: 1, failed: 1_499 });
    expect(results.at(-1)).toMatchObject({ __typename: 'MemberJoined', account: 'u_last' });
  });
});
