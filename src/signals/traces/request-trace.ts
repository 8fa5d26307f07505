import type { OperationTraces } from './operation-traces.ts';
import {
  formatTraceparent,
  type IncomingTrace,
  newSpanId,
  newTraceId,
  type SpanRef,
  traceOfOperation,
} from './trace-context.ts';
import type { SpanRecord, Tracing } from './tracing.ts';

/** Spans within one request at most; what comes beyond is left out. */
export const MAX_REQUEST_SPANS = 256;
/** Operations that one request can be linked with at most. */
export const MAX_REQUEST_LINKS = 64;

/** A step within a request. */
export type RequestStep = Pick<SpanRecord, 'name' | 'kind' | 'startMs' | 'endMs' | 'attributes' | 'error'>;

/** What the request was, as far as it is known once it is over. */
export type RequestEnd = Pick<SpanRecord, 'name' | 'startMs' | 'endMs' | 'attributes' | 'error'>;

/**
 * The spans of one request, and of operations that it stores, whatever becomes of those and wherever: all one tree. The spans are kept until the
 * request is over, for only then it is known whose trace they belong to:
 *
 * | the request | its trace |
 * |---|---|
 * | came with a trace | that one, below its caller's span |
 * | came without, and stored operations | that of the first one, which follows from its id |
 * | came without, and stored none | a new one |
 *
 * Operations that were there before have a trace already; the request is linked with it.
 */
export class RequestTrace {
  readonly #tracing: Tracing;
  readonly #incoming: IncomingTrace | null;
  readonly #steps: RequestStep[] = [];
  readonly #touched = new Set<string>();
  #span: SpanRef | null = null;
  #stored: string | null = null;

  constructor(tracing: Tracing, incoming: IncomingTrace | null) {
    this.#tracing = tracing;
    this.#incoming = incoming;
    if (incoming !== null) this.#span = { traceId: incoming.traceId, spanId: newSpanId() };
  }

  /** As far as it is known yet. */
  get traceId(): string | null {
    return this.#span?.traceId ?? null;
  }

  step(step: RequestStep): void {
    if (this.#steps.length < MAX_REQUEST_SPANS) this.#steps.push(step);
  }

  /** What an operation that is about to be stored has to say of its trace; undefined where that follows from its id. */
  get traceparent(): string | undefined {
    return this.#span === null ? undefined : formatTraceparent(this.#span, this.#isRecorded(this.#span.traceId));
  }

  /** The request has stored an operation. */
  stored(operationId: string): void {
    this.#stored ??= operationId;
    this.#span ??= traceOfOperation(operationId);
  }

  /** The request has to do with an operation that was there before. */
  touched(operationId: string): void {
    if (this.#touched.size < MAX_REQUEST_LINKS) this.#touched.add(operationId);
  }

  record(traces: OperationTraces, end: RequestEnd): void {
    const span = this.#span ?? { traceId: newTraceId(), spanId: newSpanId() };
    if (!this.#isRecorded(span.traceId)) return;
    traces.find(this.#touched, (touched) => {
      const operationId = this.#stored;
      this.#tracing.record({
        ...end,
        ...span,
        kind: 'server',
        parentSpanId: this.#incoming?.spanId ?? null,
        attributes: operationId === null ? end.attributes : { ...end.attributes, 'rollcall.operation.id': operationId },
        links: [...touched.values()],
      });
    });
    for (const step of this.#steps)
      this.#tracing.record({ ...step, traceId: span.traceId, spanId: newSpanId(), parentSpanId: span.spanId });
  }

  #isRecorded(traceId: string): boolean {
    const { followsCaller } = this.#tracing;
    return followsCaller && this.#incoming !== null ? this.#incoming.sampled : this.#tracing.samples(traceId);
  }
}
