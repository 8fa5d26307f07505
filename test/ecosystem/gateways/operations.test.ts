import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, graphql } from '../../e2e/processes.ts';
import { composeWithTheGuild } from '../composition/composers.ts';
import { composeParts, composeSupergraph, partsAt, withoutAccess } from '../composition/supergraph.ts';
import { GROUP_OF_A1 } from '../neighbours/rooms.ts';
import { startApolloGateway } from './apollo.ts';
import { START_MS } from '../support/loopback-program.ts';
import type { Gateway } from './gateway.ts';
import { type Graph, startGraph } from './graph.ts';
import { startHive } from './hive.ts';

const INVITE = `mutation ($input: InviteMembersInput!) {
  inviteMembers(input: $input) {
    operation { status group { externalId } }
    results {
      __typename
      ... on InviteMemberOutcome { account membership { state seat } }
      ... on MemberInvited { awaiting }
      ... on MemberNotFound { message }
      ... on MemberFailed { reason retryable }
    }
  }
}`;

const ROOM = `query ($room: ID!, $first: Int, $states: [MemberState!]) {
  place: room(id: $room) {
    title
    chat: group {
      externalId
      members: memberships(first: $first, states: $states) {
        totalCount
        edges { node { who: account seat user { id called: name } } }
      }
    }
  }
}`;

const USERS = `{
  users {
    name
    accounts { account connection { provider } }
    memberships { edges { node { state seat group { name: externalId rooms { title } } } } }
  }
}`;

// Each gateway plans and joins with code of its own, so what holds behind one need not hold behind another. Hive's is given a
// supergraph of The Guild's composer and the others one of Apollo's, as their users have it.
const GATEWAYS: Record<string, (graph: Graph) => Promise<Gateway>> = {
  'Hive Gateway': ({ urls }) => startHive(composeSupergraph(urls, composeWithTheGuild), { planner: 'javascript' }),
  "Hive Gateway with Hive Router's planner": ({ urls }) => startHive(composeSupergraph(urls), { planner: 'rust' }),
  'Apollo Gateway': ({ urls }) => startApolloGateway(composeParts(partsAt(urls).map(withoutAccess))),
};

describe('queries and mutations through a gateway', () => {
  const behind = new AsyncDisposableStack();
  let graph: Graph;

  beforeAll(async () => {
    graph = behind.use(await startGraph());
    const { errors } = await graphql(
      graph.serviceUrl,
      `
        mutation ($group: ID!) {
          inviteMembers(input: { groupId: $group, members: [{ account: "adas" }, { account: "ghost" }] }) {
            operation {
              id
            }
          }
          linkAccount(input: { userId: "ada", connectionId: "zim", account: "adas" }) {
            id
          }
        }
      `,
      { group: GROUP_OF_A1 },
    );
    expect(errors).toBeUndefined();
    graph.rooms.seat(`${GROUP_OF_A1}:adas`, 'by the window');
  }, START_MS);
  afterAll(() => behind.disposeAsync());

  describe.each(Object.entries(GATEWAYS))('%s', (name, start) => {
    const started = new AsyncDisposableStack();
    let gateway: Gateway;
    const ask = (query: string, variables?: object): Promise<Answer> => graphql(gateway.url, query, variables);

    beforeAll(async () => {
      gateway = started.use(await start(graph));
    }, START_MS);
    afterAll(() => started.disposeAsync());

    it("finds our group by a neighbour's reference, and fields of two neighbours at its members", async () => {
      const { data, errors } = await ask(ROOM, { room: 'a1', first: 5, states: ['JOINED'] });
      expect(errors).toBeUndefined();
      expect(data.place).toEqual({
        title: 'Standup',
        chat: {
          externalId: 'groupA',
          members: {
            totalCount: 1,
            edges: [{ node: { who: 'adas', seat: 'by the window', user: { id: 'ada', called: 'Ada' } } }],
          },
        },
      });
    });

    it("finds our fields of a neighbour's users, each with what is theirs", async () => {
      const { data, errors } = await ask(USERS);
      expect(errors).toBeUndefined();
      const group = { name: 'groupA', rooms: [{ title: 'Standup' }] };
      expect(data.users).toEqual([
        {
          name: 'Ada',
          accounts: [{ account: 'adas', connection: { provider: 'ZEGO_ZIM' } }],
          memberships: { edges: [{ node: { state: 'JOINED', seat: 'by the window', group } }] },
        },
        { name: 'Bob', accounts: [], memberships: { edges: [] } },
      ]);
    });

    it("invites members, and keeps each outcome's type with its own fields", async () => {
      const externalId = `load-${name.replaceAll(/\W+/g, '-')}`;
      const members = ['willing', 'never', 'ghost', 'refused'].map((account) => ({ account }));
      graph.rooms.seat(`tencent:${externalId}:willing`, 'by the door');
      const { data, errors } = await ask(INVITE, { input: { groupId: `tencent:${externalId}`, members } });
      expect(errors).toBeUndefined();
      expect(data.inviteMembers).toEqual({
        operation: { status: 'COMPLETED', group: { externalId } },
        results: [
          { __typename: 'MemberJoined', account: 'willing', membership: { state: 'JOINED', seat: 'by the door' } },
          {
            __typename: 'MemberInvited',
            account: 'never',
            membership: { state: 'INVITED', seat: null },
            awaiting: 'CONSENT',
          },
          {
            __typename: 'MemberNotFound',
            account: 'ghost',
            membership: { state: 'FAILED', seat: null },
            message: expect.any(String),
          },
          {
            __typename: 'MemberFailed',
            account: 'refused',
            membership: { state: 'FAILED', seat: null },
            reason: 'REFUSED_BY_PROVIDER',
            retryable: false,
          },
        ],
      });
    });

    it('hands on what a caller did wrong, with its code and field', async () => {
      const { errors } = await ask(INVITE, { input: { groupId: GROUP_OF_A1, members: [] } });
      expect(errors).toMatchObject([
        {
          message: 'must name at least one member',
          path: ['inviteMembers'],
          extensions: { code: 'BAD_USER_INPUT', field: 'input.members' },
        },
      ]);
    });

    // Some gateways add an error of their own to the null; all of them keep everything around it.
    it('shows what nothing is known of as null, and everything around it', async () => {
      const { data } = await ask(`{
        room(id: "a1") { title host { state } }
        attic: room(id: "attic") { title group { externalId } }
        membership(id: "${GROUP_OF_A1}:nobody") { state seat }
      }`);
      expect(data).toEqual({
        room: { title: 'Standup', host: null },
        attic: { title: 'Storage', group: null },
        membership: null,
      });
    });
  });
});
