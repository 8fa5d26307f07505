import { describe, expect, it } from 'vitest';
import { REPLAY_PAGE } from '../../src/events/event-stream.ts';
import { ProgressStream } from '../../src/events/progress-stream.ts';
import { MARKS_PAGE, MARKS_PAGES, RESYNC_MS, RESYNC_PAUSE_MS } from '../../src/events/resync.ts';
import { WATCH_BATCH } from '../../src/events/shared-watch.ts';
import { READ_RETRY } from '../../src/events/store-outage.ts';
import type { EventFilter, Store } from '../../src/store/store.ts';
import { groupOf, Instances, Reader, type View } from './instances.ts';

const IN_G: EventFilter = { group: groupOf('g') };

const subscribe = async (instances: Instances, at: number, filter: EventFilter = IN_G, after: number | null = null) => {
  const stream = await instances.at(at).events.feed.subscribe(filter, after);
  return { stream, reader: new Reader(stream) };
};

/** Statements that fail as long as `away` says so, and how often each was asked for. */
function failing() {
  const state = { away: false, asked: new Map<string, number>() };
  const guard = <Statements extends object>(statements: Statements): Statements =>
    Object.fromEntries(
      Object.entries(statements).map(([name, ask]: [string, (...given: never[]) => unknown]) => [
        name,
        async (...given: never[]) => {
          state.asked.set(name, (state.asked.get(name) ?? 0) + 1);
          if (state.away) throw new Error('the store is away');
          return ask(...given);
        },
      ]),
    ) as Statements;
  const view: View = ({ events, invitations }: Store) => ({ events: guard(events), invitations: guard(invitations) });
  return { state, view };
}

describe('the events of many instances', () => {
  it('reach subscribers of every instance at once, whoever commits', async () => {
    const instances = Instances.start(3);
    const { reader } = await subscribe(instances, 0);
    const other = await subscribe(instances, 1, { group: groupOf('h') });
    await instances.invite(0, 'g', 1);
    await instances.invite(1, 'g', 1);
    await instances.invite(2, 'h', 1);
    await instances.still();
    expect([reader.positions, other.reader.positions]).toEqual([[1, 2], [3]]);
  });

  it('come over many pages in order when there is much', async () => {
    const instances = Instances.start(2);
    const { reader } = await subscribe(instances, 0);
    await instances.invite(1, 'g', 2 * REPLAY_PAGE + 1);
    await instances.still();
    expect(reader.positions).toEqual(await instances.logged());
  });

  it('are hinted at once a commit and topic, and for progress also without an event', async () => {
    const instances = Instances.start(2);
    await instances.invite(0, 'g', 3);
    const { published } = instances.at(0).wire;
    expect(published).toEqual(['*', 'group:c:g', 'operation:op1', 'progress:op1']);
    published.length = 0;
    await instances.invite(0, 'g', 0);
    expect(published).toEqual(['progress:op2']);
  });

  it('are given to a new subscriber from the answer on, though its topic is behind or ahead', async () => {
    const instances = Instances.start(2);
    const first = await subscribe(instances, 0);
    await instances.invite(null, 'g', 1);
    const second = await subscribe(instances, 0);
    await instances.invite(1, 'g', 1);
    await instances.still();
    expect([first.reader.positions, second.reader.positions]).toEqual([[1, 2], [2]]);
  });

  it('are not lost between where a new subscriber is to begin and its beginning', async () => {
    const gate = Promise.withResolvers<void>();
    let heads = 0;
    const view: View = ({ events, invitations }) => ({
      invitations,
      events: {
        ...events,
        lastPosition: async () => {
          const head = await events.lastPosition();
          if (++heads === 2) await gate.promise;
          return head;
        },
      },
    });
    const instances = Instances.start(1, { view });
    const first = await subscribe(instances, 0);
    const opening = subscribe(instances, 0);
    await instances.still();
    await instances.invite(0, 'g', 2);
    await instances.still();
    expect(first.reader.positions).toEqual([1, 2]);
    gate.resolve();
    const second = await opening;
    await instances.invite(0, 'g', 1);
    await instances.still();
    expect(second.reader.positions).toEqual([1, 2, 3]);
  });

  it('are found within a second when the hint is lost', async () => {
    const instances = Instances.start(1);
    const { reader } = await subscribe(instances, 0);
    await instances.pass(10 * RESYNC_MS);
    await instances.invite(null, 'g', 2);
    await instances.pass(RESYNC_MS - 1);
    expect(reader.positions).toEqual([]);
    await instances.pass(1);
    expect(reader.positions).toEqual([1, 2]);
  });

  it('are looked for at once after a gap, but not at every one of many gaps', async () => {
    const { state, view } = failing();
    const instances = Instances.start(1, { view });
    const { reader } = await subscribe(instances, 0);
    await instances.invite(null, 'g', 1);
    for (let gap = 0; gap < 10; gap++) instances.at(0).wire.lose();
    await instances.pass(0);
    expect(reader.positions).toEqual([1]);
    expect(state.asked.get('marksAfter')).toBe(1);
    for (let gap = 0; gap < 10; gap++) instances.at(0).wire.lose();
    await instances.pass(RESYNC_PAUSE_MS);
    expect(state.asked.get('marksAfter')).toBe(2);
  });

  it('are read topic by topic when more was missed than is looked through', async () => {
    const instances = Instances.start(1);
    const { reader } = await subscribe(instances, 0);
    await instances.invite(null, 'h', MARKS_PAGE * MARKS_PAGES);
    await instances.invite(null, 'g', 1);
    await instances.pass(RESYNC_MS);
    expect(reader.positions).toEqual([MARKS_PAGE * MARKS_PAGES + 1]);
    await instances.invite(null, 'g', 1);
    await instances.pass(RESYNC_MS);
    expect(reader.positions).toHaveLength(2);
  });

  it('cost nothing once nobody subscribes or waits', async () => {
    const { state, view } = failing();
    const instances = Instances.start(1, { view });
    const { events, wire } = instances.at(0);
    const subscribed = [
      await subscribe(instances, 0),
      await subscribe(instances, 0),
      await subscribe(instances, 0, {}),
    ];
    const unwatch = [events.watch.watch('op1', () => {}), events.watch.watch('op1', () => {})];
    expect([...wire.topics]).toEqual(['group:c:g', '*', 'progress:op1']);
    expect(events.feed.subscribers).toBe(3);
    for (const { stream } of subscribed) await stream.return();
    for (const end of [...unwatch, ...unwatch]) end();
    expect([...wire.topics, events.feed.subscribers, events.feed.topics, events.watch.watched]).toEqual([0, 0, 0]);
    expect(instances.clock.pending).toBe(0);
    state.asked.clear();
    await instances.invite(0, 'g', 1);
    wire.lose();
    await instances.pass(10 * RESYNC_MS);
    expect(state.asked.size).toBe(0);
  });

  it('go on after the store was away, and one line says so', async () => {
    const { state, view } = failing();
    const instances = Instances.start(2, { view });
    const { reader } = await subscribe(instances, 0);
    const seen: number[] = [];
    instances.at(0).events.watch.watch('op1', ({ counts }) => void seen.push(counts.queued));
    state.away = true;
    await instances.invite(1, 'g', 2);
    await instances.pass(20 * RESYNC_MS);
    expect(reader.positions).toEqual([]);
    state.away = false;
    await instances.join(1, 1);
    await instances.pass(6 * RESYNC_MS);
    expect(reader.positions).toEqual([1, 2, 3]);
    expect(seen.at(-1)).toBe(1);
    expect(instances.written.lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'events cannot be read',
      'events can be read again',
    ]);
  });

  it('refuse a subscriber when the log cannot tell where it ends, and keep nothing of it', async () => {
    const { state, view } = failing();
    const instances = Instances.start(1, { view });
    state.away = true;
    await expect(instances.at(0).events.feed.subscribe(IN_G, null)).rejects.toThrow('the store is away');
    expect([...instances.at(0).wire.topics]).toEqual([]);
    expect(instances.clock.pending).toBe(0);
    state.away = false;
    const { reader } = await subscribe(instances, 0);
    await instances.invite(0, 'g', 1);
    await instances.still();
    expect(reader.positions).toEqual([1]);
  });
});

