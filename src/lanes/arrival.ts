/** The most that a call's way to the provider is believed to be delayed, in milliseconds. */
export const MAX_JITTER_MS = 250;
/** The newest calls, whose round trips tell how much the way to the provider varies. */
export const ROUND_TRIPS_KEPT = 32;
/** For how long the shortest round trip is remembered, at least: a machine that is busy for seconds has only long ones then. */
export const SHORTEST_KEPT_MS = 60_000;
const PERIOD_MS = SHORTEST_KEPT_MS / 6;
/**
 * How sure the reserve is: of evenly spread round trips at most one in so many is shorter than all of those that were kept by
 * more than the reserve.
 */
const ONE_IN = 100_000;
/** Clocks tick in whole milliseconds on all sides, the store's among them, so that a window measured as full may be short by three. */
const CLOCK_GRAIN_MS = 3;
/**
 * On a way that varies by more than {@link STEADY_MS} a call is believed to have been held up for its whole round trip, up to so
 * much: on a near network the quota then holds whatever the way does, for 1.5 % of a window of one second at most.
 */
export const SURE_MS = 15;
export const STEADY_MS = 5;

/**
 * Keeps a quota exact at the place where it is counted: at the provider.
 *
 * A provider counts calls by their arrival, we only see departures and answers. Two calls that leave one window apart arrive
 * closer together when the first one was held up on its way more than the second one. So a call counts against the quota for
 * the window and for as long as it may have been held up:
 *
 * - what shows in its round trip, beyond the shortest round trip of late;
 * - a reserve, for a later call may be faster than any of late: the more the round trips vary and the fewer are known, the
 *   larger it is, and on a steady network it is a millisecond;
 * - never less than {@link SURE_MS} on a way that is not steady;
 * - never more than the whole round trip, for a call has arrived before its answer, nor than {@link MAX_JITTER_MS}.
 *
 * What this cannot foresee is a way that was long and steady and becomes shorter all at once: then one window may be short.
 */
export class ArrivalJitter {
  readonly #roundTripsMs: number[] = [];
  readonly #periods: { readonly fromMs: number; shortestMs: number; count: number }[] = [];

  /** Until when a call that left at `departedAtMs` and has no answer yet counts. */
  blocksUntilUnanswered(departedAtMs: number, windowMs: number): number {
    // Without an answer when its window is over, it was held up at least so long beyond the usual.
    const overdueMs = windowMs - this.#shortestMs();
    const heldUpMs = Math.max(this.#spreadMs() + this.#reserveMs(), overdueMs);
    return departedAtMs + windowMs + CLOCK_GRAIN_MS + Math.min(heldUpMs, MAX_JITTER_MS);
  }

  /** Until when the call counts, now that its answer is there. */
  blocksUntilAnswered(departedAtMs: number, answeredAtMs: number, windowMs: number): number {
    const roundTripMs = answeredAtMs - departedAtMs;
    this.#remember(roundTripMs, answeredAtMs);
    const likelyMs = Math.max(
      roundTripMs - this.#shortestMs() + this.#reserveMs(),
      this.#spreadMs() > STEADY_MS ? SURE_MS : 0,
    );
    const heldUpMs = Math.min(roundTripMs, likelyMs);
    return departedAtMs + windowMs + CLOCK_GRAIN_MS + Math.min(heldUpMs, MAX_JITTER_MS);
  }

  #remember(roundTripMs: number, atMs: number): void {
    this.#roundTripsMs.push(roundTripMs);
    if (this.#roundTripsMs.length > ROUND_TRIPS_KEPT) this.#roundTripsMs.shift();
    const period = this.#periods.at(-1);
    if (period === undefined || atMs >= period.fromMs + PERIOD_MS) {
      this.#periods.push({ fromMs: atMs, shortestMs: roundTripMs, count: 1 });
    } else {
      period.shortestMs = Math.min(period.shortestMs, roundTripMs);
      period.count++;
    }
    while ((this.#periods[0]?.fromMs ?? atMs) < atMs - SHORTEST_KEPT_MS - PERIOD_MS) this.#periods.shift();
  }

  /** Infinity while none is known. */
  #shortestMs(): number {
    return Math.min(...this.#periods.map(({ shortestMs }) => shortestMs));
  }

  #spreadMs(): number {
    return this.#roundTripsMs.length === 0 ? 0 : Math.max(...this.#roundTripsMs) - this.#shortestMs();
  }

  /**
   * Of `n` evenly spread values, the next one lies below the smallest by more than `c` times their spread with a chance of
   * `(1 + c) ** (1 - n) / (n + 1)`; solved for `c`. Infinity while fewer than two are known.
   */
  #reserveMs(): number {
    const known = this.#periods.reduce((sum, { count }) => sum + count, 0);
    const share = ONE_IN ** (1 / Math.max(known - 1, 0)) - 1;
    return Math.round(share * (this.#spreadMs() + 1));
  }
}
