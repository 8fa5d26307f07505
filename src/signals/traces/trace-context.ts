import { hash, randomBytes } from 'node:crypto';

/** One span as others name it: hexadecimal ids of 16 and 8 bytes. */
export interface SpanRef {
  readonly traceId: string;
  readonly spanId: string;
}

/** What a caller says of the trace that a request belongs to. */
export interface IncomingTrace extends SpanRef {
  /** Whether the caller records it. */
  readonly sampled: boolean;
}

const TRACEPARENT = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;
const SAMPLED = 1;

/**
 * Reads the header `traceparent`; null when there is none, or what there is is none.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header, read 2026-11-21
 */
export function parseTraceparent(header: unknown): IncomingTrace | null {
  const match = typeof header === 'string' ? TRACEPARENT.exec(header.trim()) : null;
  if (match === null) return null;
  const [, traceId = '', spanId = '', flags = '0'] = match;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) !== 0 };
}

/** The header that says of a span that what follows belongs under it. */
export const formatTraceparent = ({ traceId, spanId }: SpanRef, sampled: boolean): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

export const newTraceId = (): string => randomBytes(16).toString('hex');
export const newSpanId = (): string => randomBytes(8).toString('hex');

/**
 * The trace that an invite operation begins, and its first span: both follow from the operation's id, so that every instance that has to do with
 * the operation, at any time, knows where its spans belong, and nothing of it has to be stored. The trace's id is the operation's
 * own, without its dashes.
 */
export function traceOfOperation(operationId: string): SpanRef {
  const digits = operationId.replaceAll('-', '').toLowerCase();
  return {
    traceId: /^[\da-f]{32}$/.test(digits) ? digits : hash('sha256', operationId).slice(0, 32),
    spanId: hash('sha256', `rollcall operation ${operationId}`).slice(0, 16),
  };
}
