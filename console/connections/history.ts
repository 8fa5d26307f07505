import type { ConnectionSample, Sample } from './sample.ts';

/** How often the signals are read, in milliseconds, and how many readings are kept: five minutes. */
export const READ_EVERY_MS = 2_000;
export const MAX_SAMPLES = 150;

/** How much of the last minutes is drawn, in milliseconds: what little there is at first fills a picture as well. */
const SPANS_MS = [30_000, 60_000, 120_000, MAX_SAMPLES * READ_EVERY_MS] as const;

/** The shortest span that shows everything. */
export function spanOf(samples: readonly Sample[]): number {
  const knownMs = (samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0);
  return SPANS_MS.find((spanMs) => knownMs <= spanMs) ?? SPANS_MS[SPANS_MS.length - 1] ?? 0;
}

/** What is known with one more reading; the oldest ones make room. */
export const addSample = (samples: readonly Sample[], sample: Sample): readonly Sample[] =>
  [...samples, sample].slice(-MAX_SAMPLES);

/** One point of a picture. */
export interface Point {
  readonly atMs: number;
  readonly value: number;
}

type Name = keyof ConnectionSample;

/** What something was at each reading. */
export function values(samples: readonly Sample[], connectionId: string, name: Name): Point[] {
  return samples.flatMap(({ atMs, connections }) => {
    const value = connections.get(connectionId)?.[name] ?? null;
    return value === null ? [] : [{ atMs, value }];
  });
}

/** How much of something that only grows came in each second, from reading to reading. A service that began anew counts from nothing. */
export function rates(samples: readonly Sample[], connectionId: string, name: Name): Point[] {
  return values(samples, connectionId, name).flatMap(({ atMs, value }, index, all) => {
    const before = all[index - 1];
    if (before === undefined || atMs <= before.atMs) return [];
    const more = value >= before.value ? value - before.value : value;
    return [{ atMs, value: (more * 1_000) / (atMs - before.atMs) }];
  });
}

/** The newest value; null when there is none. */
export const newest = (points: readonly Point[]): number | null => points.at(-1)?.value ?? null;
