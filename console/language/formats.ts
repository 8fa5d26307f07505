/** Numbers and times as people of a language write them. */
export interface Formats {
  number(value: number): string;
  /** A share from 0 to 1. */
  percent(share: number): string;
  /** @param at ISO 8601, or milliseconds since 1970 */
  time(at: string | number): string;
  /** Rounded to what matters of it: seconds, minutes and seconds, hours and minutes, days and hours. */
  duration(ms: number): string;
}

const SECOND = 1_000;
const UNITS = [
  ['days', 86_400 * SECOND],
  ['hours', 3_600 * SECOND],
  ['minutes', 60 * SECOND],
  ['seconds', SECOND],
] as const;

export function createFormats(locale: string): Formats {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const duration = new Intl.DurationFormat(locale, { style: 'short', secondsDisplay: 'auto' });
  const noTime = new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', unitDisplay: 'short' }).format(0);
  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    time: (at) => time.format(new Date(at)),
    duration: (ms) => {
      const rounded = Math.max(0, Math.round(ms / SECOND) * SECOND);
      const largest = UNITS.findIndex(([, unitMs]) => rounded >= unitMs);
      if (largest === -1) return noTime;
      let restMs = rounded;
      const parts = UNITS.slice(largest, largest + 2).map(([unit, unitMs]) => {
        const count = Math.floor(restMs / unitMs);
        restMs -= count * unitMs;
        return [unit, count] as const;
      });
      return duration.format(Object.fromEntries(parts.filter(([, count]) => count > 0)));
    },
  };
}
