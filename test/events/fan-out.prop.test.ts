import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANYBODY, type Viewer } from '../../src/access/viewer.ts';
import { MAX_BUFFERED_EVENTS } from '../../src/events/event-stream.ts';
import { Feed } from '../../src/events/feed.ts';
import { MAX_BATCH_CHARACTERS } from '../../src/graphql/fan-out/cohort.ts';
import type { Subscription } from '../../src/graphql/fan-out/subscription.ts';
import type { MemberEvent } from '../../src/store/records.ts';
import { RecordingSink } from '../graphql/recording-sink.ts';
import { positionSubscriptions } from '../graphql/subscriptions.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { eventAt, MemoryLog } from './log.ts';

const SEED = 20_261_121;
/** Turns of the event loop after which nothing is under way any more. */
const TURNS = 12;
const SOMEBODY: Viewer = { ...ANYBODY, id: 'somebody' };

interface Wanted {
  /** Where it begins; null: with what is published next. */
  readonly after: number | null;
  /** Another variable is another audience, and so is another viewer. */
  readonly variable: number;
  readonly viewer: Viewer;
  /** Batches that it takes before it has to be given room. */
  readonly room: number;
}

/** Somebody who has subscribed, and from where. */
interface Follower {
  readonly sink: RecordingSink;
  readonly subscription: Subscription;
  readonly from: number;
  hasLeft: boolean;
}

/** What results are like. */
interface Manner {
  /** Every so many events one takes longer to be executed than others. */
  readonly slowEvery: number;
  /** Characters that each is longer than it has to be. */
  readonly padding: number;
}

/** Few of these leave together. */
const BULKY: Manner = { slowEvery: 3, padding: MAX_BATCH_CHARACTERS / 3 };

/** A feed, its log, and all who follow it; and what each of them should have got. */
class Scene {
  readonly log = new MemoryLog();
  readonly feed = new Feed(this.log.statements);
  readonly followers: Follower[] = [];
  readonly #subscriptions;
  #published = 0;

  constructor({ slowEvery, padding }: Manner) {
    this.#subscriptions = positionSubscriptions({
      clock: new ManualClock(),
      subscribe: ({ after }) => this.feed.subscribe({}, (after as number | undefined) ?? null),
      resolve: ({ position }) => (position % slowEvery === 0 ? turn(position) : position),
      padding,
    });
  }

  get position(): number {
    return this.log.events.length;
  }

  commit(count: number): void {
    for (let n = 0; n < count; n++) this.log.events.push(eventAt(this.position + 1));
  }

  /** Tells of what was committed, in one turn. */
  publish(): void {
    const events: readonly MemberEvent[] = this.log.events.slice(this.#published);
    this.#published = this.position;
    this.feed.publish(events);
  }

  async subscribe({ after, variable, viewer, room }: Wanted): Promise<void> {
    const start = after === null ? null : Math.min(after, this.position);
    const variables = { a: variable, ...(start !== null && { after: start }) };
    const opening = this.#subscriptions.open(viewer, variables);
    const from = start ?? this.#published;
    const subscription = await opening;
    const sink = new RecordingSink();
    sink.room = room;
    this.followers.push({ sink, subscription, from, hasLeft: false });
  }

  /** Only from here on anything is passed on. */
  listen(index: number): void {
    const follower = this.#at(index);
    follower?.subscription.passTo(follower.sink);
  }

  makeRoom(index: number, batches: number): void {
    this.#at(index)?.sink.makeRoom(batches);
  }

  leave(index: number): void {
    const follower = this.#at(index);
    if (follower === undefined) return;
    follower.hasLeft = true;
    follower.subscription.close();
  }

  #at(index: number): Follower | undefined {
    return this.followers[index % Math.max(1, this.followers.length)];
  }

  /** Everybody gets all there is. */
  async settle(): Promise<void> {
    const total = (): number => this.followers.reduce((sum, { sink }) => sum + sink.texts.length, 0);
    for (let quiet = 0, before = -1; quiet < TURNS; before = total()) {
      for (const { sink } of this.followers) sink.makeRoom(Infinity);
      await turn();
      quiet = total() === before ? quiet + 1 : 0;
    }
  }

  expectEverybodyToHaveTheirOwn(): void {
    for (const { sink, from, hasLeft } of this.followers) {
      const got = sink.results.map((result) => (result as { data: { position: number } }).data.position);
      const all = Array.from({ length: this.position - from }, (_, index) => from + 1 + index);
      expect(got).toEqual(hasLeft ? all.slice(0, got.length) : all);
      expect(sink.ended).toBe(0);
    }
    expect(this.feed.subscribers).toBe(this.followers.filter(({ hasLeft }) => !hasLeft).length);
  }
}

