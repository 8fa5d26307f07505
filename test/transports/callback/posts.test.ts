import { describe, expect, it } from 'vitest';
import { CALLBACK_CHECK_MS, CALLBACK_RETRY, HEARTBEAT_PART } from '../../../src/transports/callback/emitter.ts';
import { CALLBACK_TIMEOUT_MS } from '../../../src/transports/callback/posts.ts';
import { GOODBYE_SPREAD_MS } from '../../../src/transports/shutdown.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { startFront } from '../front.ts';
import { CallbackRouter, type Reaction, type RoutedSubscription } from '../callback-router.ts';
import { postJson } from '../clients.ts';
import { moveUntil, soon, until } from '../time.ts';
import { buildSchema } from 'graphql';
import { CallbackScene } from './callback-scene.ts';

const sequencesOf = ({ messages }: RoutedSubscription): unknown[] =>
  messages
    .filter(({ action }) => action === 'next')
    .map(
      ({ payload }) =>
        (payload as { data: { memberStateChanged: { sequence: number } } }).data.memberStateChanged.sequence,
    );

describe('messages to a router', () => {
  it('come one at a time and in order, however fast the events are', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin();
    for (let n = 0; n < 4; n++) await scene.stage.invite([`a${n}`, `b${n}`]);
    await scene.taken(routed, 9);
    expect(sequencesOf(routed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it.each<Reaction>([500, 503, 429, 408, 'hangUp'])(
    'are posted again after %s, and keep their order',
    async (reaction) => {
      await using scene = await CallbackScene.start();
      const routed = await scene.begin();
      routed.react = () => (routed.attempts <= CALLBACK_RETRY.attempts ? reaction : undefined);
      await scene.stage.invite(['a', 'b']);
      for (let failures = 1; failures < CALLBACK_RETRY.attempts; failures++) await scene.nextAttempt();
      await scene.taken(routed, 3);
      expect(sequencesOf(routed)).toEqual([1, 2]);
    },
  );

  it('are given up after a number of attempts, which is logged without the verifier, and frees everything', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin();
    routed.react = () => 503;
    await scene.stage.invite(['a']);
    for (let failures = 1; failures < CALLBACK_RETRY.attempts; failures++) await scene.nextAttempt();
    await scene.freed();
    expect([routed.attempts, scene.stage.clock.pending]).toEqual([1 + CALLBACK_RETRY.attempts, 0]);
    expect(scene.log).toContain(routed.id);
    expect(scene.log).toContain('HTTP 503');
    expect(scene.log).not.toContain(routed.verifier);
  });

  it('are given up when the router does not answer', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin();
    routed.react = () => 'hang';
    await scene.stage.invite(['a']);
    await until('it was posted', () => routed.attempts === 2);
    await until('it is given up', () => {
      scene.stage.clock.advance(CALLBACK_TIMEOUT_MS);
      return scene.stage.feed.subscribers === 0;
    });
    expect(scene.log).toContain(`no answer within ${CALLBACK_TIMEOUT_MS} ms`);
  });

  it('end at once with a 404, and nothing more is posted', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin(5_000);
    routed.known = false;
    await scene.stage.invite(['a', 'b', 'c']);
    await scene.freed();
    expect([routed.attempts, scene.stage.clock.pending]).toEqual([2, 0]);
    expect(scene.stage.front.lines.filter(({ level }) => level > 20)).toEqual([]);
  });

  it.each<Reaction>([400, 401, 403, 302])('end at once when one is refused with %s', async (reaction) => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin(5_000);
    routed.react = () => reaction;
    await scene.stage.invite(['a', 'b']);
    await scene.freed();
    expect([routed.attempts, scene.stage.clock.pending]).toEqual([2, 0]);
    expect(scene.log).toContain(`HTTP ${reaction}`);
  });

  it('end with the word `complete` when the subscription is over', async () => {
    await using scene = await CallbackScene.start();
    const id = await scene.stage.invite(['a']);
    const routed = scene.router.subscription();
    await scene.ask(routed, { query: `subscription { inviteOperationProgressed(id: "${id}") { status } }` });
    await scene.stage.join();
    await scene.taken(routed, 4);
    expect(routed.actions).toEqual(['check', 'next', 'next', 'complete']);
    expect(routed.messages.at(-1)).not.toHaveProperty('errors');
    await scene.freed();
    expect(scene.stage.clock.pending).toBe(0);
  });
});

