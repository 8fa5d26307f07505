import { buildSchema } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REPLAY_PAGE } from '../../src/events/event-stream.ts';
import { CLOCKS_APART_MS } from '../../src/events/member-subscriptions.ts';
import { PROGRESS_INTERVAL_MS } from '../../src/events/progress-stream.ts';
import { formatEventCursor } from '../../src/kernel/cursor.ts';
import { ManualClock } from '../support/manual-clock.ts';
import type { Subscriber, TransportClient } from '../transports/clients.ts';
import { startFront } from '../transports/front.ts';
import { GROUP, OTHER_GROUP, RETENTION_MS, type Stage } from '../transports/stage.ts';
import { describeTransportEnds } from './transport-ends.contract.ts';
import { CHANGES, TransportScene } from './transport-scene.ts';

const PROGRESS = `subscription ($id: ID!) {
  inviteOperationProgressed(id: $id) { status counts { total queued joined } }
}`;

/** What every way to subscribe promises. */
export function describeTransportContract(transport: TransportClient): void {
  describe(`transport contract: ${transport.name}`, () => {
    let scene: TransportScene;
    let stage: Stage;
    beforeEach(async () => {
      scene = await TransportScene.start(transport);
      ({ stage } = scene);
    });
    afterEach(() => scene[Symbol.asyncDispose]());

    it('delivers the changes of a group in order, each with the next sequence', async () => {
      const subscriber = await scene.subscribe({ groupId: GROUP });
      await stage.invite(['a', 'b', 'c']);
      await stage.join(2);
      expect(await scene.take(subscriber, 5)).toMatchObject([
        { sequence: 1, to: 'QUEUED', membership: { account: 'a', state: 'QUEUED' } },
        { sequence: 2, to: 'QUEUED', membership: { account: 'b', state: 'QUEUED' } },
        { sequence: 3, to: 'QUEUED', membership: { account: 'c', state: 'QUEUED' } },
        { sequence: 4, to: 'JOINED', membership: { account: 'a', state: 'JOINED' } },
        { sequence: 5, to: 'JOINED', membership: { account: 'b', state: 'JOINED' } },
      ]);
    });

    it('replays everything after a cursor and then goes on live, without a gap and without a repeat', async () => {
      const accounts = Array.from({ length: REPLAY_PAGE * 2 + 3 }, (_, n) => `m${n}`);
      await stage.invite(accounts);
      const first = await scene.subscribe({ groupId: GROUP, after: await firstCursor(stage) });
      const invited = Promise.all([stage.invite(['late1']), stage.invite(['late2'])]);
      const replayed = await scene.take(first, accounts.length + 1);
      await invited;
      await stage.join(1);
      const all = [...replayed, ...(await scene.take(first, 1))];
      expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => index + 2));
      expect(all.at(-1)).toMatchObject({ to: 'JOINED', membership: { account: 'm0' } });

      const resumed = await scene.subscribe({ groupId: GROUP, after: all.at(-3).cursor });
      expect(await scene.take(resumed, 2)).toEqual(all.slice(-2));
    });

    it('delivers to each filter what it asks for, and nothing else', async () => {
      const operationId = await stage.invite(['first', 'second']);
      const group = await scene.subscribe({ groupId: GROUP });
      const operation = await scene.subscribe({ operationId });
      const user = await scene.subscribe({ userId: 'user-1' });
      await stage.join(1);
      await stage.invite(['later']);
      await stage.join(1);
      await stage.invite(['elsewhere'], OTHER_GROUP);
      stage.publish(['linked'], 'user-1');
      stage.publish(['stranger'], 'user-2');
      stage.publish(['linked too'], 'user-1');
      const accountsOf = async (subscriber: Subscriber, count: number): Promise<string[]> =>
        (await scene.take(subscriber, count)).map(({ membership }) => membership.account);
      expect(await accountsOf(group, 6)).toEqual(['first', 'later', 'second', 'linked', 'stranger', 'linked too']);
      expect(await accountsOf(operation, 2)).toEqual(['first', 'second']);
      expect(await accountsOf(user, 2)).toEqual(['linked', 'linked too']);
    });

    it('takes one filter at most', async () => {
      const code = { code: 'BAD_USER_INPUT', field: 'groupId' };
      expect(await scene.refusal({ groupId: GROUP, userId: 'user-1' })).toEqual(code);
      expect(await scene.refusal({ groupId: GROUP, operationId: 'operation-1' })).toEqual(code);
    });

    it('refuses what cannot be a group of a configured connection', async () => {
      const code = { code: 'BAD_USER_INPUT', field: 'groupId' };
      expect(await scene.refusal({ groupId: 'nobody:group' })).toEqual(code);
      expect(await scene.refusal({ groupId: 'no-group-id' })).toEqual(code);
    });

    it('refuses a cursor that it did not give', async () => {
      await stage.invite(['a']);
      const code = { code: 'BAD_USER_INPUT', field: 'after' };
      expect(await scene.refusal({ groupId: GROUP, after: 'nonsense' })).toEqual(code);
      expect(await scene.refusal({ groupId: GROUP, after: '' })).toEqual(code);
    });

    it('says CURSOR_EXPIRED for a cursor of events that a restored store has lost, also once their positions are used again', async () => {
      await stage.invite(['a']);
      const now = stage.clock.now();
      const code = { code: 'CURSOR_EXPIRED', field: 'after' };
      const cursorOf = (position: number, atMs: number): string => formatEventCursor({ position, atMs });
      expect(await scene.refusal({ groupId: GROUP, after: cursorOf(2, now) })).toEqual(code);
      expect(await scene.refusal({ groupId: GROUP, after: cursorOf(1, now - CLOCKS_APART_MS - 1) })).toEqual(code);
      await stage.invite(['b']);
      const after = cursorOf(1, now - CLOCKS_APART_MS);
      expect(await scene.take(await scene.subscribe({ groupId: GROUP, after }), 1)).toMatchObject([{ sequence: 2 }]);
    });

    it('says CURSOR_EXPIRED for a cursor that is older than what is kept, and takes one that is as old', async () => {
      await stage.invite(['a', 'b']);
      const after = await firstCursor(stage);
      stage.clock.advance(RETENTION_MS);
      expect(await scene.take(await scene.subscribe({ groupId: GROUP, after }), 1)).toMatchObject([{ sequence: 2 }]);
      stage.clock.advance(1);
      expect(await scene.refusal({ groupId: GROUP, after })).toEqual({ code: 'CURSOR_EXPIRED', field: 'after' });
    });

    it('reports the progress of an operation at once, at most four times a second, and its end', async () => {
      const id = await stage.invite(['a', 'b', 'c', 'd']);
      const subscriber = await scene.open(PROGRESS, { id });
      const progress = async (): Promise<unknown> => (await subscriber.next())?.data.inviteOperationProgressed;
      expect(await progress()).toEqual({ status: 'RUNNING', counts: { total: 4, queued: 4, joined: 0 } });
      await stage.join();
      await stage.join();
      stage.clock.advance(PROGRESS_INTERVAL_MS - 1);
      await stage.join();
      const next = progress();
      stage.clock.advance(1);
      expect(await next).toEqual({ status: 'RUNNING', counts: { total: 4, queued: 1, joined: 3 } });
      await stage.join();
      expect(await progress()).toEqual({ status: 'COMPLETED', counts: { total: 4, queued: 0, joined: 4 } });
      expect(await subscriber.next()).toBeNull();
      expect(stage.watch.watched).toBe(0);
    });

    it('knows no progress of an operation that does not exist', async () => {
      expect(await scene.refusal({ id: 'nothing' }, PROGRESS)).toEqual({ code: 'BAD_USER_INPUT', field: 'id' });
      expect(stage.watch.watched).toBe(0);
    });

    it('shows with each event what is stored at that moment', async () => {
      const subscriber = await scene.subscribe(
        { groupId: GROUP },
        'subscription ($groupId: ID) { memberStateChanged(groupId: $groupId) { to membership { group { name memberCount } } } }',
      );
      await stage.invite(['a', 'b']);
      expect(await scene.take(subscriber, 2)).toMatchObject([{ membership: { group: { name: null } } }, {}]);
      await stage.join(1, { name: 'Alpine club', memberCount: 7 });
      expect(await scene.take(subscriber, 1)).toEqual([
        { to: 'JOINED', membership: { group: { name: 'Alpine club', memberCount: 7 } } },
      ]);
      await stage.join(1, { memberCount: 8 });
      expect(await scene.take(subscriber, 1)).toEqual([
        { to: 'JOINED', membership: { group: { name: 'Alpine club', memberCount: 8 } } },
      ]);
    });

    it('tells a client what is wrong with its document and its variables', async () => {
      const codes = async (query: string, variables: object = {}): Promise<unknown> =>
        (await scene.open(query, variables).then((subscriber) => subscriber.next()))?.errors?.map(
          ({ extensions }) => extensions['code'],
        );
      expect(await codes('subscription { nothing }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      expect(await codes(CHANGES, { groupId: { no: 'text' } })).toEqual(['BAD_USER_INPUT']);
      expect(await codes(PROGRESS)).toEqual(['BAD_USER_INPUT']);
      const optional = (directive: string): string =>
        `subscription ($is: Boolean = true) { ...C } fragment C on Subscription { memberStateChanged(groupId: "${GROUP}") @${directive} { to } }`;
      for (const directive of ['skip(if: true)', 'include(if: $is)']) {
        expect(await codes(optional(directive))).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      }
    });

    it('shows nothing of an error that nobody meant for the client, and writes it down', async () => {
      const schema = buildSchema('type Query { a: Int } type Subscription { early: Int late: Int }');
      const fields = schema.getSubscriptionType()?.getFields() ?? {};
      fields['early']!.subscribe = () => {
        throw new Error('the secret of the beginning');
      };
      fields['late']!.subscribe = async function* one() {
        yield { late: 1 };
      };
      fields['late']!.resolve = () => {
        throw new Error('the secret of the event');
      };
      await using front = await startFront({ schema, clock: new ManualClock(), ...scene.callbacks });
      for (const field of ['early', 'late']) {
        const subscriber = await transport.subscribe(front.url, `subscription { ${field} }`);
        const result = await subscriber.next();
        expect(JSON.stringify(result)).not.toContain('secret');
        expect(result?.errors).toMatchObject([
          { extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: expect.any(String) } },
        ]);
        const { errorId } = result?.errors?.[0]?.extensions ?? {};
        expect(front.lines.find((line) => line.errorId === errorId)?.err?.message).toContain('the secret of the');
        expect(await subscriber.next()).toBeNull();
        subscriber.vanish();
      }
    });
  });
  describeTransportEnds(transport);
}

async function firstCursor(stage: Stage): Promise<string> {
  const [first] = await stage.store.events.after(0, {}, 1);
  return Buffer.from(`e1.${first?.position}.${first?.atMs}`).toString('base64url');
}
