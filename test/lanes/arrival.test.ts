import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivalJitter, MAX_JITTER_MS, SHORTEST_KEPT_MS } from '../../src/lanes/arrival.ts';

fc.configureGlobal({ seed: 20_261_121 });

const WINDOW_MS = 1_000;
const LEFT_AT_MS = 5_000;

/** How much longer than its window a call counts after such round trips, the last one of which is its own. */
function heldForMs(roundTripsMs: readonly number[], jitter = new ArrivalJitter(), leftAtMs = LEFT_AT_MS): number {
  let untilMs = 0;
  for (const roundTripMs of roundTripsMs) {
    untilMs = jitter.blocksUntilAnswered(leftAtMs, leftAtMs + roundTripMs, WINDOW_MS);
  }
  return untilMs - leftAtMs - WINDOW_MS;
}
const unansweredAfterMs = (roundTripsMs: readonly number[], windowMs = WINDOW_MS): number => {
  const jitter = new ArrivalJitter();
  heldForMs(roundTripsMs, jitter);
  return jitter.blocksUntilUnanswered(LEFT_AT_MS, windowMs) - LEFT_AT_MS - windowMs;
};
const times = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

describe('how long a call counts', () => {
  it('is the whole round trip longer for the first call, of which nothing else is known', () => {
    expect(heldForMs([40])).toBe(43);
    expect(heldForMs([0])).toBe(3);
  });

  it('is hardly longer than the window once the way has proved steady, however long it is', () => {
    for (const roundTripMs of [5, 80, 700]) {
      expect(heldForMs(times(8, roundTripMs))).toBeLessThanOrEqual(8);
      expect(heldForMs(times(32, roundTripMs))).toBeLessThanOrEqual(4);
    }
  });

  it('is longer by what a call took beyond the shortest way', () => {
    const steady = heldForMs(times(20, 100));
    expect(heldForMs([...times(20, 100), 160])).toBeGreaterThanOrEqual(steady + 60);
  });

  it('remembers a way that was shorter while calls were many, and forgets it after minutes', () => {
    const jitter = new ArrivalJitter();
    expect(heldForMs([10, ...times(500, 100)], jitter)).toBeGreaterThanOrEqual(90);
    const minutesLaterMs = LEFT_AT_MS + 2 * SHORTEST_KEPT_MS;
    expect(heldForMs(times(40, 100), jitter, minutesLaterMs)).toBeLessThanOrEqual(4);
  });

  it('is the whole round trip longer on a near way that is not steady', () => {
    expect(heldForMs([...times(40, 2), 9, 14])).toBeGreaterThanOrEqual(14);
    expect(heldForMs([...times(40, 2), 3, 4])).toBeLessThanOrEqual(6);
  });

  it('leaves room for a later call that is quicker than all of late, the more the less is known', () => {
    const few = heldForMs([100, 120, 110, 100]);
    const many = heldForMs([...times(9, 100), ...times(9, 110), 120, 100]);
    expect(few).toBeGreaterThan(many);
    expect(many).toBeGreaterThan(10);
  });

  const roundTrips = fc.array(fc.nat(2_000), { minLength: 1, maxLength: 60 });

  it('is never longer than the call has been on its way, nor than any jitter', () => {
    fc.assert(
      fc.property(roundTrips, (roundTripsMs) => {
        const heldMs = heldForMs(roundTripsMs);
        expect(heldMs).toBeGreaterThanOrEqual(0);
        expect(heldMs).toBeLessThanOrEqual(Math.min(roundTripsMs.at(-1) ?? 0, MAX_JITTER_MS) + 3);
      }),
    );
  });

  it('covers all that the call took beyond any other call of late', () => {
    fc.assert(
      fc.property(roundTrips, (roundTripsMs) => {
        const beyondMs = (roundTripsMs.at(-1) ?? 0) - Math.min(...roundTripsMs);
        expect(heldForMs(roundTripsMs)).toBeGreaterThanOrEqual(Math.min(beyondMs, MAX_JITTER_MS));
      }),
    );
  });

  it('is as long as any jitter while no answer has ever come', () => {
    expect(unansweredAfterMs([])).toBe(MAX_JITTER_MS + 3);
    expect(unansweredAfterMs([30])).toBe(MAX_JITTER_MS + 3);
  });

  it('is as long as any jitter for a call whose answer is overdue', () => {
    expect(unansweredAfterMs(times(20, 30))).toBe(MAX_JITTER_MS + 3);
    expect(unansweredAfterMs(times(20, 900))).toBe(100 + 3);
  });

  it('is hardly longer than the window for a call whose answer takes longer than the window, as always', () => {
    expect(unansweredAfterMs(times(20, 1_500))).toBeLessThanOrEqual(6);
    expect(unansweredAfterMs([...times(10, 1_500), ...times(10, 1_540)])).toBeGreaterThanOrEqual(40);
    expect(unansweredAfterMs(times(20, 1_500), 2_000)).toBe(MAX_JITTER_MS + 3);
  });
});
