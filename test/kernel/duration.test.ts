import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, parseIsoDurationMs, SECOND } from '../../src/kernel/duration.ts';

fc.configureGlobal({ seed: 20_261_121 });

describe('ISO 8601 durations', () => {
  it.each([
    ['P7D', 7 * DAY],
    ['P30D', 30 * DAY],
    ['PT1H30M', HOUR + 30 * MINUTE],
    ['P1W', 7 * DAY],
    ['P1DT12H', DAY + 12 * HOUR],
    ['PT0.25S', 250],
    ['PT0S', 0],
    ['PT90M', 90 * MINUTE],
  ])('reads %s', (text, ms) => {
    expect(parseIsoDurationMs(text)).toBe(ms);
  });

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    '7D',
    'P7',
    'P-1D',
    '-P1D',
    'P1Y',
    'P1M',
    'P1D2W',
    'PT1S1H',
    'P1.5D',
    'p7d',
    'P7D ',
    '\nP7D',
  ])('refuses "%s"', (text) => {
    expect(parseIsoDurationMs(text)).toBeNull();
  });

  it('adds up every part that is given', () => {
    const count = fc.option(fc.nat(500), { nil: undefined });
    fc.assert(
      fc.property(count, count, count, count, count, (weeks, days, hours, minutes, seconds) => {
        const write = (value: number | undefined, unit: string): string =>
          value === undefined ? '' : `${value}${unit}`;
        const time = write(hours, 'H') + write(minutes, 'M') + write(seconds, 'S');
        const text = `P${write(weeks, 'W')}${write(days, 'D')}${time === '' ? '' : `T${time}`}`;
        const nothing = text === 'P';
        const ms =
          (weeks ?? 0) * 7 * DAY +
          (days ?? 0) * DAY +
          (hours ?? 0) * HOUR +
          (minutes ?? 0) * MINUTE +
          (seconds ?? 0) * SECOND;
        expect(parseIsoDurationMs(text)).toBe(nothing ? null : ms);
      }),
    );
  });
});
