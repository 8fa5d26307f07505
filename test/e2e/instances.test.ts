import { createClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { DATABASE_URL, newDatabase } from '../support/postgres.ts';
import { graphql, type Service, startService } from './processes.ts';

const GROUP = 'zim:groupA';
const INVITE = `mutation ($account: ID!) {
  inviteMembers(input: { groupId: "${GROUP}", members: [{ account: $account }] }) { operation { id } results { __typename } }
}`;
const CHANGES = `subscription { memberStateChanged(groupId: "${GROUP}") { sequence to membership { account } } }`;
const PROGRESS = `subscription ($id: ID!) { inviteOperationProgressed(id: $id) { status } }`;

/** What carries hints, by the variables that name its server. */
const WIRES = [
  { name: 'PostgreSQL', variable: 'DATABASE_URL', url: () => undefined },
  { name: 'NATS', variable: 'NATS_URL', url: () => process.env['NATS_URL'] },
  { name: 'Redis', variable: 'REDIS_URL', url: () => process.env['REDIS_URL'] },
  { name: 'a wire that is down', variable: 'DATABASE_URL', url: () => 'nats://127.0.0.1:9' },
] as const;

interface Change {
  readonly sequence: number;
  readonly to: string;
  readonly membership: { readonly account: string };
}

/** A subscription that has begun: the instance has answered something that was asked after it on the same socket. */
async function subscribe<Data>(
  clients: DisposableStack,
  service: Service,
  query: string,
  variables: Record<string, unknown> = {},
) {
  const client = createClient({ url: service.url.replace('http', 'ws') + '/graphql', webSocketImpl: WebSocket });
  clients.defer(() => void client.dispose());
  const results = client.iterate<Data>({ query, variables });
  const first = results.next();
  for await (const _ of client.iterate({ query: '{ __typename }' }));
  return { results, first };
}

async function takeChanges(clients: DisposableStack, service: Service, count: number) {
  const { results, first } = await subscribe<{ memberStateChanged: Change }>(clients, service, CHANGES);
  return async (): Promise<string[]> => {
    const changes: Change[] = [];
    for (let next = await first; changes.length < count; next = await results.next()) {
      changes.push(next.value.data.memberStateChanged);
      if (changes.length === count) break;
    }
    return changes.map(({ sequence, to, membership }) => `${sequence} ${membership.account} ${to}`);
  };
}

describe('many instances on one database', () => {
  for (const { name, variable, url } of WIRES) {
    const isGiven = DATABASE_URL !== undefined && (process.env[variable] ?? '') !== '';
    if (!isGiven) {
      it.skip(`${name} is left out: ${variable} is not set, or DATABASE_URL is not`, () => {});
      continue;
    }
    it(`tell their subscribers what the others do, over ${name}`, async () => {
      const eventsUrl = url();
      const environment = {
        DATABASE_URL: await newDatabase(),
        ...(eventsUrl === undefined ? {} : { EVENTS_URL: eventsUrl }),
      };
      await using one = await startService(environment);
      await using two = await startService(environment);
      using clients = new DisposableStack();
      const [atOne, atTwo] = [await takeChanges(clients, one, 4), await takeChanges(clients, two, 4)];

      const first = await graphql(one.url, INVITE, { account: 'usera' });
      const second = await graphql(two.url, INVITE, { account: 'userb' });
      expect([first.errors, second.errors]).toEqual([undefined, undefined]);
      for (const { data } of [first, second]) {
        expect(data.inviteMembers.results).toEqual([{ __typename: 'MemberJoined' }]);
      }
      const changes = ['1 usera QUEUED', '2 usera JOINED', '3 userb QUEUED', '4 userb JOINED'];
      expect([await atOne(), await atTwo()]).toEqual([changes, changes]);

      const { id } = first.data.inviteMembers.operation as { id: string };
      const progress = await subscribe<object>(clients, two, PROGRESS, { id });
      expect((await progress.first).value).toMatchObject({
        data: { inviteOperationProgressed: { status: 'COMPLETED' } },
      });
    });
  }
});
