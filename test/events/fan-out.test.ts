import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ANYBODY } from '../../src/access/viewer.ts';
import { MAX_BUFFERED_EVENTS } from '../../src/events/event-stream.ts';
import { Feed } from '../../src/events/feed.ts';
import { MAX_MEMBERS_A_TURN } from '../../src/graphql/fan-out/cohort.ts';
import { parseEventCursor } from '../../src/kernel/cursor.ts';
import { RecordingSink } from '../graphql/recording-sink.ts';
import { positionSubscriptions } from '../graphql/subscriptions.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { eventAt, eventsFrom, MemoryLog, settle } from './log.ts';

type Resolve = NonNullable<Parameters<typeof positionSubscriptions>[0]['resolve']>;

/** Live subscribers who are sent the same. */
async function follow(count: number, resolve: Resolve = ({ position }) => position) {
  const feed = new Feed(new MemoryLog().statements);
  const subscriptions = positionSubscriptions({
    clock: new ManualClock(),
    subscribe: () => feed.subscribe({}, null),
    resolve,
  });
  const opened = await Promise.all(Array.from({ length: count }, () => subscriptions.open(ANYBODY)));
  return { feed, opened, sinks: opened.map((one) => RecordingSink.of(one)) };
}

describe('subscribers who are sent the same', () => {
  it('get what is published in one turn together', async () => {
    const { feed, sinks } = await follow(3);
    feed.publish(eventsFrom(1, 2));
    feed.publish([eventAt(3)]);
    await settle();
    expect(sinks.map(({ batches }) => batches)).toEqual([[3], [3], [3]]);
    expect([feed.subscribers, feed.streams]).toEqual([3, 1]);
  });

  it('are all told why it ends, and from where to go on, when nothing could be executed for too long', async () => {
    const gate = Promise.withResolvers<number>();
    const { feed, sinks } = await follow(3, ({ position }) => (position === 1 ? gate.promise : position));
    const [, full] = sinks as [RecordingSink, RecordingSink];
    full.room = 1;
    feed.publish([eventAt(1)]);
    await turn();
    feed.publish(eventsFrom(2, MAX_BUFFERED_EVENTS));
    await turn();
    feed.publish([eventAt(MAX_BUFFERED_EVENTS + 2)]);
    gate.resolve(1);
    await settle();
    for (const { results, ended } of sinks) {
      const [first, failure] = results as [unknown, { errors: [{ extensions: { code: string; cursor: string } }] }];
      expect([first, results.length, ended]).toEqual([{ data: { position: 1 } }, 2, 1]);
      const { code, cursor } = failure.errors[0].extensions;
      expect([code, parseEventCursor(cursor)?.position]).toEqual(['SUBSCRIBER_TOO_SLOW', 1]);
    }
    expect(feed.subscribers).toBe(0);
  });

  it('let others have a turn when they are many, and may leave or come meanwhile', async () => {
    const { feed, opened, sinks } = await follow(MAX_MEMBERS_A_TURN + 10);
    feed.publish([eventAt(1)]);
    await Promise.resolve();
    await Promise.resolve();
    expect(sinks.at(-1)?.texts).toEqual([]);
    opened.at(-1)?.close();
    feed.publish([eventAt(2)]);
    await settle();
    expect(sinks.at(-1)?.texts).toEqual([]);
    for (const { results } of sinks.slice(0, -1))
      expect(results).toEqual([{ data: { position: 1 } }, { data: { position: 2 } }]);
    expect(feed.subscribers).toBe(opened.length - 1);
  });
});
