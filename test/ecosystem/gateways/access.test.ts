import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, SECRET, signWithSecret } from '../../access/issuer.ts';
import type { Answer } from '../../e2e/processes.ts';
import { composeSupergraph } from '../composition/supergraph.ts';
import { GROUP_OF_A1 } from '../neighbours/rooms.ts';
import { START_MS } from '../support/loopback-program.ts';
import type { Gateway } from './gateway.ts';
import { startGraph } from './graph.ts';
import { startHive } from './hive.ts';

const ROUTER_SECRET = 'only-the-router-knows-it';
const FROM_CLIENT = '{context.headers.authorization}';

/** A router shows its own secret, and hands on its client's credential. */
const HEADERS = [
  ['x-router-secret', ROUTER_SECRET],
  ['authorization', FROM_CLIENT],
] as const;

const WAYS = {
  "server-sent events, with its client's header": undefined,
  "WebSocket, with its client's header as a connection parameter": {
    kind: 'ws',
    location: '/ws',
    headers: HEADERS.slice(0, 1),
    options: { connectionParams: { token: FROM_CLIENT } },
  },
};

const INVITE = `mutation {
  inviteMembers(input: { groupId: "${GROUP_OF_A1}", members: [{ account: "usera" }] }) { results { __typename } }
}`;
const JOIN = '{ room(id: "a1") { title group { externalId } } }';
const FIRST_CHANGE = `mutation {
  inviteMembers(input: { groupId: "${GROUP_OF_A1}", members: [{ account: "userb" }] }) {
    results { ... on InviteMemberOutcome { membership { history(first: 1) { edges { cursor } } } } }
  }
}`;
const changesAfter = (cursor: string): string =>
  `subscription { memberStateChanged(groupId: "${GROUP_OF_A1}", after: "${cursor}") { to membership { account } } }`;

const can = async (scope: string): Promise<Record<string, string>> =>
  bearer(await signWithSecret({ sub: 'ada', scope }));

// Our service judges credentials by itself, whatever the gateway in front of it enforces; so they have to arrive, in the ways
// in which a gateway can be told to hand them on, and what we refuse has to come back with its code.
describe.each(Object.entries(WAYS))(
  'credentials through Hive Gateway, which asks us over %s',
  (_name, subscriptions) => {
    const started = new AsyncDisposableStack();
    let gateway: Gateway;

    beforeAll(async () => {
      const graph = started.use(await startGraph({ auth: { jwt: { secret: SECRET }, routerSecret: ROUTER_SECRET } }));
      const supergraph = composeSupergraph(graph.urls);
      gateway = started.use(await startHive(supergraph, { planner: 'javascript', subscriptions, headers: HEADERS }));
    }, START_MS);
    afterAll(() => started.disposeAsync());

    const send = (query: string, headers: Record<string, string>): Promise<Response> =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
    const ask = async (query: string, headers: Record<string, string> = {}): Promise<Answer> =>
      (await (await send(query, headers)).json()) as Answer;
    /** Leaves after it. */
    const firstEvent = async (query: string, headers: Record<string, string>): Promise<Answer> => {
      const response = await send(query, { accept: 'text/event-stream', ...headers });
      let text = '';
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const [, data] = /^data: (\{.*\})$/m.exec(text) ?? [];
        if (data !== undefined) return JSON.parse(data) as Answer;
      }
      throw new Error(`no event came, but: ${text}`);
    };
    const codes = ({ errors = [] }: Answer): unknown[] => errors.map(({ extensions }) => extensions['code']);

    it('lets nobody in without one', async () => {
      const answer = await ask(JOIN);
      expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
      expect(answer.data).toEqual({ room: { title: 'Standup', group: null } });
    });

    it('lets nobody do what the token does not say', async () => {
      expect(codes(await ask(INVITE, await can('membership:read')))).toEqual(['FORBIDDEN']);
      const { data } = await ask(INVITE, await can('membership:invite membership:read'));
      expect(data.inviteMembers.results).toEqual([{ __typename: 'MemberJoined' }]);
    });

    it('finds entities of ours for whoever may read them', async () => {
      expect(await ask(JOIN, await can('membership:read'))).toEqual({
        data: { room: { title: 'Standup', group: { externalId: 'groupA' } } },
      });
    });

    it('subscribes for whoever may read, and for nobody else', async () => {
      const { data } = await ask(FIRST_CHANGE, await can('membership:invite membership:read'));
      const [{ cursor }] = data.inviteMembers.results[0].membership.history.edges;
      const subscription = changesAfter(cursor);
      expect(codes(await firstEvent(subscription, {}))).toEqual(['UNAUTHENTICATED']);
      expect(codes(await firstEvent(subscription, await can('membership:invite')))).toEqual(['FORBIDDEN']);
      expect(await firstEvent(subscription, await can('membership:read'))).toEqual({
        data: { memberStateChanged: { to: 'JOINED', membership: { account: 'userb' } } },
      });
    });
  },
);
