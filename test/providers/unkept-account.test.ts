import { expect, test } from 'vitest';
import { MAX_ID_PART_BYTES } from '../../src/kernel/ids.ts';
import { useBench } from './support/bench.ts';

const bench = useBench();

const GROUPS = ['wechat:load@chatroom', 'tencent:load-1', 'tencent-app:load-2', 'imkit:load-1', 'zim:load-1'];

const INVITE = `mutation ($input: InviteMembersInput!) {
  inviteMembers(input: $input) {
    operation { counts { joined invited failed } }
    results { __typename ... on InviteMemberOutcome { account membership { id } } ... on MemberFailed { reason } }
  }
}`;

test.each(GROUPS)(
  'an empty account in %s is invalid, is not kept as a membership, and the others go on',
  async (groupId) => {
    const { data } = await bench.service.graphql(INVITE, {
      input: { groupId, members: [{ account: '' }, { account: 'willing' }], waitMs: 60_000 },
    });
    const { operation, results } = data.inviteMembers;
    expect(results[0]).toMatchObject({ __typename: 'MemberFailed', account: '', reason: 'INVALID_ACCOUNT' });
    expect(results[0].membership.id).not.toMatch(/:$/);
    expect(operation.counts.failed).toBe(1);
    expect(operation.counts.joined + operation.counts.invited).toBe(1);
    const known = await bench.service.send('query ($id: ID!) { group(id: $id) { memberships { totalCount } } }', {
      id: groupId,
    });
    expect(known.data.group.memberships.totalCount).toBe(1);
  },
);

test.each(GROUPS)(
  'an account in %s that is too long for any id is invalid, is not kept as a membership, and the others go on',
  async (groupId) => {
    const endless = 'x'.repeat(MAX_ID_PART_BYTES + 1);
    const { data, errors } = await bench.service.graphql(INVITE, {
      input: { groupId, members: [{ account: endless }, { account: 'eager' }], waitMs: 60_000 },
    });
    expect(errors).toBeUndefined();
    const { operation, results } = data.inviteMembers;
    expect(results[0]).toMatchObject({ __typename: 'MemberFailed', account: endless, reason: 'INVALID_ACCOUNT' });
    expect(operation.counts.failed).toBe(1);
    expect(operation.counts.joined + operation.counts.invited).toBe(1);
    const { id } = results[0].membership;
    const known = await bench.service.send('query ($id: ID!) { membership(id: $id) { id } }', { id });
    expect(known.data.membership).toBeNull();
  },
);
