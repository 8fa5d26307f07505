import { beforeEach, describe, expect, it } from 'vitest';
import { ANYBODY, type Viewer } from '../../src/access/viewer.ts';
import { MAX_SHARED_RESULTS, SharedExecutions } from '../../src/graphql/shared-executions.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { RecordingSink } from './recording-sink.ts';
import { positionSubscriptions } from './subscriptions.ts';

describe('an event that many subscribers are sent', () => {
  const events = [{ position: 1 }, { position: 2 }];
  const clock = new ManualClock();
  let executed: { position: number; viewer: Viewer }[];
  let subscriptions: ReturnType<typeof positionSubscriptions>;
  beforeEach(() => {
    executed = [];
    subscriptions = positionSubscriptions({
      clock,
      subscribe: () => of(events),
      resolve: ({ position }, _args, { viewer }) => {
        executed.push({ position, viewer });
        return position;
      },
    });
  });
  const all = async (viewer: Viewer, variables = {}): Promise<RecordingSink> =>
    RecordingSink.of(await subscriptions.open(viewer, variables)).over();

  it('is executed once for all who asked the same with the same rights, and each gets every event', async () => {
    const sinks = await Promise.all([1, 2, 3].map(() => all(ANYBODY)));
    for (const { results } of sinks) expect(results).toEqual([{ data: { position: 1 } }, { data: { position: 2 } }]);
    expect(executed.map(({ position }) => position)).toEqual([1, 2]);
  });

  it('is executed once for those who only begin at different places', async () => {
    await Promise.all([all(ANYBODY), all(ANYBODY, { after: 1 }), all(ANYBODY, { after: 2 })]);
    expect(executed).toHaveLength(events.length);
  });

  it('is executed for each who asked for something else, or may see something else', async () => {
    const reader = { ...ANYBODY, scopes: new Set(['membership:read']) };
    const sinks = [
      all(ANYBODY),
      all(ANYBODY, { a: 1 }),
      all(reader),
      all({ ...reader, id: 'ann' }),
      all({ ...reader, refusal: 'a bad token' }),
    ];
    await Promise.all(sinks);
    expect(executed).toHaveLength(sinks.length * events.length);
  });

  it('is not lost to others when the credential ends of whoever takes it first', async () => {
    await Promise.all([{ ...ANYBODY, expiresAtMs: clock.now() + 1 }, ANYBODY].map((viewer) => all(viewer)));
    expect(executed.map(({ viewer }) => viewer.expiresAtMs)).toEqual([null, null]);
  });

  it('is executed again for whoever comes much later, so that few results are kept', () => {
    const shared = new SharedExecutions<object>();
    const run = (event: object): object => shared.of(event, 'audience', () => ({}));
    const first = run(events[0]!);
    for (let n = 1; n < MAX_SHARED_RESULTS; n++) run({ n });
    expect(run(events[0]!)).toBe(first);
    run({});
    expect(run(events[0]!)).not.toBe(first);
  });

  it('is nobody else’s when it is no object', () => {
    const shared = new SharedExecutions<object>();
    expect(shared.of(1, 'audience', () => ({}))).not.toBe(shared.of(1, 'audience', () => ({})));
  });
});

/** A source of events that are over after the last one. */
function of(events: readonly object[]): AsyncIterableIterator<object> {
  const left = events.values();
  return {
    next: () => Promise.resolve(left.next() as IteratorResult<object>),
    return: () => Promise.resolve({ done: true, value: undefined }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
