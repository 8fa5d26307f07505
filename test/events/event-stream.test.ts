import { describe, expect, it } from 'vitest';
import { EventStream, MAX_BUFFERED_EVENTS, REPLAY_PAGE, SlowReaderError } from '../../src/events/event-stream.ts';
import { parseEventCursor } from '../../src/kernel/cursor.ts';
import type { MemberEvent } from '../../src/store/records.ts';
import { eventAt, eventsFrom, MemoryLog, settle, take } from './log.ts';

const range = (first: number, last: number): number[] =>
  eventsFrom(first, last - first + 1).map(({ position }) => position);

/** A stream over a log, and how often it has closed. */
function streamOf(log: MemoryLog, afterPosition: number | null) {
  const closed = { times: 0 };
  const stream: EventStream = new EventStream({
    readLog: (position, limit) => log.after(position, {}, limit),
    afterPosition,
    onClosed: () => void closed.times++,
    onSplit: (split) => void streams.push(split),
  });
  const streams = [stream];
  /** As a commit does: in the log first, then live. */
  const commit = (...events: readonly MemberEvent[]): void => {
    log.events.push(...events);
    for (const event of events) for (const each of streams) each.push(event);
  };
  return { stream, closed, commit };
}

/** Who has not settled stays undefined. */
function watched<Value>(promise: Promise<Value>): { value?: Value; error?: unknown } {
  const seen: { value?: Value; error?: unknown } = {};
  promise.then(
    (value) => (seen.value = value),
    (error: unknown) => (seen.error = error),
  );
  return seen;
}

