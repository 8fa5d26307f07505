import type { EventObserver } from '../../events/event-feed.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { MemberEvent } from '../../store/records.ts';
import type { OperationTrace, OperationTraces } from './operation-traces.ts';
import { newSpanId } from './trace-context.ts';
import type { Tracing } from './tracing.ts';

/** A span for each change of an operation that was handed to subscribers here: from the change to the hand-over, however many they are. */
export const eventSpans =
  (traces: OperationTraces, clock: Clock): EventObserver =>
  (events) => {
    const endMs = clock.now();
    const ids = new Set(events.flatMap(({ operationId }) => operationId ?? []));
    if (ids.size === 0) return;
    traces.find(ids, (found) => {
      for (const event of events) {
        const trace = event.operationId === null ? undefined : found.get(event.operationId);
        if (trace?.isRecorded === true) recordEvent(traces.tracing, event, trace, endMs);
      }
    });
  };

function recordEvent(
  tracing: Tracing,
  { operationId, atMs, from, to, cause, sequence, membership }: MemberEvent,
  { traceId, spanId: parentSpanId }: OperationTrace,
  endMs: number,
): void {
  tracing.record({
    traceId,
    spanId: newSpanId(),
    parentSpanId,
    name: `event ${to}`,
    kind: 'consumer',
    startMs: atMs,
    endMs,
    attributes: {
      'rollcall.operation.id': operationId ?? '',
      'rollcall.connection': membership.connectionId,
      'rollcall.event.from': from ?? '',
      'rollcall.event.to': to,
      'rollcall.event.cause': cause,
      'rollcall.event.sequence': sequence,
    },
  });
}
