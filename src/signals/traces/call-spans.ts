import type { Connections } from '../../connections/connection.ts';
import { DataSourceError } from '../../datasources/fault.ts';
import type { CallObserver, CallRecord } from '../../lanes/call-record.ts';
import type { InviteOrigin } from '../../store/store.ts';
import type { OperationTrace, OperationTraces } from './operation-traces.ts';
import { newSpanId, type SpanRef } from './trace-context.ts';
import type { SpanAttributes } from './tracing.ts';

/** Operations of one call whose traces show it at most. */
export const MAX_ORIGINS = 100;

export interface CallSpansDeps {
  readonly traces: OperationTraces;
  readonly connections: Connections;
}

/** One operation whose invites a call carried, and the span of the call in its trace. */
interface Shown {
  readonly origin: InviteOrigin;
  readonly trace: OperationTrace;
  readonly span: SpanRef;
}

/**
 * The spans of calls. A call carries invites of many operations, and each operation's trace shows it whole; the copies are linked by way of
 * that of the oldest operation:
 *
 *     lane wait        from the operation to the grant; on the first attempt only
 *     call             from the grant until the outcomes are stored
 *     ├ departure      until the provider takes one more call, with the read before it
 *     ├ request        until the provider has answered
 *     └ settlement     until the outcomes are stored
 *
 * Whose invites they are is asked for after the call, and only while traces are recorded, so that no grant has to tell.
 */
export class CallSpans {
  readonly #deps: CallSpansDeps;

  constructor(deps: CallSpansDeps) {
    this.#deps = deps;
  }

  readonly observe: CallObserver = (record) => {
    const keys = record.call.invites.map(({ key }) => key);
    this.#deps.traces.findOrigins(keys, MAX_ORIGINS, (origins) => {
      const shown = origins
        .filter(({ trace }) => trace.isRecorded)
        .map(({ origin, trace }): Shown => ({ origin, trace, span: { traceId: trace.traceId, spanId: newSpanId() } }));
      const [first, ...others] = shown;
      if (first === undefined) return;
      const operations = origins.length;
      this.#record(
        record,
        first,
        operations,
        others.map(({ span }) => span),
      );
      for (const other of others) this.#record(record, other, operations, [first.span]);
    });
  };

  #record(record: CallRecord, { origin, trace, span }: Shown, operations: number, links: readonly SpanRef[]): void {
    const { connections } = this.#deps;
    const { tracing } = this.#deps.traces;
    const { call, grantedAtMs, departedAtMs, answeredAtMs, settledAtMs } = record;
    const { traceId } = trace;
    const of: SpanAttributes = {
      'rollcall.operation.id': origin.operationId,
      'rollcall.connection': call.connectionId,
      'rollcall.call.id': call.id,
    };
    const add = (name: string, startMs: number, endMs: number, parentSpanId: string): void =>
      tracing.record({
        traceId,
        spanId: newSpanId(),
        parentSpanId,
        name,
        kind: 'internal',
        startMs,
        endMs,
        attributes: of,
      });
    const error = errorOf(record);
    const provider = connections.get(call.connectionId)?.dataSource.capabilities.provider ?? '';
    if (call.invites.every(({ attempts, resent }) => attempts === 0 && !resent))
      add('lane wait', origin.createdAtMs, grantedAtMs, trace.spanId);
    tracing.record({
      ...span,
      parentSpanId: trace.spanId,
      name: `call ${call.connectionId}`,
      kind: 'internal',
      startMs: grantedAtMs,
      endMs: settledAtMs,
      attributes: {
        ...of,
        'rollcall.provider': provider,
        'rollcall.call.members': call.invites.length,
        'rollcall.call.members_of_operation': origin.invites,
        'rollcall.call.operations': operations,
      },
      links,
      error,
    });
    add('departure', grantedAtMs, departedAtMs ?? answeredAtMs, span.spanId);
    if (departedAtMs !== null)
      tracing.record({
        traceId,
        spanId: newSpanId(),
        parentSpanId: span.spanId,
        name: `request ${provider}`,
        kind: 'client',
        startMs: departedAtMs,
        endMs: answeredAtMs,
        // Those who draw maps of services show the provider by it.
        attributes: { ...of, 'peer.service': provider },
        error,
      });
    add('settlement', answeredAtMs, settledAtMs, span.spanId);
  }
}

function errorOf({ error }: CallRecord): string | undefined {
  if (error === null) return undefined;
  return error instanceof DataSourceError ? error.fault : 'not sent';
}
