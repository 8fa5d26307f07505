import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { OperationWatch } from '../../src/events/operation-watch.ts';
import { PROGRESS_INTERVAL_MS, ProgressStream } from '../../src/events/progress-stream.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from './log.ts';
import { operationAt } from './operations.ts';

describe('the progress of an operation', () => {
  let clock: ManualClock;
  let watch: OperationWatch;
  let stream: ProgressStream;
  /** How many waited, and when that was told. */
  let told: { queued: number; inMs: number }[];
  let ended: boolean;
  beforeEach(() => {
    clock = new ManualClock();
    watch = new OperationWatch();
    stream = new ProgressStream(clock, watch, 'op');
    told = [];
    ended = false;
  });
  /** Reads on from here. */
  async function read(): Promise<void> {
    const startedAtMs = clock.now();
    for await (const { counts } of stream) told.push({ queued: counts.queued, inMs: clock.now() - startedAtMs });
    ended = true;
  }
  const report = (queued: number): void => watch.publish([operationAt(queued)]);
  async function pass(ms: number): Promise<void> {
    const untilMs = clock.now() + ms;
    await settle();
    for (let next = clock.nextAtMs; next !== undefined && next <= untilMs; next = clock.nextAtMs) {
      clock.advanceTo(next);
      await settle();
    }
    clock.advanceTo(untilMs);
    await settle();
  }

  it('begins with how the operation stands', async () => {
    stream.reportFirst(operationAt(9));
    void read();
    await pass(0);
    expect(told).toEqual([{ queued: 9, inMs: 0 }]);
  });

  it('begins with what changed in between, if anything did', async () => {
    report(7);
    stream.reportFirst(operationAt(9));
    void read();
    await pass(10_000);
    expect(told).toEqual([{ queued: 7, inMs: 0 }]);
  });

  it('tells the newest state once an interval, and nothing while nothing changes', async () => {
    stream.reportFirst(operationAt(10));
    void read();
    await pass(0);
    for (const queued of [9, 8, 7]) {
      await pass(20);
      report(queued);
    }
    await pass(5_000);
    report(6);
    await pass(0);
    expect(told).toEqual([
      { queued: 10, inMs: 0 },
      { queued: 7, inMs: PROGRESS_INTERVAL_MS },
      { queued: 6, inMs: 5_060 },
    ]);
    expect(clock.pending).toBe(0);
  });

  it('tells the end at once, and ends', async () => {
    stream.reportFirst(operationAt(10));
    void read();
    await pass(10);
    report(1);
    await pass(10);
    report(0);
    await pass(0);
    expect(told).toEqual([
      { queued: 10, inMs: 0 },
      { queued: 0, inMs: 20 },
    ]);
    expect(ended).toBe(true);
    expect(watch.watched).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('tells of an operation that has ended already, once', async () => {
    stream.reportFirst(operationAt(0));
    await read();
    expect(told).toEqual([{ queued: 0, inMs: 0 }]);
  });

  it('ends at once when it is closed while it waits for a change or for its time', async () => {
    for (const change of [false, true]) {
      const other = new ProgressStream(clock, watch, 'op');
      other.reportFirst(operationAt(10));
      await other.next();
      const next = other.next();
      await settle();
      if (change) report(9);
      await settle();
      await other.return();
      expect(await next).toEqual({ done: true, value: undefined });
      expect(clock.pending).toBe(0);
    }
    await stream[Symbol.asyncDispose]();
    expect(watch.watched).toBe(0);
  });

  it('ends its watch alone, however often it is closed', async () => {
    stream.reportFirst(operationAt(0));
    await read();
    const seen: number[] = [];
    watch.watch('op', ({ counts }) => void seen.push(counts.queued));
    await stream.return();
    report(4);
    expect(seen).toEqual([4]);
  });

  it('tells at most once an interval and never anything old, whenever changes come, and always the last one', async () => {
    const changes = fc.array(fc.record({ inMs: fc.nat(400), by: fc.integer({ min: 0, max: 2 }) }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(changes, async (coming) => {
        watch = new OperationWatch();
        stream = new ProgressStream(clock, watch, 'op');
        told = [];
        ended = false;
        let queued = 40;
        stream.reportFirst(operationAt(queued));
        void read();
        await pass(0);
        for (const { inMs, by } of coming) {
          await pass(inMs);
          queued -= by === 2 ? 1 : by;
          report(queued);
        }
        await pass(PROGRESS_INTERVAL_MS);
        expect(told.at(-1)?.queued).toBe(queued);
        const gaps = told.slice(1).map(({ inMs }, index) => inMs - (told[index]?.inMs ?? 0));
        expect(Math.min(PROGRESS_INTERVAL_MS, ...gaps)).toBe(PROGRESS_INTERVAL_MS);
        const waiting = told.map((each) => each.queued);
        expect(waiting).toEqual(waiting.toSorted((a, b) => b - a));
        report(0);
        await pass(0);
        expect(told.at(-1)?.queued).toBe(0);
        expect(ended).toBe(true);
        expect(watch.watched).toBe(0);
      }),
      { seed: 20_261_121, numRuns: 60 },
    );
  });
});
