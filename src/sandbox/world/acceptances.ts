import type { CancelTimer, Clock } from '../../kernel/clock.ts';

interface Due {
  readonly atMs: number;
  readonly accept: () => void;
}

/** Yeses that are still to come, all after the same delay, so that they fall due in the order in which they were added. */
export class Acceptances {
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #due = new Map<string, Due>();
  #cancelTimer: CancelTimer | null = null;

  constructor(clock: Clock, delayMs: number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
  }

  /** Calls `accept` once the delay is over; keeps the first one of a key that waits already. */
  add(key: string, accept: () => void): void {
    if (this.#due.has(key)) return;
    this.#due.set(key, { atMs: this.#clock.now() + this.#delayMs, accept });
    if (this.#cancelTimer === null) this.#arm();
  }

  cancel(key: string): void {
    this.#due.delete(key);
  }

  clear(): void {
    this.#due.clear();
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #arm(): void {
    const [next] = this.#due.values();
    this.#cancelTimer = next === undefined ? null : this.#clock.setTimer(next.atMs, () => this.#fire());
  }

  #fire(): void {
    const nowMs = this.#clock.now();
    for (const [key, due] of this.#due) {
      if (due.atMs > nowMs) break;
      this.#due.delete(key);
      due.accept();
    }
    this.#arm();
  }
}
