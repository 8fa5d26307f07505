import { SECOND } from '../kernel/duration.ts';

/** Windows remembered at once; beyond it the one that was used longest ago is forgotten. */
export const MAX_QUOTA_WINDOWS = 10_000;
/** The highest limit that is checked; an order may not ask for more, for every counted call is remembered for a second. */
export const MAX_CALLS_PER_SECOND = 10_000;

/**
 * Strict sliding windows: of the calls let through under one key, never more than `perSecond` lie in any one second.
 * Below 1 it is one call in `1 / perSecond` seconds. A refused call does not spend anything.
 */
export class QuotaWindows {
  readonly #windows = new Map<string, number[]>();

  /** 0 when the call is let through; otherwise in how many milliseconds the next one would be. A limit of 0 lets all through. */
  admit(key: string, perSecond: number, atMs: number): number {
    if (perSecond === 0) return 0;
    const windowMs = perSecond < 1 ? SECOND / perSecond : SECOND;
    const limit = Math.max(1, Math.floor(perSecond));
    const recent = (this.#windows.get(key) ?? []).filter((callMs) => atMs - callMs < windowMs);
    const blocking = recent.at(-limit);
    if (blocking === undefined) recent.push(atMs);
    this.#remember(key, recent);
    return blocking === undefined ? 0 : Math.ceil(blocking + windowMs - atMs);
  }

  clear(): void {
    this.#windows.clear();
  }

  #remember(key: string, calls: number[]): void {
    this.#windows.delete(key);
    this.#windows.set(key, calls);
    if (this.#windows.size <= MAX_QUOTA_WINDOWS) return;
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined) this.#windows.delete(oldest);
  }
}
