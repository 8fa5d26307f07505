import { accountOf, GROUP_ID, membershipIdOf } from './data.ts';

/** One kind of request. */
export interface Work {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Requests of one round: about a third of a second of the slowest server's time. */
  readonly perRound: number;
}

const INVITE = `mutation Invite($input: InviteMembersInput!) {
  inviteMembers(input: $input) {
    operation { id status createdAt counts { total joined failed } }
    results {
      __typename
      ... on InviteMemberOutcome { account membership { id state changedAt } }
      ... on MemberJoined { joinedAt }
      ... on MemberFailed { reason message providerCode retryable }
    }
  }
}`;

const READ_GROUP = `query ReadGroup($id: ID!, $first: Int!) {
  group(id: $id) {
    id name type memberCount
    memberships(first: $first) {
      edges { cursor node { id account state changedAt invitedBy profile { nickname avatarUrl } } }
      pageInfo { hasNextPage endCursor }
      totalCount
    }
  }
}`;

const ENTITIES = `query Entities($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Membership { id account state changedAt group { id name } }
  }
}`;

/** The subscription of the fan-out. */
export const CHANGES = `subscription Changes($groupId: ID!) {
  memberStateChanged(groupId: $groupId) {
    cursor sequence at from to cause operationId
    membership { id account state changedAt }
  }
}`;
export const CHANGES_VARIABLES = { groupId: GROUP_ID };

const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index));

const inviteOf = (members: number, perRound: number): Work => ({
  name: `m${members}`,
  query: INVITE,
  variables: { input: { groupId: GROUP_ID, members: times(members, (index) => ({ account: accountOf(index) })) } },
  perRound,
});

export const WORKS: readonly Work[] = [
  inviteOf(1, 800),
  inviteOf(10, 600),
  inviteOf(100, 250),
  inviteOf(500, 60),
  { name: 'g100', query: READ_GROUP, variables: { id: GROUP_ID, first: 100 }, perRound: 250 },
  {
    name: 'e100',
    query: ENTITIES,
    variables: {
      representations: times(100, (index) => ({ __typename: 'Membership', id: membershipIdOf(index) })),
    },
    perRound: 250,
  },
];

export const bodyOf = ({ query, variables }: Pick<Work, 'query' | 'variables'>): string =>
  JSON.stringify({ query, variables });