type Step = (scene: Scene) => Promise<unknown> | void;

const wanted: fc.Arbitrary<Wanted> = fc.record({
  after: fc.option(fc.nat(12)),
  variable: fc.nat(1),
  viewer: fc.constantFrom(ANYBODY, SOMEBODY),
  room: fc.constantFrom(1, 2, Infinity),
});
const index = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: wanted.map((one): Step => async (scene) => {
      await scene.subscribe(one);
      scene.listen(scene.followers.length - 1);
    }),
  },
  wanted.map(
    (one): Step =>
      (scene) =>
        scene.subscribe(one),
  ),
  {
    weight: 4,
    arbitrary: fc.integer({ min: 1, max: 4 }).map((count): Step => (scene) => {
      scene.commit(count);
      scene.publish();
    }),
  },
  fc.integer({ min: 1, max: 4 }).map(
    (count): Step =>
      (scene) =>
        scene.commit(count),
  ),
  fc.constant<Step>((scene) => scene.publish()),
  {
    weight: 2,
    arbitrary: fc.tuple(index, fc.integer({ min: 1, max: 3 })).map(
      ([who, batches]): Step =>
        (scene) =>
          scene.makeRoom(who, batches),
    ),
  },
  index.map(
    (who): Step =>
      (scene) =>
        scene.leave(who),
  ),
  { weight: 3, arbitrary: fc.constant<Step>(() => turn()) },
  { weight: 1, arbitrary: fc.constant<Step>(() => Promise.resolve()) },
);

describe('fan-out', () => {
  it('gives every subscriber its own events once and in order, whoever shares, lags, replays, waits or leaves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const scene = new Scene(BULKY);
        for (const take of steps) await take(scene);
        for (let n = 0; n < scene.followers.length; n++) scene.listen(n);
        scene.publish();
        await scene.settle();
        scene.expectEverybodyToHaveTheirOwn();
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('is one stream in the end for all who are sent the same', async () => {
    const scene = new Scene(BULKY);
    scene.commit(10);
    scene.publish();
    const all: Wanted[] = Array.from({ length: 30 }, (_, n) => ({
      after: n % 3 === 0 ? n % 10 : null,
      variable: 0,
      viewer: ANYBODY,
      room: n % 4 === 0 ? 1 : Infinity,
    }));
    for (const one of all) {
      await scene.subscribe(one);
      scene.listen(scene.followers.length - 1);
    }
    await scene.settle();
    // Who has read the log is further than who has waited, until something happens.
    scene.commit(1);
    scene.publish();
    await scene.settle();
    expect([scene.feed.subscribers, scene.feed.streams]).toEqual([all.length, 1]);
    scene.commit(1);
    scene.publish();
    await scene.settle();
    scene.expectEverybodyToHaveTheirOwn();
    const latest = scene.followers.map(({ sink }) => sink.texts.at(-1));
    expect(new Set(latest).size).toBe(1);
  });

  it('delivers a burst that is longer than anything that is kept, to mixed subscribers', async () => {
    const scene = new Scene({ slowEvery: 1_000, padding: 400 });
    scene.commit(20);
    scene.publish();
    for (let n = 0; n < 24; n++) {
      await scene.subscribe({
        after: n % 4 === 1 ? n % 20 : null,
        variable: n % 3,
        viewer: n % 5 === 0 ? SOMEBODY : ANYBODY,
        room: n % 6 === 2 ? 3 : Infinity,
      });
      scene.listen(n);
    }
    const burst = 10_000;
    expect(burst).toBeGreaterThan(4 * MAX_BUFFERED_EVENTS);
    scene.commit(burst);
    scene.publish();
    await turn();
    scene.leave(7);
    scene.commit(3);
    scene.publish();
    await scene.settle();
    scene.expectEverybodyToHaveTheirOwn();
  });
});
