import { setImmediate } from 'node:timers/promises';
import { buildSchema, type ExecutionResult, parse } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { ANYBODY, type Viewer } from '../../src/access/viewer.ts';
import { EventStream } from '../../src/events/event-stream.ts';
import type { GraphQLContext } from '../../src/graphql/context.ts';
import { endAtExpiry } from '../../src/graphql/end-at-expiry.ts';
import { SharedExecutions } from '../../src/graphql/shared-executions.ts';
import { type ResultStream, subscribeWithFreshContext } from '../../src/graphql/subscribe.ts';
import type { MemberEvent } from '../../src/store/records.ts';
import { ManualClock } from '../support/manual-clock.ts';

const MINUTE = 60_000;
const YEARS = 50 * 365 * 24 * 60 * MINUTE;
const LAST = {
  done: false,
  value: { errors: [expect.objectContaining({ extensions: { code: 'UNAUTHENTICATED' } })] },
};
const DONE = { done: true, value: undefined };

describe('results that end with a credential', () => {
  let clock: ManualClock;
  let source: EventStream;
  let freed: number;
  beforeEach(() => {
    clock = new ManualClock();
    freed = 0;
    source = new EventStream({ readLog: async () => [], afterPosition: null, onClosed: () => freed++ });
  });

  async function subscribe(
    expiresAtMs: number | null,
    resolve = (event: MemberEvent): number | Promise<number> => event.position,
  ): Promise<ResultStream> {
    const viewer: Viewer = { ...ANYBODY, expiresAtMs };
    const schema = buildSchema('type Query { a: Int } type Subscription { position: Int }');
    const field = schema.getSubscriptionType()!.getFields()['position']!;
    field.subscribe = () => source;
    field.resolve = resolve;
    const contextValue = { viewer } as GraphQLContext;
    const args = { schema, document: parse('subscription { position }'), contextValue };
    const results = await subscribeWithFreshContext(args, () => contextValue, {
      shared: new SharedExecutions(),
      clock,
    });
    return endAtExpiry(results as ResultStream, viewer, clock);
  }

  const push = (position: number): void => source.push({ position, atMs: 0 } as MemberEvent);
  const dataOf = ({ value }: IteratorResult<ExecutionResult, undefined>): unknown => value?.data;

  it('come until then, and the last one says why it is the last', async () => {
    const results = await subscribe(clock.now() + MINUTE);
    push(1);
    expect(dataOf(await results.next())).toEqual({ position: 1 });
    clock.advance(MINUTE - 1);
    push(2);
    expect(dataOf(await results.next())).toEqual({ position: 2 });
    clock.advance(1);
    expect([await results.next(), await results.next()]).toEqual([LAST, DONE]);
    expect([freed, clock.pending]).toEqual([1, 0]);
  });

  it('end while somebody waits for the next one', async () => {
    const results = await subscribe(clock.now() + MINUTE);
    const next = results.next();
    clock.advance(MINUTE);
    expect([await next, await results.next()]).toEqual([LAST, DONE]);
    expect(freed).toBe(1);
  });

  it('free what is behind them also while nobody asks', async () => {
    const results = await subscribe(clock.now() + MINUTE);
    clock.advance(MINUTE);
    expect(freed).toBe(1);
    expect([await results.next(), await results.next()]).toEqual([LAST, DONE]);
  });

  it('end also when the timer is late', async () => {
    const late = new (class extends ManualClock {
      override setTimer = () => () => {};
    })();
    clock = late;
    const results = await subscribe(late.now() + MINUTE);
    push(1);
    late.advance(MINUTE);
    expect([await results.next(), await results.next()]).toEqual([LAST, DONE]);
    expect(freed).toBe(1);
  });

  it('end with the moment, also when one was about to come', async () => {
    let finish: () => void = () => {};
    const results = await subscribe(
      clock.now() + MINUTE,
      () => new Promise<number>((resolve) => (finish = () => resolve(1))),
    );
    const next = results.next();
    push(1);
    await setImmediate();
    clock.advance(MINUTE);
    finish();
    expect([await next, await results.next()]).toEqual([LAST, DONE]);
    expect(freed).toBe(1);
  });

  it('leave nothing behind when the reader leaves before, or they are over by themselves', async () => {
    const results = await subscribe(clock.now() + MINUTE);
    const waiting = results.next();
    expect(await results.return?.()).toEqual(DONE);
    expect([await waiting, await results.next()]).toEqual([DONE, DONE]);
    expect([freed, clock.pending]).toEqual([1, 0]);

    source = new EventStream({ readLog: async () => [], afterPosition: null, onClosed: () => freed++ });
    const short = await subscribe(clock.now() + MINUTE);
    await source.return();
    expect(await short.next()).toEqual(DONE);
    expect(clock.pending).toBe(0);
  });

  it('go on for ever without an end, and for as long as a far one says', async () => {
    for (const end of [null, clock.now() + YEARS]) {
      source = new EventStream({ readLog: async () => [], afterPosition: null, onClosed: () => freed++ });
      const results = await subscribe(end);
      clock.advance(MINUTE);
      push(7);
      expect(dataOf(await results.next())).toEqual({ position: 7 });
    }
    expect(freed).toBe(0);
  });
});
