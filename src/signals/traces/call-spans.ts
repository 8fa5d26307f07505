import type { Connections } from '../../connections/connection.ts';
import { DataSourceError } from '../../datasources/fault.ts';
import type { CallObserver, CallRecord } from '../../lanes/call-record.ts';
import type { InviteOrigin, SignalStatements } from '../../store/store.ts';
import type { Count } from '../metrics/tally.ts';
import { newSpanId, traceOfOperation } from './trace-context.ts';
import type { SpanAttributes, Tracing } from './tracing.ts';

/** Operations of one call whose traces show it at most. */
export const MAX_ORIGINS = 100;
/** Calls of which it is being asked whose invites they carried, at most; spans of others are dropped. */
export const MAX_QUESTIONS = 64;

export interface CallSpansDeps {
  readonly tracing: Tracing;
  readonly store: Pick<SignalStatements, 'originsOf'>;
  readonly connections: Connections;
  readonly dropped: Count;
}

/**
 * The spans of calls. A call carries invites of many operations, and each operation's trace shows it:
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
  readonly #questions = new Set<Promise<void>>();

  constructor(deps: CallSpansDeps) {
    this.#deps = deps;
  }

  readonly observe: CallObserver = (record) => {
    const { store, dropped } = this.#deps;
    if (this.#questions.size >= MAX_QUESTIONS) return void dropped.value++;
    const keys = record.call.invites.map(({ key }) => key);
    const question = store.originsOf(keys, MAX_ORIGINS).then(
      (origins) => {
        for (const origin of origins) this.#record(record, origin, origins.length);
      },
      () => void dropped.value++,
    );
    this.#questions.add(question);
    void question.finally(() => this.#questions.delete(question));
  };

  /** Resolves when nothing is asked of the store any more. */
  async close(): Promise<void> {
    await Promise.all(this.#questions);
  }

  #record(record: CallRecord, { operationId, createdAtMs, invites }: InviteOrigin, operations: number): void {
    const { tracing, connections } = this.#deps;
    const { call, grantedAtMs, departedAtMs, answeredAtMs, settledAtMs } = record;
    const { traceId, spanId: rootSpanId } = traceOfOperation(operationId);
    if (!tracing.samples(traceId)) return;
    const of: SpanAttributes = {
      'rollcall.operation.id': operationId,
      'rollcall.connection': call.connectionId,
      'rollcall.call.id': call.id,
    };
    const add = (
      name: string,
      [startMs, endMs]: readonly [number, number],
      parentSpanId: string,
      more: { readonly spanId?: string; readonly kind?: 'client'; readonly attributes?: SpanAttributes } = {},
    ): void => {
      const error = more.attributes === undefined ? undefined : errorOf(record);
      const attributes = { ...of, ...more.attributes };
      const { spanId = newSpanId(), kind = 'internal' } = more;
      tracing.record({ traceId, spanId, parentSpanId, name, kind, startMs, endMs, attributes, error });
    };
    if (call.invites.every(({ attempts, resent }) => attempts === 0 && !resent))
      add('lane wait', [createdAtMs, grantedAtMs], rootSpanId);
    const spanId = newSpanId();
    const provider = connections.get(call.connectionId)?.dataSource.capabilities.provider ?? '';
    const sizes = {
      'rollcall.provider': provider,
      'rollcall.call.members': call.invites.length,
      'rollcall.call.members_of_operation': invites,
      'rollcall.call.operations': operations,
    };
    add(`call ${call.connectionId}`, [grantedAtMs, settledAtMs], rootSpanId, { spanId, attributes: sizes });
    add('departure', [grantedAtMs, departedAtMs ?? answeredAtMs], spanId);
    if (departedAtMs !== null)
      add(`request ${provider}`, [departedAtMs, answeredAtMs], spanId, { kind: 'client', attributes: {} });
    add('settlement', [answeredAtMs, settledAtMs], spanId);
  }
}

function errorOf({ error }: CallRecord): string | undefined {
  if (error === null) return undefined;
  return error instanceof DataSourceError ? error.fault : 'not sent';
}
