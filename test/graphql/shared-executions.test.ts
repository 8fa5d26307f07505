import { buildSchema, type ExecutionArgs, type ExecutionResult, parse } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { ANYBODY, type Viewer } from '../../src/access/viewer.ts';
import type { GraphQLContext } from '../../src/graphql/context.ts';
import { audienceOf, MAX_SHARED_RESULTS, SharedExecutions } from '../../src/graphql/shared-executions.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type ResultStream, subscribeWithFreshContext } from '../../src/graphql/subscribe.ts';

describe('an event that many subscribers are sent', () => {
  const document = parse('subscription ($a: Int) { position(a: $a) }');
  const schema = buildSchema('type Query { a: Int } type Subscription { position(a: Int): Int }');
  const field = schema.getSubscriptionType()!.getFields()['position']!;
  const events = [{ position: 1 }, { position: 2 }];
  let executed: { position: number; viewer: Viewer }[];
  const clock = new ManualClock();
  let shared: SharedExecutions;
  beforeEach(() => {
    executed = [];
    shared = new SharedExecutions();
    field.subscribe = () => of(events);
    field.resolve = (event: { position: number }, _args, { viewer }: GraphQLContext) => {
      executed.push({ position: event.position, viewer });
      return event.position;
    };
  });

  const subscribe = async (viewer: Viewer, variableValues = {}): Promise<ResultStream> => {
    const createContext = (who: Viewer) => ({ viewer: who }) as GraphQLContext;
    const args = { schema, document, variableValues, contextValue: createContext(viewer) };
    return (await subscribeWithFreshContext(args, createContext, { shared, clock })) as ResultStream;
  };
  const all = async (stream: ResultStream): Promise<ExecutionResult[]> => {
    const results: ExecutionResult[] = [];
    for await (const result of stream) results.push(result);
    return results;
  };

  it('is executed once for all who asked the same with the same rights, and each gets every event', async () => {
    const results = await Promise.all((await Promise.all([1, 2, 3].map(() => subscribe(ANYBODY)))).map(all));
    expect(results.map((one) => one.map(({ data }) => data?.['position']))).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expect(executed.map(({ position }) => position)).toEqual([1, 2]);
    // The very same result, so that it is written down once.
    expect(results[0]?.[0]).toBe(results[2]?.[0]);
  });

  it('is executed for each who asked for something else, or may see something else', async () => {
    const reader = { ...ANYBODY, scopes: new Set(['membership:read']) };
    const streams = [
      subscribe(ANYBODY),
      subscribe(ANYBODY, { a: 1 }),
      subscribe(reader),
      subscribe({ ...reader, id: 'ann' }),
      subscribe({ ...reader, refusal: 'a bad token' }),
    ];
    await Promise.all(streams.map(async (stream) => all(await stream)));
    expect(executed).toHaveLength(streams.length * events.length);
  });

  it('is not lost to others when the credential ends of whoever takes it first', async () => {
    await Promise.all(
      [{ ...ANYBODY, expiresAtMs: clock.now() + 1 }, ANYBODY].map(async (viewer) => all(await subscribe(viewer))),
    );
    expect(executed.map(({ viewer }) => viewer.expiresAtMs)).toEqual([null, null]);
  });

  it('is refused to whoever has no credential any more', async () => {
    await all(await subscribe({ ...ANYBODY, expiresAtMs: clock.now() }));
    await all(await subscribe(ANYBODY));
    expect(executed.map(({ viewer }) => viewer.expiresAtMs)).toEqual([clock.now(), clock.now(), null, null]);
  });

  it('is executed again for whoever comes much later, so that few results are kept', async () => {
    const args = { schema, document } as ExecutionArgs;
    const run = (event: object, audience = audienceOf(args, ANYBODY)) =>
      shared.of(event, audience, async () => ({ data: { n: executed.push({} as never) } }));
    const first = run(events[0]!);
    for (let n = 1; n < MAX_SHARED_RESULTS; n++) void run({ n });
    expect(await run(events[0]!)).toBe(await first);
    void run({});
    expect(await run(events[0]!)).not.toBe(await first);
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
