import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Feed } from '../../src/events/feed.ts';
import type { MemberEvent } from '../../src/store/records.ts';
import type { EventFilter } from '../../src/store/store.ts';
import { eventAt, fits, type Happening, MemoryLog, settle, take } from './log.ts';

const SEED = 20_261_121;

describe('the feed', () => {
  it('hands an event to those alone whom it concerns', async () => {
    const feed = new Feed(new MemoryLog().statements);
    const filters: EventFilter[] = [
      {},
      { group: { connectionId: 'c', externalId: 'g' } },
      { group: { connectionId: 'c', externalId: 'h' } },
      { group: { connectionId: 'd', externalId: 'g' } },
      { operationId: 'op1' },
      { operationId: 'op2' },
      { userId: 'u1' },
    ];
    const streams = filters.map((filter) => feed.subscribe(filter, null));
    feed.publish([
      eventAt(1, { group: 'g', operationId: 'op1' }),
      eventAt(2, { group: 'h', operationId: 'op2', userId: 'u1' }),
      eventAt(3, { group: 'g', operationId: null, userId: 'u2' }),
      eventAt(4, { group: 'g', operationId: 'op2', userId: 'u1' }),
    ]);
    for (const [index, stream] of streams.entries()) {
      const expected = [[1, 2, 3, 4], [1, 3, 4], [2], [], [1], [2, 4], [2, 4]][index] ?? [];
      expect(await take(stream, expected.length)).toEqual(expected);
      let more = false;
      void stream.next().then(({ done }) => (more = done !== true));
      await settle();
      expect(more).toBe(false);
    }
  });

  it('keeps groups apart whose ids only look alike', async () => {
    const feed = new Feed(new MemoryLog().statements);
    const stream = feed.subscribe({ group: { connectionId: 'c', externalId: 'g:h' } }, null);
    feed.publish([eventAt(1, { group: 'g' }), eventAt(2, { group: 'g%3Ah' }), eventAt(3, { group: 'g:h' })]);
    expect(await take(stream, 1)).toEqual([3]);
  });

  it('forgets a subscriber at once who goes away while nothing happens', async () => {
    const feed = new Feed(new MemoryLog().statements);
    const streams = [feed.subscribe({}, null), feed.subscribe({}, null), feed.subscribe({ operationId: 'op' }, 0)];
    const waiting = streams.map((stream) => stream.next());
    expect(feed.subscribers).toBe(3);
    for (const stream of streams) {
      await stream.return();
      await stream.return();
    }
    expect(feed.subscribers).toBe(0);
    expect((await Promise.all(waiting)).every(({ done }) => done === true)).toBe(true);
  });

  it('goes on for the others when one of them goes away or is too slow', async () => {
    const log = new MemoryLog();
    const feed = new Feed(log.statements);
    const [slow, quick, gone] = [feed.subscribe({}, null), feed.subscribe({}, null), feed.subscribe({}, null)];
    await gone.return();
    let position = 0;
    for (let round = 0; round < 30; round++) {
      const events = Array.from({ length: 100 }, () => eventAt(++position));
      log.events.push(...events);
      feed.publish(events);
      expect(await take(quick, 100)).toEqual(events.map((event) => event.position));
    }
    await expect(slow.next()).rejects.toMatchObject({ extensions: { code: 'SUBSCRIBER_TOO_SLOW' } });
    expect(feed.subscribers).toBe(1);
  });

  const happenings = fc.array(
    fc.record({
      group: fc.constantFrom('g', 'h'),
      operationId: fc.constantFrom('op1', 'op2', null),
      userId: fc.constantFrom('u1', null),
    }),
    { maxLength: 5 },
  );
  const filters: fc.Arbitrary<EventFilter> = fc.constantFrom(
    {},
    { group: { connectionId: 'c', externalId: 'g' } },
    { operationId: 'op1' },
    { userId: 'u1' },
  );

  it('gives a subscriber everything after its position exactly once and in order, however commits, pages and reading interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        filters,
        fc.array(happenings, { maxLength: 4 }),
        fc.array(happenings, { minLength: 1, maxLength: 10 }),
        fc.option(fc.nat(8)),
        fc.boolean(),
        async (scheduler, filter, before, after, afterPosition, asItWas) => {
          const log = new MemoryLog();
          const feed = new Feed({
            ...log.statements,
            // A page shows the log as it was when it was asked for, or as it is when the answer comes.
            after: async (position, wanted, limit) => {
              const page = () => log.after(position, wanted, Math.min(limit, 3));
              const early = await page();
              await scheduler.schedule(Promise.resolve(), 'a page is read');
              return asItWas ? early : page();
            },
          });
          let position = 0;
          const commit = (about: readonly Happening[]): MemberEvent[] => {
            const events = about.map((each) => eventAt(++position, each));
            log.events.push(...events);
            return events;
          };
          for (const about of before) feed.publish(commit(about));

          const from = afterPosition === null ? position : Math.min(afterPosition, position);
          const stream = feed.subscribe(filter, afterPosition === null ? null : from);
          const taken: number[] = [];
          const read = (async (): Promise<void> => {
            for await (const event of stream) {
              taken.push(event.position);
              await scheduler.schedule(Promise.resolve(), 'the reader takes its time');
            }
          })();
          // What is committed here is told here at once, what is committed elsewhere a little later.
          scheduler.scheduleSequence(
            after.flatMap((about) => {
              let events: MemberEvent[] = [];
              return [async () => void (events = commit(about)), async () => feed.publish(events)];
            }),
          );
          await scheduler.waitIdle();

          const wanted = log.events.filter((event) => event.position > from && fits(filter, event));
          expect(taken).toEqual(wanted.map((event) => event.position));
          await stream.return();
          await read;
          expect(feed.subscribers).toBe(0);
        },
      ),
      { seed: SEED, numRuns: 400 },
    );
  });
});
