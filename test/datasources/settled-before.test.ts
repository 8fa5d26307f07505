import { expect, test } from 'vitest';
import { TestService } from '../support/service.ts';

const INVITE = `mutation($input: InviteMembersInput!) {
  inviteMembers(input: $input) { results { __typename ... on InviteMemberOutcome { account } } }
}`;

const cases = [
  { connection: 'wechat', group: '34757816141@chatroom', inside: 'wxid_alice01', outside: 'wxid_bob02' },
  { connection: 'imkit', group: 'demo-room', inside: 'aaa', outside: 'u_bob' },
] as const;

test.each(cases)(
  'whom $connection shows as a member before a call was one already, also when the answer to the call is lost',
  async ({ connection, group, inside, outside }) => {
    await using service = await TestService.start();
    service.sandbox.control({ connection, group, failNext: { times: 1, loseAnswer: 'break' } });
    const { data } = await service.graphql(INVITE, {
      input: {
        groupId: `${connection}:${group}`,
        members: [{ account: inside }, { account: outside }],
        waitMs: 60_000,
      },
    });
    expect(data.inviteMembers.results).toEqual([
      { __typename: 'MemberAlreadyJoined', account: inside },
      { __typename: 'MemberJoined', account: outside },
    ]);
  },
);
