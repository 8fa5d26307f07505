import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually, graphql } from '../../e2e/processes.ts';
import {
  serverSentEventsClient,
  type Subscriber,
  type TransportClient,
  webSocketClient,
} from '../../transports/clients.ts';
import type { Wiretap } from '../support/wiretap.ts';
import { START_MS } from '../support/loopback-program.ts';
import type { Gateway } from './gateway.ts';
import type { Graph } from './graph.ts';
import type { Planner } from './hive.ts';

const CHANGES = `subscription ($group: ID!, $after: String) {
  memberStateChanged(groupId: $group, after: $after) {
    sequence
    to
    membership { account seat user { name } }
  }
}`;

const PROGRESS = `subscription ($id: ID!) {
  inviteOperationProgressed(id: $id) { status counts { joined } group { rooms { id } } }
}`;

const INVITE = `mutation ($group: ID!, $account: ID!) {
  inviteMembers(input: { groupId: $group, members: [{ account: $account }] }) {
    operation { id }
    results { __typename ... on InviteMemberOutcome { membership { history { edges { cursor } } } } }
  }
}`;

const REMOVE = `mutation ($group: ID!, $account: ID!) {
  removeMembers(input: { groupId: $group, accounts: [$account] }) { results { __typename } }
}`;

/** A gateway in front of the graph. */
export interface Route extends AsyncDisposable {
  readonly graph: Graph;
  readonly gateway: Gateway;
  /** On the gateway's way to us. */
  readonly tap: Wiretap;
}

export interface RouteKind<Opened extends Route> {
  readonly name: string;
  readonly planner: Planner;
  /** How the gateway asks us for a subscription. */
  readonly asks: RegExp;
  /** Names the group of these tests; whatever fits into an id. */
  readonly group: string;
  readonly open: () => Promise<Opened>;
  /** Whether the gateway still has a subscription of ours, as far as can be seen from outside; `change` makes two changes. */
  readonly isSubscribed: (route: Opened, change: () => Promise<void>) => Promise<boolean>;
}

/**
 * A gateway asks us in one way and is asked by its clients in another. What has to come through both: every change in order,
 * the cursor to go on from, why a subscription was refused, and that its client has gone.
 */
export function describeSubscriptions<Opened extends Route>(kind: RouteKind<Opened>): void {
  const { planner, asks, group } = kind;

  describe(`subscriptions through Hive Gateway with the ${planner} planner, which asks us over ${kind.name}`, () => {
    const opened = new AsyncDisposableStack();
    let route: Opened;
    /** Cursors of the two changes before any subscription. Who asks for what came after misses nothing, however late the stream opens. */
    let queued: string;
    let joined: string;

    const change = async (mutation: string, account: string) => {
      const { data, errors } = await graphql(route.graph.serviceUrl, mutation, { group, account });
      expect(errors).toBeUndefined();
      return data;
    };
    const subscribe = async (client: TransportClient, variables: object, query = CHANGES): Promise<Subscriber> => {
      const subscriber = await client.subscribe(route.gateway.url, query, variables);
      onTestFinished(() => subscriber.vanish());
      return subscriber;
    };
    const nextChange = async (subscriber: Subscriber) => {
      const result = await subscriber.next();
      expect(result?.errors).toBeUndefined();
      return result?.data.memberStateChanged;
    };

    beforeAll(async () => {
      route = opened.use(await kind.open());
      const { inviteMembers } = await change(INVITE, 'early');
      const { edges } = inviteMembers.results[0].membership.history;
      [queued, joined] = edges.map(({ cursor }: { cursor: string }) => cursor);
    }, START_MS);
    afterAll(() => opened.disposeAsync());

    it('hands on every change in order, with fields of two neighbours', async () => {
      const id = `${group}:usera`;
      const { rooms } = route.graph;
      rooms.seat(id, 'by the window');
      const subscriber = await subscribe(serverSentEventsClient('POST'), { group, after: joined });
      await change(INVITE, 'usera');
      const membership = { account: 'usera', seat: 'by the window', user: null };
      expect(await nextChange(subscriber)).toEqual({ sequence: 3, to: 'QUEUED', membership });
      expect(await nextChange(subscriber)).toEqual({ sequence: 4, to: 'JOINED', membership });
      expect(route.tap.asked(asks)).not.toEqual([]);

      rooms.seat(id, 'by the door');
      await change(REMOVE, 'usera');
      const { to, sequence, membership: removed } = await nextChange(subscriber);
      expect([sequence, to, removed.account]).toEqual([5, 'REMOVED', 'usera']);
      // Hive Gateway's own code asks neighbours once for each entity and subscription, and repeats that answer with every later
      // change; Hive Router's planner asks anew. Our own fields are fresh with both, because they come with the change.
      if (planner === 'rust') expect(removed.seat).toBe('by the door');
    });

    it.each([serverSentEventsClient('GET'), webSocketClient('/graphql')])(
      'replays what a client asks for by $name has missed',
      async (client) => {
        const subscriber = await subscribe(client, { group, after: queued });
        const { sequence, to, membership } = await nextChange(subscriber);
        expect([sequence, to, membership.account]).toEqual([2, 'JOINED', 'early']);
      },
    );

    it('ends for its client when it ends for us', async () => {
      const { inviteMembers } = await change(INVITE, 'another');
      const subscriber = await subscribe(serverSentEventsClient('POST'), inviteMembers.operation, PROGRESS);
      const progress = { status: 'COMPLETED', counts: { joined: 1 }, group: { rooms: [] } };
      expect(await subscriber.next()).toEqual({ data: { inviteOperationProgressed: progress } });
      expect(await subscriber.next()).toBeNull();
    });

    it('tells why a subscription is refused, and ends', async () => {
      const subscriber = await subscribe(serverSentEventsClient('POST'), { group, after: 'no cursor' });
      const { errors = [] } = (await subscriber.next()) ?? {};
      expect(errors).toHaveLength(1);
      // With Hive Router's planner the gateway takes any error of a subscription for an unexpected one and hides what it says,
      // unless `maskedErrors` is off; those of queries and mutations it lets through.
      if (planner === 'javascript')
        expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
      expect(await subscriber.next()).toBeNull();
    });

    it('leaves us when its client leaves', async () => {
      const isSubscribed = (): Promise<boolean> =>
        kind.isSubscribed(route, async () => {
          await change(INVITE, 'guest');
          await change(REMOVE, 'guest');
        });
      route.tap.forget();
      const subscriber = await subscribe(serverSentEventsClient('POST'), { group });
      await eventually('it is subscribed', isSubscribed);
      subscriber.vanish();
      await eventually('it is subscribed no more', async () => !(await isSubscribed()));
    });
  });
}