describe('signs of life to a router', () => {
  const INTERVAL_MS = 5_000;

  it('come within every interval, also while events come, and one at a time', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin(INTERVAL_MS);
    const beginMs = scene.stage.clock.now();
    const checkedAtMs: number[] = [];
    routed.onMessage = ({ action }) => void (action === 'check' && checkedAtMs.push(scene.stage.clock.now()));
    for (let n = 1; n <= 40; n++) {
      scene.stage.clock.advance(INTERVAL_MS / 10);
      await scene.stage.invite([`a${n}`]);
      const checks = Math.floor((n * INTERVAL_MS) / 10 / (INTERVAL_MS * HEARTBEAT_PART));
      await scene.settled(routed, 1 + n + checks);
    }
    expect(checkedAtMs).toHaveLength(5);
    for (const [index, atMs] of checkedAtMs.entries())
      expect(atMs - (checkedAtMs[index - 1] ?? beginMs)).toBeLessThan(INTERVAL_MS);
    expect(sequencesOf(routed)).toHaveLength(40);
  });

  it('do not pile up behind a router that is slow', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin(1_000);
    routed.hold();
    await scene.stage.invite(['a']);
    await until('the event is under way', () => routed.messages.length === 2);
    for (let beats = 0; beats < 3; beats++) scene.stage.clock.advance(1_000 * HEARTBEAT_PART);
    routed.release();
    await scene.taken(routed, 3);
    await scene.stage.invite(['b']);
    await scene.taken(routed, 4);
    expect(routed.actions).toEqual(['check', 'next', 'check', 'next']);
  });

  it('end a silent subscription when the router says 404', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin(INTERVAL_MS);
    routed.known = false;
    scene.stage.clock.advance(INTERVAL_MS);
    await scene.freed();
    expect(scene.stage.clock.pending).toBe(0);
  });

  it('are not sent to a router that wants none, but it is asked now and then whether it is still there', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin(0);
    scene.stage.clock.advance(CALLBACK_CHECK_MS - 1);
    await scene.stage.invite(['a']);
    await scene.taken(routed, 2);
    expect(routed.actions).toEqual(['check', 'next']);
    routed.known = false;
    scene.stage.clock.advance(1);
    await scene.freed();
  });
});

describe('subscriptions of one id', () => {
  it('replace each other once the router has taken the new check', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin();
    routed.react = () => 401;
    expect((await scene.ask(routed)).status).toBe(400);
    routed.react = () => undefined;
    await scene.stage.invite(['a']);
    await scene.taken(routed, 2);
    expect((await scene.ask(routed)).status).toBe(200);
    expect([scene.stage.feed.subscribers, scene.stage.front.callbacks.open]).toEqual([1, 1]);
    await scene.stage.invite(['b']);
    await scene.taken(routed, 4);
    expect(routed.actions).toEqual(['check', 'next', 'check', 'next']);
    expect(sequencesOf(routed)).toEqual([1, 2]);
  });

  it('are open in a limited number together with all others', async () => {
    await using router = await CallbackRouter.start();
    const schema = buildSchema('type Query { a: Int } type Subscription { silence: Int }');
    schema.getSubscriptionType()!.getFields()['silence']!.subscribe = () => silence();
    const clock = new ManualClock();
    await using front = await startFront({
      schema,
      clock,
      callbackOrigins: [router.origin],
      maxCallbacks: 2,
    });
    const open = async (routed = router.subscription()) => {
      const body = { query: 'subscription { silence }', extensions: routed.extension(5_000) };
      const { status, text } = await postJson(`${front.url}/graphql`, body);
      return { status, text, routed };
    };
    const first = await open();
    expect([first.status, (await open()).status]).toEqual([200, 200]);
    const refused = await open();
    expect([refused.status, refused.routed.attempts]).toEqual([503, 0]);
    expect(refused.text).toContain('TOO_MANY_SUBSCRIPTIONS');
    first.routed.known = false;
    clock.advance(5_000);
    await until('there is room', () => front.callbacks.open === 1);
    expect((await open()).status).toBe(200);
  });
});

describe('the shutdown of subscriptions by callback', () => {
  it('lets the message under way be answered, and then says complete with a reason', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin();
    routed.hold();
    await scene.stage.invite(['a', 'b']);
    await until('the event is under way', () => routed.messages.length === 2);
    const closed = scene.stage.front.close();
    scene.stage.clock.advance(GOODBYE_SPREAD_MS.perClient);
    routed.release();
    await scene.taken(routed, 3);
    expect(routed.actions).toEqual(['check', 'next', 'complete']);
    expect(routed.messages[2]?.errors).toMatchObject([{ extensions: { code: 'SHUTTING_DOWN' } }]);
    await moveUntil(scene.stage.clock, closed);
  });

  it('does not wait for second attempts at a router that is away', async () => {
    await using scene = await CallbackScene.start();
    const routed = await scene.begin();
    routed.react = () => 'hangUp';
    await scene.stage.invite(['a']);
    await until('the event was posted', () => routed.attempts === 2 && routed.underWay === 0);
    const closed = scene.stage.front.close();
    scene.stage.clock.advance(GOODBYE_SPREAD_MS.perClient);
    await soon('end', closed);
    expect(routed.attempts).toBe(3);
  });
});

/** A source in which nothing happens. */
function silence(): AsyncIterableIterator<unknown> {
  const end = Promise.withResolvers<IteratorResult<unknown>>();
  return {
    next: () => end.promise,
    return: () => {
      end.resolve({ done: true, value: undefined });
      return end.promise;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
