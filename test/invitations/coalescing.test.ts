import { expect, test } from 'vitest';
import { TestService } from '../support/service.ts';

const INVITE = `mutation($input: InviteMembersInput!) {
  inviteMembers(input: $input) { operation { status } results { __typename } }
}`;

test('300 one-member mutations to one ZIM group leave in 3 or 4 calls and end in about two seconds', async () => {
  await using service = await TestService.start();
  const startedAtMs = service.clock.now();
  const answers = await service.run(
    Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        service.send(INVITE, { input: { groupId: 'zim:groupA', members: [{ account: `m${n}` }], waitMs: 60_000 } }),
      ),
    ),
  );
  expect(answers.every(({ data }) => data.inviteMembers.results[0].__typename === 'MemberJoined')).toBe(true);
  expect(service.sandbox.journal.violations).toEqual({});
  expect(service.sandbox.journal.counts['zim']?.['InviteUsersIntoGroup']).toBeOneOf([3, 4]);
  expect(service.clock.now() - startedAtMs).toBeLessThan(3_100);
});
