import { randomUUID } from 'node:crypto';
import type { HrTime, SpanKind } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { type Clock, sleep } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import { VERSION } from '../version.ts';
import { readSampling } from './sampling.ts';
import type { SpanRef } from './trace-context.ts';
import type { SpanRecord, Tracing } from './tracing.ts';

/** Spans that wait to be sent at most; what comes beyond is dropped. */
export const MAX_WAITING_SPANS = 8_192;
/** Spans that are sent at once at most. */
export const MAX_SPANS_AT_ONCE = 512;
/** How often what waits is sent, unless `OTEL_BSP_SCHEDULE_DELAY` says otherwise, in milliseconds. */
export const SEND_EVERY_MS = 5 * SECOND;
/** How long the last spans of a process that ends may take, in milliseconds. */
export const LAST_SPANS_MS = SECOND;

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether traces are wanted, by OpenTelemetry's own variables. */
export function wantsTraces(environment: Environment): boolean {
  if (environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  const exporter = environment['OTEL_TRACES_EXPORTER'] || undefined;
  if (exporter !== undefined) return exporter === 'otlp';
  return Boolean(environment['OTEL_EXPORTER_OTLP_ENDPOINT'] || environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
}

export interface TracingDeps {
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Spans over OTLP, where the environment names somebody who takes them; null otherwise, and then nothing of OpenTelemetry is
 * loaded. The exporter reads its own variables (`OTEL_EXPORTER_OTLP_…`).
 */
export async function openTracing(environment: Environment, { clock, log }: TracingDeps): Promise<Tracing | null> {
  if (!wantsTraces(environment)) return null;
  const [api, sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const warn = (message: string): void => log.warn({ reason: message }, 'OpenTelemetry complains');
  const nothing = (): void => {};
  api.diag.setLogger({ error: warn, warn, info: nothing, debug: nothing, verbose: nothing }, api.DiagLogLevel.WARN);

  const processor = new sdk.BatchSpanProcessor({
    exporter: new OTLPTraceExporter(),
    maxQueueSize: MAX_WAITING_SPANS,
    maxExportBatchSize: MAX_SPANS_AT_ONCE,
    scheduledDelayMillis: Number(environment['OTEL_BSP_SCHEDULE_DELAY']) || SEND_EVERY_MS,
  });
  const service = resources.resourceFromAttributes({
    'service.name': 'rollcall',
    'service.version': VERSION,
    'service.instance.id': randomUUID(),
  });
  const named = resources.detectResources({ detectors: [resources.envDetector] });
  // What a span is called by others was decided when it began, which is before the SDK hears of it.
  let next: SpanRef = { traceId: '', spanId: '' };
  const provider = new sdk.TracerProvider({
    resource: resources.defaultResource().merge(service).merge(named),
    sampler: new sdk.AlwaysOnSampler(),
    idGenerator: { generateTraceId: () => next.traceId, generateSpanId: () => next.spanId },
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('rollcall', VERSION);
  const refer = ({ traceId, spanId }: SpanRef) => ({ traceId, spanId, traceFlags: api.TraceFlags.SAMPLED });
  const kinds: Readonly<Record<SpanRecord['kind'], SpanKind>> = {
    server: api.SpanKind.SERVER,
    client: api.SpanKind.CLIENT,
    consumer: api.SpanKind.CONSUMER,
    internal: api.SpanKind.INTERNAL,
  };

  return {
    ...readSampling(environment, (ratio) => {
      const sampler = new sdk.TraceIdRatioBasedSampler(ratio);
      return (traceId) =>
        sampler.shouldSample(api.ROOT_CONTEXT, traceId).decision === sdk.SamplingDecision.RECORD_AND_SAMPLED;
    }),
    record(span) {
      next = span;
      const { traceId, parentSpanId } = span;
      const context =
        parentSpanId === null
          ? api.ROOT_CONTEXT
          : api.trace.setSpanContext(api.ROOT_CONTEXT, {
              ...refer({ traceId, spanId: parentSpanId }),
              // Who answers somebody else was asked from outside.
              isRemote: span.kind === 'server',
            });
      const recorded = tracer.startSpan(
        span.name,
        {
          kind: kinds[span.kind],
          startTime: toHrTime(span.startMs),
          attributes: { ...span.attributes },
          links: (span.links ?? []).map((link) => ({ context: refer(link) })),
        },
        context,
      );
      if (span.error !== undefined) recorded.setStatus({ code: api.SpanStatusCode.ERROR, message: span.error });
      recorded.end(toHrTime(Math.max(span.endMs, span.startMs)));
    },
    async close() {
      await Promise.race([provider.shutdown(), sleep(clock, LAST_SPANS_MS)]).catch((error: unknown) =>
        log.warn({ err: error }, 'the last spans could not be sent'),
      );
    },
  };
}

/** Seconds and nanoseconds: of a plain number the SDK would have to guess what it is counted from. */
const toHrTime = (ms: number): HrTime => [Math.floor(ms / 1e3), Math.round((ms % 1e3) * 1e6)];
