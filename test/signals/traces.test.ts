import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MAX_QUESTIONS, type OperationTrace, OperationTraces } from '../../src/signals/traces/operation-traces.ts';
import { RequestTrace } from '../../src/signals/traces/request-trace.ts';
import { readSampling } from '../../src/signals/traces/sampling.ts';
import { wantsTraces } from '../../src/signals/traces/open-tracing.ts';
import { parseTraceparent, traceOfOperation } from '../../src/signals/traces/trace-context.ts';
import type { SpanRecord, Tracing } from '../../src/signals/traces/tracing.ts';

const CALLER = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const END = { name: 'mutation Invite', startMs: 0, endMs: 10, attributes: {} };
const STEP = { name: 'store invitations.accept', kind: 'client', startMs: 1, endMs: 2, attributes: {} } as const;

/** Keeps what is recorded; the store knows the traces of operations that are named here. */
function recording({
  samples = () => true,
  followsCaller = true,
  traceparents = new Map(),
}: Partial<Pick<Tracing, 'samples' | 'followsCaller'>> & { traceparents?: ReadonlyMap<string, string> } = {}) {
  const spans: SpanRecord[] = [];
  const tracing: Tracing = { samples, followsCaller, record: (span) => void spans.push(span), close: async () => {} };
  const dropped = { value: 0 };
  const traces = new OperationTraces({ tracing, dropped });
  const asked: string[][] = [];
  traces.readFrom({
    originsOf: async () => [],
    traceparentsOf: async (ids) => {
      asked.push([...ids]);
      return traceparents;
    },
  });
  /** What is recorded of the request once the store has said what it was asked. */
  const end = async (trace: RequestTrace): Promise<SpanRecord[]> => {
    trace.record(traces, END);
    await traces.close();
    return spans;
  };
  return { tracing, traces, asked, dropped, end };
}

describe('the trace of a request', () => {
  it('is that of the first operation that it stores, and begins it; further ones belong to it', async () => {
    const { tracing, end } = recording();
    const first = randomUUID();
    const trace = new RequestTrace(tracing, null);
    expect([trace.traceId, trace.traceparent]).toEqual([null, undefined]);
    trace.step(STEP);
    trace.stored(first);
    const { traceId, spanId } = traceOfOperation(first);
    expect(trace.traceId).toBe(first.replaceAll('-', ''));
    expect(trace.traceparent).toBe(`00-${traceId}-${spanId}-01`);
    trace.stored(randomUUID());
    const [request, step, ...more] = await end(trace);
    expect(more).toEqual([]);
    expect(request).toMatchObject({
      traceId,
      spanId,
      parentSpanId: null,
      links: [],
      attributes: { 'rollcall.operation.id': first },
    });
    expect(step).toMatchObject({ traceId, parentSpanId: spanId, name: STEP.name });
  });

  it('is that of its caller, and so is that of what it stores', async () => {
    const { tracing, end } = recording();
    const operationId = randomUUID();
    const trace = new RequestTrace(tracing, { ...CALLER, sampled: true });
    const given = parseTraceparent(trace.traceparent);
    trace.stored(operationId);
    const spans = await end(trace);
    expect(spans).toMatchObject([
      { traceId: CALLER.traceId, parentSpanId: CALLER.spanId, attributes: { 'rollcall.operation.id': operationId } },
    ]);
    expect(given).toEqual({ traceId: CALLER.traceId, spanId: spans[0]?.spanId, sampled: true });
  });

  it('is a new one without either, linked with operations that it has to do with, wherever those belong', async () => {
    const [own, called] = [randomUUID(), randomUUID()];
    const traceparents = new Map([[called, `00-${CALLER.traceId}-${CALLER.spanId}-01`]]);
    const { tracing, end, asked } = recording({ traceparents });
    const trace = new RequestTrace(tracing, null);
    for (const id of [own, called, own]) trace.touched(id);
    const [request, ...more] = await end(trace);
    expect(more).toEqual([]);
    expect(request).toMatchObject({ parentSpanId: null, links: [traceOfOperation(own), CALLER] });
    expect([traceOfOperation(own).traceId, CALLER.traceId]).not.toContain(request?.traceId);
    await end(trace);
    expect(asked).toEqual([[own, called]]);
  });

  it('is not recorded when its caller does not record it, and neither is what it stores', async () => {
    const { tracing, end } = recording();
    const trace = new RequestTrace(tracing, { ...CALLER, sampled: false });
    expect(trace.traceparent).toMatch(/-00$/);
    trace.stored(randomUUID());
    expect(await end(trace)).toEqual([]);
  });

  it('is recorded whatever its caller says where the sampler is no parent-based one', async () => {
    const { tracing, end } = recording({ followsCaller: false });
    expect(await end(new RequestTrace(tracing, { ...CALLER, sampled: false }))).toHaveLength(1);
    const none = recording({ followsCaller: false, samples: () => false });
    expect(await none.end(new RequestTrace(none.tracing, { ...CALLER, sampled: true }))).toEqual([]);
  });
});

