import type { CancelTimer, Clock } from '../../src/kernel/clock.ts';

interface Timer {
  atMs: number;
  order: number;
  fire: () => void;
}

/** Time that a test moves by hand: nothing happens between two calls of `advance…`. */
export class ManualClock implements Clock {
  #nowMs: number;
  #order = 0;
  #timers = new Set<Timer>();

  constructor(startMs = Date.UTC(2026, 10, 21)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  setTimer(atMs: number, fire: () => void): CancelTimer {
    const timer = { atMs, order: this.#order++, fire };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  /** When the next timer is due; undefined when none waits. */
  get nextAtMs(): number | undefined {
    return this.#next()?.atMs;
  }

  /** Moves time forward by `ms` and fires what becomes due, in order; what a timer sets meanwhile fires too when it is due. */
  advance(ms: number): void {
    this.advanceTo(this.#nowMs + ms);
  }

  advanceTo(targetMs: number): void {
    for (let timer = this.#next(); timer !== undefined && timer.atMs <= targetMs; timer = this.#next()) {
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.atMs);
      timer.fire();
    }
    this.#nowMs = Math.max(this.#nowMs, targetMs);
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order))
        next = timer;
    }
    return next;
  }
}
