/** What several rounds measured, in short. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly rounds: number;
}

/** The value below which `share` of the values lie; NaN when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const spreadOf = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
  rounds: values.length,
});

/** `values` of a subject divided by those of another, round by round: what disturbs a round disturbs both. */
export function pairedRatios(values: readonly number[], others: readonly number[]): number[] {
  return values.slice(0, others.length).map((value, round) => value / (others[round] ?? Number.NaN));
}

/** A number with three digits that count, never fewer than its whole ones. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const whole = Math.abs(value);
  if (whole >= 100 || Number.isInteger(value))
    return Math.round(value)
      .toString()
      .replaceAll(/\B(?=(\d{3})+$)/g, ' ');
  return value.toFixed(whole >= 10 ? 1 : 2);
}

/** Median and, in brackets, the least and the most. */
export const shortSpread = ({ median: middle, least, most }: Spread, unit = ''): string =>
  `${short(middle)}${unit} (${short(least)}–${short(most)})`;