describe('the trace of an operation', () => {
  const findOne = async ({ traces }: ReturnType<typeof recording>, id: string): Promise<OperationTrace | undefined> => {
    const found: (OperationTrace | undefined)[] = [];
    traces.find([id], (all) => void found.push(all.get(id)));
    await traces.close();
    return found[0];
  };

  it('is recorded as its caller said, or as its id says, on every instance alike', async () => {
    const id = randomUUID();
    const of = (flags: string, more: Parameters<typeof recording>[0] = {}) =>
      findOne(
        recording({ traceparents: new Map([[id, `00-${CALLER.traceId}-${CALLER.spanId}-${flags}`]]), ...more }),
        id,
      );
    expect(await of('01')).toEqual({ ...CALLER, isRecorded: true });
    expect(await of('00')).toEqual({ ...CALLER, isRecorded: false });
    expect(await of('01', { samples: () => false })).toMatchObject({ isRecorded: true });
    expect(await of('01', { samples: () => false, followsCaller: false })).toMatchObject({ isRecorded: false });
    expect(await of('00', { samples: (traceId) => traceId === CALLER.traceId, followsCaller: false })).toMatchObject({
      isRecorded: true,
    });
    expect(await findOne(recording({ samples: () => false }), id)).toEqual({
      ...traceOfOperation(id),
      isRecorded: false,
    });
  });

  it('is dropped and counted when the store does not tell, or is asked too much', async () => {
    const { traces, dropped } = recording();
    const answer = Promise.withResolvers<never>();
    traces.readFrom({ originsOf: () => answer.promise, traceparentsOf: () => answer.promise });
    const used: unknown[] = [];
    for (let asked = 0; asked <= MAX_QUESTIONS; asked++) traces.find([`${asked}`], (found) => used.push(found));
    expect(dropped.value).toBe(1);
    answer.reject(new Error('no store'));
    await traces.close();
    expect([dropped.value, used]).toEqual([MAX_QUESTIONS + 1, []]);
  });
});

describe('traceparent', () => {
  const given = `00-${CALLER.traceId}-${CALLER.spanId}-01`;

  it('is read, also when a later version says more', () => {
    expect(parseTraceparent(given)).toEqual({ ...CALLER, sampled: true });
    expect(parseTraceparent(` ${given.replace(/01$/, '00')} `)).toEqual({ ...CALLER, sampled: false });
    expect(parseTraceparent(`cc${given.slice(2)}-more`)).toEqual({ ...CALLER, sampled: true });
  });

  it.each([
    undefined,
    null,
    5,
    '',
    'ff' + given.slice(2),
    given.toUpperCase(),
    given.replaceAll('a', '0'),
    given.replaceAll('b', '0'),
    given.slice(1),
  ])('is none: %s', (text) => expect(parseTraceparent(text)).toBeNull());
});

describe('the environment', () => {
  it('switches traces on and off', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
    expect(wantsTraces({})).toBe(false);
    expect(wantsTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBe(false);
    expect(wantsTraces(endpoint)).toBe(true);
    expect(wantsTraces({ OTEL_TRACES_EXPORTER: 'otlp' })).toBe(true);
    expect(wantsTraces({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' })).toBe(false);
    expect(wantsTraces({ ...endpoint, OTEL_SDK_DISABLED: 'true' })).toBe(false);
  });

  it('says which traces are recorded', () => {
    const byRatio = (ratio: number) => (traceId: string) => Number.parseInt(traceId.slice(0, 8), 16) < ratio * 2 ** 32;
    const sampling = (sampler?: string, arg?: string) =>
      readSampling({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: arg }, byRatio);
    const [low, high] = ['0'.repeat(32), 'f'.repeat(32)];
    expect([sampling().samples(high), sampling().followsCaller]).toEqual([true, true]);
    expect([sampling('always_off').samples(low), sampling('always_off').followsCaller]).toEqual([false, false]);
    const half = sampling('parentbased_traceidratio', '0.5');
    expect([half.samples(low), half.samples(high), half.followsCaller]).toEqual([true, false, true]);
    expect(sampling('traceidratio', 'nonsense').samples(high)).toBe(sampling('traceidratio', '1').samples(high));
  });
});
