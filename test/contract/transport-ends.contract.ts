import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Access } from '../../src/access/access.ts';
import { ANYBODY } from '../../src/access/viewer.ts';
import { MAX_BUFFERED_EVENTS } from '../../src/events/event-stream.ts';
import { HEARTBEAT_MS } from '../../src/transports/heartbeat.ts';
import { GOODBYE_SPREAD_MS } from '../../src/transports/shutdown.ts';
import { ManualClock } from '../support/manual-clock.ts';
import type { StreamedResult, Subscriber, TransportClient } from '../transports/clients.ts';
import { GROUP } from '../transports/stage.ts';
import { moveUntil, soon, until } from '../transports/time.ts';
import { BULKY_CHANGES, bulkyAccounts, TransportScene } from './transport-scene.ts';

const PROGRESS = 'subscription ($id: ID!) { inviteOperationProgressed(id: $id) { status } }';

/** How every way to subscribe ends, whoever ends it. */
export function describeTransportEnds(transport: TransportClient): void {
  describe(`ends of subscriptions: ${transport.name}`, () => {
    let scene: TransportScene;
    beforeEach(async () => void (scene = await TransportScene.start(transport)));
    afterEach(() => scene[Symbol.asyncDispose]());

    it.each(['leave', 'vanish'] as const)(
      'frees everything at once when a client does %s while its stream is silent, and nothing of others',
      async (end) => {
        const { stage } = scene;
        const id = await stage.invite(['a']);
        const changes = await scene.subscribe({ groupId: GROUP });
        const progress = await scene.open(PROGRESS, { id });
        await progress.next();
        expect([stage.feed.subscribers, stage.watch.watched]).toEqual([1, 1]);
        await changes[end]();
        await scene.noticed('the change stream is freed', () => stage.feed.subscribers === 0);
        expect(stage.watch.watched).toBe(1);
        await progress[end]();
        await scene.noticed('the progress stream is freed', () => stage.watch.watched === 0);
      },
    );

    // A message for each event takes its time on a busy machine.
    const patience = { timeout: 60_000 };
    it('disconnects a reader that is too slow, with a cursor to go on from, and nobody else', patience, async () => {
      const { stage } = scene;
      const slow = await scene.subscribe({ groupId: GROUP }, BULKY_CHANGES);
      const quick = await scene.subscribe({ groupId: GROUP });
      slow.pause();
      const total = MAX_BUFFERED_EVENTS + 1_024;
      for (let sent = 0; sent < total; sent += 128) {
        await stage.invite(bulkyAccounts(128, sent));
        await scene.take(quick, 128);
      }
      expect(stage.feed.subscribers).toBe(1);

      slow.resume();
      const sequences: number[] = [];
      let failure: StreamedResult['errors'];
      for (let result = await slow.next(); result !== null; result = await slow.next()) {
        failure = result.errors;
        if (failure === undefined) sequences.push(result.data.memberStateChanged.sequence);
      }
      expect(failure).toMatchObject([{ extensions: { code: 'SUBSCRIBER_TOO_SLOW' } }]);
      expect(sequences.length).toBeLessThan(total);
      const again = await scene.subscribe({ groupId: GROUP, after: failure?.[0]?.extensions['cursor'] });
      for (const { sequence } of await scene.take(again, total - sequences.length)) sequences.push(sequence);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
    });

    it('frees what belongs to a reader that takes nothing any more', async () => {
      const { stage } = scene;
      const stuck = await scene.subscribe({ groupId: GROUP }, BULKY_CHANGES);
      stuck.pause();
      // More than the sockets' buffers hold, and less than is kept for one reader.
      for (let sent = 0; sent < 1_024; sent += 128) await stage.invite(bulkyAccounts(128, sent));
      expect(stage.feed.subscribers).toBe(1);
      await until('it is freed', () => {
        stage.clock.advance(HEARTBEAT_MS);
        return stage.feed.subscribers === 0;
      });
    });

    it('tells clients at a shutdown that they may come again, and frees everything', async () => {
      const { stage } = scene;
      const subscriber = await scene.subscribe({ groupId: GROUP });
      const last = soon('goodbye', endOf(subscriber));
      const closed = stage.front.close();
      stage.clock.advance(GOODBYE_SPREAD_MS.perClient);
      // Never the bare end of the subscription: clients would not come again.
      expectEnd(await last, transport.atShutdown, 'SHUTTING_DOWN');
      await until('everything is freed', () => stage.feed.subscribers === 0);
      await moveUntil(stage.clock, closed);
    });
  });

  describe(`ends of credentials: ${transport.name}`, () => {
    const LIVES_FOR_MS = 2_000;
    const expiresAtMs = new ManualClock().now() + LIVES_FOR_MS;
    const access: Access = { admits: () => true, viewerOf: () => Promise.resolve({ ...ANYBODY, expiresAtMs }) };
    let scene: TransportScene;
    beforeEach(async () => void (scene = await TransportScene.start(transport, access)));
    afterEach(() => scene[Symbol.asyncDispose]());

    it('ends a subscription with its credential, says so, and frees it at once', async () => {
      const { stage } = scene;
      const subscriber = await scene.subscribe({ groupId: GROUP });
      stage.clock.advance(LIVES_FOR_MS - 1);
      await stage.invite(['a']);
      expect(await scene.take(subscriber, 1)).toMatchObject([{ membership: { account: 'a' } }]);
      stage.clock.advance(1);
      expect(stage.feed.subscribers).toBe(0);
      expectEnd(await soon('end', endOf(subscriber)), transport.atExpiry, 'UNAUTHENTICATED');
    });

    it('gives nothing to a credential that has ended', async () => {
      const { stage } = scene;
      await stage.invite(['a']);
      stage.clock.advance(LIVES_FOR_MS);
      const subscriber = await scene.open(
        'subscription ($groupId: ID) { memberStateChanged(groupId: $groupId) { to } }',
        {
          groupId: GROUP,
        },
      );
      expectEnd(await soon('end', endOf(subscriber)), transport.atExpiry, 'UNAUTHENTICATED');
      expect(stage.feed.subscribers).toBe(0);
    });
  });
}

/** What a client is told last. */
type End = StreamedResult | Error | null;

const endOf = (subscriber: Subscriber): Promise<End> => subscriber.next().catch((error: unknown) => error as Error);

function expectEnd(end: End, expected: 'lastResult' | RegExp, code: string): void {
  if (expected === 'lastResult') expect(end).toMatchObject({ errors: [{ extensions: { code } }] });
  else expect(end).toMatchObject({ message: expect.stringMatching(expected) });
}
