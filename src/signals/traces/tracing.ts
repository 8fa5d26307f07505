import type { SpanRef } from './trace-context.ts';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** One span that is over. Instants in milliseconds since 1970, with fractions where they are known. */
export interface SpanRecord extends SpanRef {
  /** Of the same trace; null: the trace begins with it. */
  readonly parentSpanId: string | null;
  readonly name: string;
  /** `server`: answers somebody; `client`: waits for a provider or the database; `consumer`: takes what somebody left. */
  readonly kind: 'server' | 'client' | 'consumer' | 'internal';
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: SpanAttributes;
  /** Spans of other traces that it has to do with. */
  readonly links?: readonly SpanRef[] | undefined;
  /** Why it failed, in a word. */
  readonly error?: string | undefined;
}

/**
 * Where spans go. They are recorded when they are over, with ids that were decided before: the trace of a request is known only once
 * it has stored an operation, and spans of one operation come from many instances.
 */
export interface Tracing {
  /** Whether a trace that begins here is recorded; of one id every instance says the same. */
  samples(traceId: string): boolean;
  /** Whether the caller's word counts for the spans of a request, instead of {@link samples}. */
  readonly followsCaller: boolean;
  /** Keeps it until it is sent; when too many wait it is dropped. */
  record(span: SpanRecord): void;
  /** Sends what waits, within a limit. */
  close(): Promise<void>;
}
