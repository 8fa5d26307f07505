import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { ANYBODY, type Viewer } from '../../src/access/viewer.ts';
import { EventStream } from '../../src/events/event-stream.ts';
import { endAtExpiry } from '../../src/graphql/end-at-expiry.ts';
import type { Subscription } from '../../src/graphql/fan-out/subscription.ts';
import type { MemberEvent } from '../../src/store/records.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { RecordingSink } from './recording-sink.ts';
import { positionSubscriptions } from './subscriptions.ts';

const MINUTE = 60_000;
const YEARS = 50 * 365 * 24 * 60 * MINUTE;
const LAST = { errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })] };
const resultOf = (position: number): object => ({ data: { position } });

describe('results that end with a credential', () => {
  let clock: ManualClock;
  let source: EventStream;
  let freed: number;
  const open = (): EventStream =>
    new EventStream({ readLog: async () => [], afterPosition: null, onClosed: () => freed++, onSplit: () => {} });
  beforeEach(() => {
    clock = new ManualClock();
    freed = 0;
    source = open();
  });

  async function subscribe(
    expiresAtMs: number | null,
    resolve = ({ position }: { position: number }): number | Promise<number> => position,
  ): Promise<Subscription> {
    const viewer: Viewer = { ...ANYBODY, expiresAtMs };
    const subscription = await positionSubscriptions({ clock, subscribe: () => source, resolve }).open(viewer);
    return endAtExpiry(subscription, viewer, clock);
  }

  const push = async (position: number): Promise<void> => {
    source.push({ position, atMs: 0 } as MemberEvent);
    await setImmediate();
  };

  it('come until then, and the last one says why it is the last', async () => {
    const sink = RecordingSink.of(await subscribe(clock.now() + MINUTE));
    await push(1);
    clock.advance(MINUTE - 1);
    await push(2);
    expect(sink.results).toEqual([resultOf(1), resultOf(2)]);
    clock.advance(1);
    expect([sink.results.at(-1), sink.ended]).toEqual([LAST, 1]);
    await push(3);
    expect([sink.texts.length, freed, clock.pending]).toEqual([3, 1, 0]);
  });

  it('free what is behind them also when nobody listens yet', async () => {
    const subscription = await subscribe(clock.now() + MINUTE);
    clock.advance(MINUTE);
    expect(freed).toBe(1);
    const sink = RecordingSink.of(subscription);
    expect([sink.results, sink.ended]).toEqual([[LAST], 1]);
  });

  it('end also when the timer is late', async () => {
    const late = new (class extends ManualClock {
      override setTimer = () => () => {};
    })();
    clock = late;
    const sink = RecordingSink.of(await subscribe(late.now() + MINUTE));
    late.advance(MINUTE);
    await push(1);
    expect([sink.results, sink.ended, freed]).toEqual([[LAST], 1, 1]);
  });

  it('end with the moment, also when one was about to come', async () => {
    let finish: () => void = () => {};
    const resolve = (): Promise<number> => new Promise<number>((done) => (finish = () => done(1)));
    const sink = RecordingSink.of(await subscribe(clock.now() + MINUTE, resolve));
    await push(1);
    clock.advance(MINUTE);
    finish();
    await setImmediate();
    expect([sink.results, sink.ended, freed]).toEqual([[LAST], 1, 1]);
  });

  it('leave nothing behind when the reader leaves before, or they are over by themselves', async () => {
    const left = await subscribe(clock.now() + MINUTE);
    const sink = RecordingSink.of(left);
    left.close();
    await push(1);
    expect([sink.results, sink.ended, freed, clock.pending]).toEqual([[], 0, 1, 0]);

    source = open();
    const short = RecordingSink.of(await subscribe(clock.now() + MINUTE));
    await source.return();
    await short.over();
    expect([short.results, short.ended, clock.pending]).toEqual([[], 1, 0]);
  });

  it('go on for ever without an end, and for as long as a far one says', async () => {
    for (const end of [null, clock.now() + YEARS]) {
      source = open();
      const sink = RecordingSink.of(await subscribe(end));
      clock.advance(MINUTE);
      await push(7);
      expect(sink.results).toEqual([resultOf(7)]);
    }
    expect(freed).toBe(0);
  });
});