describe('the progress of operations over many instances', () => {
  it('is told wherever somebody waits, newest last', async () => {
    const instances = Instances.start(3);
    const seen: number[][] = [[], [], []];
    for (const [index, told] of seen.entries()) {
      instances.at(index).events.watch.watch('op1', ({ counts }) => void told.push(counts.queued));
    }
    await instances.invite(0, 'g', 2);
    await instances.still();
    await instances.join(1, 1);
    await instances.still();
    await instances.join(2, 1);
    await instances.still();
    expect(seen).toEqual([
      [2, 1, 0],
      [2, 1, 0],
      [2, 1, 0],
    ]);
  });

  it('is found within a second when the hint is lost, all operations in as few reads as can be', async () => {
    const { state, view } = failing();
    const instances = Instances.start(1, { view });
    const seen: string[] = [];
    for (let number = 1; number <= WATCH_BATCH + 1; number++) {
      instances.at(0).events.watch.watch(`op${number}`, ({ id }) => void seen.push(id));
    }
    await instances.invite(null, 'g', 1);
    await instances.invite(null, 'g', 1);
    await instances.pass(RESYNC_MS);
    expect(seen).toEqual(['op1', 'op2']);
    expect(state.asked.get('operations')).toBe(2);
    expect(state.asked.get('marksAfter')).toBeUndefined();
  });

  it('is read again soon after the store has failed', async () => {
    const { state, view } = failing();
    const instances = Instances.start(1, { view });
    const seen: number[] = [];
    instances.at(0).events.watch.watch('op1', ({ counts }) => void seen.push(counts.queued));
    state.away = true;
    await instances.invite(0, 'g', 1);
    await instances.still();
    state.away = false;
    await instances.pass(READ_RETRY.firstDelayMs);
    expect(seen).toEqual([1]);
  });

  it('is not reported again as long as nothing changes', async () => {
    const instances = Instances.start(1);
    const operation = await instances.invite(0, 'g', 2);
    const stream = new ProgressStream(instances.clock, instances.at(0).events.watch, 'op1');
    stream.reportFirst(operation);
    const told: number[] = [];
    const reading = (async (): Promise<void> => {
      for await (const { counts } of stream) told.push(counts.queued);
    })();
    await instances.pass(5 * RESYNC_MS);
    expect(told).toEqual([2]);
    await instances.join(0, 1);
    await instances.pass(5 * RESYNC_MS);
    await instances.join(null, 1);
    await instances.pass(5 * RESYNC_MS);
    await reading;
    expect(told).toEqual([2, 1, 0]);
  });
});
