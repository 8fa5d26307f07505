import type { EventObserver } from '../../events/event-feed.ts';
import type { Clock } from '../../kernel/clock.ts';
import { newSpanId, traceOfOperation } from './trace-context.ts';
import type { Tracing } from './tracing.ts';

/** A span for each change of an operation that was handed to subscribers here: from the change to the hand-over, however many they are. */
export const eventSpans =
  (tracing: Tracing, clock: Clock): EventObserver =>
  (events) => {
    const endMs = clock.now();
    for (const { operationId, atMs, from, to, cause, sequence, membership } of events) {
      if (operationId === null) continue;
      const { traceId, spanId: parentSpanId } = traceOfOperation(operationId);
      if (!tracing.samples(traceId)) continue;
      tracing.record({
        traceId,
        spanId: newSpanId(),
        parentSpanId,
        name: `event ${to}`,
        kind: 'consumer',
        startMs: atMs,
        endMs,
        attributes: {
          'rollcall.operation.id': operationId,
          'rollcall.connection': membership.connectionId,
          'rollcall.event.from': from ?? '',
          'rollcall.event.to': to,
          'rollcall.event.cause': cause,
          'rollcall.event.sequence': sequence,
        },
      });
    }
  };
