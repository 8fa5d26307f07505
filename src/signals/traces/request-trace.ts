import { type IncomingTrace, newSpanId, newTraceId, type SpanRef, traceOfOperation } from './trace-context.ts';
import type { SpanAttributes, SpanRecord, Tracing } from './tracing.ts';

/** Spans within one request at most; what comes beyond is left out. */
export const MAX_REQUEST_SPANS = 256;
/** Operations that one request can be linked with at most. */
export const MAX_REQUEST_LINKS = 64;

/** A step within a request. */
export type RequestStep = Pick<SpanRecord, 'name' | 'kind' | 'startMs' | 'endMs' | 'attributes' | 'error'>;

/** What the request was, as far as it is known once it is over. */
export type RequestEnd = Pick<SpanRecord, 'name' | 'startMs' | 'endMs' | 'attributes' | 'error'>;

/**
 * The spans of one request. They are kept until it is over, for only then it is known whose trace they belong to:
 *
 * | the request | its trace | the first span of an operation that it has stored |
 * |---|---|---|
 * | came with a trace | that one | a span of its own in the operation's trace; it and the request are linked |
 * | came without, and stored an operation | the operation's | the request itself |
 * | came without, and stored none | a new one | - |
 */
export class RequestTrace {
  readonly #incoming: IncomingTrace | null;
  readonly #steps: RequestStep[] = [];
  readonly #stored: { readonly operationId: string; readonly startMs: number; readonly endMs: number }[] = [];
  readonly #touched: string[] = [];

  constructor(incoming: IncomingTrace | null) {
    this.#incoming = incoming;
  }

  /** As far as it is known yet. */
  get traceId(): string | null {
    const [first] = this.#stored;
    return this.#incoming?.traceId ?? (first === undefined ? null : traceOfOperation(first.operationId).traceId);
  }

  step(step: RequestStep): void {
    if (this.#steps.length < MAX_REQUEST_SPANS) this.#steps.push(step);
  }

  /** The request has stored an operation. */
  stored(operationId: string, startMs: number, endMs: number): void {
    if (this.#stored.length < MAX_REQUEST_LINKS) this.#stored.push({ operationId, startMs, endMs });
  }

  /** The request has to do with an operation that was there before. */
  touched(operationId: string): void {
    if (this.#touched.length < MAX_REQUEST_LINKS) this.#touched.push(operationId);
  }

  record(tracing: Tracing, end: RequestEnd): void {
    const [first] = this.#stored;
    const self = this.#self(first?.operationId);
    const isFirst = this.#incoming === null && first !== undefined;
    const others = isFirst ? this.#stored.slice(1) : this.#stored;
    for (const { operationId, startMs, endMs } of others) {
      const operation = traceOfOperation(operationId);
      if (!tracing.samples(operation.traceId)) continue;
      const attributes = { 'rollcall.operation.id': operationId };
      const span = { name: 'invite operation', kind: 'internal', parentSpanId: null, links: [self] } as const;
      tracing.record({ ...operation, ...span, startMs, endMs, attributes });
    }
    if (!this.#isRecorded(tracing, self.traceId)) return;
    const links = [...others.map(({ operationId }) => operationId), ...this.#touched].map(traceOfOperation);
    const attributes: SpanAttributes = isFirst
      ? { ...end.attributes, 'rollcall.operation.id': first.operationId }
      : end.attributes;
    const parentSpanId = this.#incoming?.spanId ?? null;
    tracing.record({ ...end, ...self, kind: 'server', parentSpanId, attributes, links });
    for (const step of this.#steps) {
      tracing.record({ ...step, traceId: self.traceId, spanId: newSpanId(), parentSpanId: self.spanId });
    }
  }

  #self(operationId: string | undefined): SpanRef {
    if (this.#incoming !== null) return { traceId: this.#incoming.traceId, spanId: newSpanId() };
    if (operationId !== undefined) return traceOfOperation(operationId);
    return { traceId: newTraceId(), spanId: newSpanId() };
  }

  #isRecorded(tracing: Tracing, traceId: string): boolean {
    return this.#incoming !== null && tracing.followsCaller ? this.#incoming.sampled : tracing.samples(traceId);
  }
}
