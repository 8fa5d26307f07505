import type { Tracing } from './tracing.ts';

/** Makes what tells for a trace's id whether it is among a share (0 to 1) of all; the same everywhere. */
type ByRatio = (ratio: number) => (traceId: string) => boolean;

/**
 * What `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` ask for; default: `parentbased_always_on`. A caller's word counts for its own
 * trace alone: of an operation's trace each instance decides by the id, for it knows nothing else of it.
 */
export function readSampling(
  environment: Readonly<Record<string, string | undefined>>,
  byRatio: ByRatio,
): Pick<Tracing, 'samples' | 'followsCaller'> {
  const wanted = environment['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  const given = Number(environment['OTEL_TRACES_SAMPLER_ARG'] || 1);
  const ratio = Number.isFinite(given) ? Math.min(Math.max(given, 0), 1) : 1;
  return { followsCaller: wanted.startsWith('parentbased_'), samples: samplerOf(wanted, ratio, byRatio) };
}

function samplerOf(wanted: string, ratio: number, byRatio: ByRatio): Tracing['samples'] {
  if (wanted.endsWith('traceidratio')) return byRatio(ratio);
  const all = !wanted.endsWith('always_off');
  return () => all;
}