describe('a live stream', () => {
  it('gives what is pushed, in order, and reads no log', async () => {
    const log = new MemoryLog();
    const { stream, commit } = streamOf(log, null);
    commit(...eventsFrom(5, 3));
    expect(await take(stream, 3)).toEqual([5, 6, 7]);
    expect(log.reads).toBe(0);
  });

  it('waits for the next event, and gives it to the one who waits', async () => {
    const { stream, commit } = streamOf(new MemoryLog(), null);
    const next = watched(stream.next());
    await settle();
    expect(next).toEqual({});
    commit(eventAt(1));
    await settle();
    expect(next.value).toMatchObject({ done: false, value: { position: 1 } });
  });

  it('ends at once when it is closed while it waits', async () => {
    const { stream, closed } = streamOf(new MemoryLog(), null);
    const next = watched(stream.next());
    await settle();
    expect(await stream.return()).toEqual({ done: true, value: undefined });
    expect(closed.times).toBe(1);
    await settle();
    expect(next.value).toEqual({ done: true, value: undefined });
  });

  it('gives nothing once it is closed, not even what waits', async () => {
    const { stream, closed, commit } = streamOf(new MemoryLog(), null);
    commit(...eventsFrom(1, 3));
    await stream.return();
    commit(eventAt(4));
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await stream.return();
    await stream[Symbol.asyncDispose]();
    expect(closed.times).toBe(1);
  });

  it('closes with the loop that reads it', async () => {
    const { stream, closed, commit } = streamOf(new MemoryLog(), null);
    commit(...eventsFrom(1, 3));
    for await (const event of stream) if (event.position === 2) break;
    expect(closed.times).toBe(1);
  });

  it('keeps so many events for a slow reader, and all of them in order', async () => {
    const { stream, commit } = streamOf(new MemoryLog(), null);
    commit(...eventsFrom(1, MAX_BUFFERED_EVENTS));
    expect(await take(stream, MAX_BUFFERED_EVENTS)).toEqual(range(1, MAX_BUFFERED_EVENTS));
    commit(eventAt(MAX_BUFFERED_EVENTS + 1));
    expect(await take(stream, 1)).toEqual([MAX_BUFFERED_EVENTS + 1]);
  });

  it('gives all of a commit that is larger than what is kept, to a reader who could not take any of it in between', async () => {
    const { stream, closed, commit } = streamOf(new MemoryLog(), null);
    const first = stream.next();
    await settle();
    const many = 3 * MAX_BUFFERED_EVENTS;
    commit(...eventsFrom(7, many));
    commit(eventAt(many + 7));
    expect(await first).toMatchObject({ value: { position: 7 } });
    expect(await take(stream, many)).toEqual(range(8, many + 7));
    commit(eventAt(many + 8));
    expect(await take(stream, 1)).toEqual([many + 8]);
    expect(closed.times).toBe(0);
  });

  it('ends with an error and a cursor for a reader who took nothing of so many, and frees everything before that', async () => {
    const { stream, closed, commit } = streamOf(new MemoryLog(), null);
    commit(...eventsFrom(1, 3));
    expect(await take(stream, 2)).toEqual([1, 2]);
    commit(...eventsFrom(4, MAX_BUFFERED_EVENTS));
    await settle();
    expect(closed.times).toBe(0);
    commit(eventAt(MAX_BUFFERED_EVENTS + 4));
    expect(closed.times).toBe(1);
    const error = await stream.next().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(SlowReaderError);
    const { code, cursor } = (error as SlowReaderError).extensions;
    expect(code).toBe('SUBSCRIBER_TOO_SLOW');
    expect(parseEventCursor(cursor ?? '')?.position).toBe(2);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it.each([MAX_BUFFERED_EVENTS, MAX_BUFFERED_EVENTS + 1])(
    'gives a cursor to go on from without a gap to a reader who never took any of %i',
    async (many) => {
      const log = new MemoryLog();
      const { stream, commit } = streamOf(log, null);
      log.events.push(...eventsFrom(1, 6));
      commit(...eventsFrom(7, many));
      await settle();
      commit(eventAt(many + 7));
      const error = (await stream.next().catch((thrown: unknown) => thrown)) as SlowReaderError;
      const cursor = parseEventCursor(error.extensions.cursor ?? '');
      expect(cursor?.position).toBe(6);
      const again = streamOf(log, cursor?.position ?? 0);
      expect(await take(again.stream, many + 1)).toEqual(range(7, many + 7));
    },
  );
});

describe('a stream that replays', () => {
  it('gives the log after its position, page by page, and then what happens', async () => {
    const log = new MemoryLog();
    const { stream, commit } = streamOf(log, 2);
    log.events.push(...eventsFrom(1, 2 * REPLAY_PAGE + 10));
    expect(await take(stream, 2 * REPLAY_PAGE + 8)).toEqual(range(3, 2 * REPLAY_PAGE + 10));
    const next = watched(stream.next());
    await settle();
    expect(next).toEqual({});
    commit(eventAt(2 * REPLAY_PAGE + 11));
    await settle();
    expect(next.value).toMatchObject({ value: { position: 2 * REPLAY_PAGE + 11 } });
  });

  it('gives an event once that is committed while a page is read, whether the page has it or not', async () => {
    for (const pageHasIt of [true, false]) {
      const gate = Promise.withResolvers<void>();
      let reads = 0;
      const log = new MemoryLog(async (page) => {
        if (++reads > 1) return page;
        await gate.promise;
        return pageHasIt ? log.events.slice() : page;
      });
      log.events.push(...eventsFrom(1, 3));
      const { stream, commit } = streamOf(log, 0);
      const taken = take(stream, 6);
      await settle();
      commit(...eventsFrom(4, 2));
      gate.resolve();
      await settle();
      commit(eventAt(6));
      expect(await taken).toEqual(range(1, 6));
    }
  });

  it('loses nothing when more is committed during a replay than is kept for a reader', async () => {
    const log = new MemoryLog();
    const { stream, closed, commit } = streamOf(log, 0);
    log.events.push(...eventsFrom(1, 10));
    expect(await take(stream, 1)).toEqual([1]);
    commit(...eventsFrom(11, MAX_BUFFERED_EVENTS + 50));
    expect(closed.times).toBe(0);
    const last = MAX_BUFFERED_EVENTS + 60;
    expect(await take(stream, last - 1)).toEqual(range(2, last));
    commit(eventAt(last + 1));
    expect(await take(stream, 1)).toEqual([last + 1]);
  });

  it('loses nothing when that happens while the last, empty page is read', async () => {
    const gate = Promise.withResolvers<void>();
    let reads = 0;
    const log = new MemoryLog(async (page) => {
      if (++reads === 1) await gate.promise;
      return page;
    });
    const { stream, commit } = streamOf(log, 0);
    const taken = take(stream, MAX_BUFFERED_EVENTS + 50);
    await settle();
    commit(...eventsFrom(1, MAX_BUFFERED_EVENTS + 50));
    gate.resolve();
    expect(await taken).toEqual(range(1, MAX_BUFFERED_EVENTS + 50));
  });

  it('is too slow like any other once it is live', async () => {
    const log = new MemoryLog();
    log.events.push(...eventsFrom(1, 2));
    const { stream, commit } = streamOf(log, 0);
    expect(await take(stream, 2)).toEqual([1, 2]);
    const waiting = stream.next();
    await settle();
    commit(...eventsFrom(3, MAX_BUFFERED_EVENTS + 1));
    expect(await waiting).toMatchObject({ value: { position: 3 } });
    commit(...eventsFrom(MAX_BUFFERED_EVENTS + 4, MAX_BUFFERED_EVENTS));
    await settle();
    commit(eventAt(2 * MAX_BUFFERED_EVENTS + 4));
    const error = await stream.next().catch((thrown: unknown) => thrown);
    expect(parseEventCursor((error as SlowReaderError).extensions.cursor ?? '')?.position).toBe(3);
  });

  it('ends at once when it is closed while a page is read', async () => {
    const gate = Promise.withResolvers<void>();
    const log = new MemoryLog(async (page) => {
      await gate.promise;
      return page;
    });
    log.events.push(...eventsFrom(1, 3));
    const { stream, closed } = streamOf(log, 0);
    const next = stream.next();
    await settle();
    await stream.return();
    expect(closed.times).toBe(1);
    gate.resolve();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('closes when the log cannot be read, and says why once', async () => {
    const log = new MemoryLog(() => Promise.reject(new Error('no log')));
    const { stream, closed } = streamOf(log, 0);
    await expect(stream.next()).rejects.toThrow('no log');
    expect(closed.times).toBe(1);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a stream for many subscribers', () => {
  it('takes in those who are at the same place, and ends with the last of them', async () => {
    const log = new MemoryLog();
    const one = streamOf(log, null);
    const other = streamOf(log, null);
    one.commit(eventAt(1));
    expect(one.stream.take(10)).toHaveLength(1);
    expect(one.stream.join(other.stream)).toBe(true);
    expect([one.stream.subscribers, other.stream.subscribers, other.closed.times]).toEqual([2, 0, 1]);
    one.stream.leave();
    expect(one.stream.subscribers).toBe(1);
    one.stream.leave();
    expect([one.stream.subscribers, one.closed.times]).toEqual([0, 1]);
  });

  it('takes nobody in who has something to take, has to read the log, or is further', async () => {
    const log = new MemoryLog();
    log.events.push(eventAt(1));
    const leading = streamOf(log, null);
    const behind = streamOf(log, null);
    behind.commit(eventAt(2));
    const replaying = streamOf(log, 0);
    const further = streamOf(log, 0);
    expect(await take(further.stream, 2)).toEqual([1, 2]);
    await further.stream.readOn();
    expect(further.stream.isIdle).toBe(true);
    for (const { stream } of [behind, replaying, further]) expect(leading.stream.join(stream)).toBe(false);
    expect(behind.stream.join(leading.stream)).toBe(false);
    leading.commit(eventAt(2));
    leading.stream.take(1);
    expect(leading.stream.join(further.stream)).toBe(true);
  });

  it.each([null, 0])('lets one go its own way with what it has not got, after %s', async (afterPosition) => {
    const log = new MemoryLog();
    log.events.push(...eventsFrom(1, 5));
    const { stream, commit } = streamOf(log, afterPosition);
    if (afterPosition === null) for (const event of log.events) stream.push(event);
    else await stream.readOn();
    const taken = stream.take(3);
    const split = stream.split(taken.slice(1));
    commit(eventAt(6));
    expect(await take(split, 5)).toEqual([2, 3, 4, 5, 6]);
    expect(await take(stream, 3)).toEqual([4, 5, 6]);
  });

  it('lets one go its own way also when all is taken', async () => {
    const { stream, commit } = streamOf(new MemoryLog(), null);
    commit(...eventsFrom(1, 3));
    stream.take(3);
    const split = stream.split([]);
    commit(eventAt(4));
    expect([await take(split, 1), await take(stream, 1)]).toEqual([[4], [4]]);
  });
});
