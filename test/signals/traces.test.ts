import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RequestTrace } from '../../src/signals/traces/request-trace.ts';
import { readSampling } from '../../src/signals/traces/sampling.ts';
import { wantsTraces } from '../../src/signals/traces/open-tracing.ts';
import { parseTraceparent, traceOfOperation } from '../../src/signals/traces/trace-context.ts';
import type { SpanRecord, Tracing } from '../../src/signals/traces/tracing.ts';

const CALLER = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
const END = { name: 'mutation Invite', startMs: 0, endMs: 10, attributes: {} };
const STEP = { name: 'store invitations.accept', kind: 'client', startMs: 1, endMs: 2, attributes: {} } as const;

/** Keeps what is recorded. */
function recording(samples: Tracing['samples'] = () => true, followsCaller = true) {
  const spans: SpanRecord[] = [];
  const tracing: Tracing = { samples, followsCaller, record: (span) => void spans.push(span), close: async () => {} };
  const named = (name: string): SpanRecord | undefined => spans.find((span) => span.name === name);
  return { spans, tracing, named };
}

describe('the trace of a request', () => {
  it('is that of the operation that it stores, and begins it', () => {
    const { spans, tracing } = recording();
    const [first, second] = [randomUUID(), randomUUID()];
    const trace = new RequestTrace(null);
    expect(trace.traceId).toBeNull();
    trace.step(STEP);
    trace.stored(first, 1, 2);
    trace.stored(second, 2, 3);
    expect(trace.traceId).toBe(first.replaceAll('-', ''));
    trace.record(tracing, END);
    const [other, request, step] = spans;
    expect(request).toMatchObject({
      ...traceOfOperation(first),
      parentSpanId: null,
      links: [traceOfOperation(second)],
    });
    expect(step).toMatchObject({ traceId: request?.traceId, parentSpanId: request?.spanId, name: STEP.name });
    expect(other).toMatchObject({ ...traceOfOperation(second), parentSpanId: null, links: [traceOfOperation(first)] });
  });

  it('is that of its caller, and linked with that of the operation in both directions', () => {
    const { tracing, named } = recording();
    const operationId = randomUUID();
    const trace = new RequestTrace({ ...CALLER, sampled: true });
    trace.stored(operationId, 1, 2);
    trace.record(tracing, END);
    const [request, operation] = [named('mutation Invite'), named('invite operation')];
    expect(request).toMatchObject({
      traceId: CALLER.traceId,
      parentSpanId: CALLER.spanId,
      links: [traceOfOperation(operationId)],
    });
    expect(operation).toMatchObject({ ...traceOfOperation(operationId), parentSpanId: null });
    expect(operation?.links).toMatchObject([{ traceId: CALLER.traceId, spanId: request?.spanId }]);
  });

  it('is a new one without either, linked with operations that it has to do with', () => {
    const { spans, tracing } = recording();
    const operationId = randomUUID();
    const trace = new RequestTrace(null);
    trace.touched(operationId);
    trace.record(tracing, END);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ parentSpanId: null, links: [traceOfOperation(operationId)] });
    expect(spans[0]?.traceId).not.toBe(traceOfOperation(operationId).traceId);
  });

  it('is not recorded when its caller does not record it, and the operation’s is all the same', () => {
    const { spans, tracing } = recording();
    const trace = new RequestTrace({ ...CALLER, sampled: false });
    trace.stored(randomUUID(), 1, 2);
    trace.record(tracing, END);
    expect(spans.map(({ name }) => name)).toEqual(['invite operation']);
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
