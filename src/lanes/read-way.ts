import { MAX_JITTER_MS, SURE_MS } from './arrival.ts';

/** Reads count so much longer than their window, at least: for the way from the store's word to the provider. In milliseconds. */
export const READ_MARGIN_MS = 50;
/** The newest reads that say how long that way takes of late. */
const READS_KEPT = 32;

const ways = new WeakMap<object, ReadWay>();

/**
 * How long it takes of late from the question for a read's permit to its departure: an answer of the store, and a socket that may have to
 * be opened first. A read counts by its permit, so it counts so much longer.
 */
export class ReadWay {
  readonly #lateMs: number[] = [];

  /** The one way of all who read through this data source. */
  static of(dataSource: object): ReadWay {
    const known = ways.get(dataSource) ?? new ReadWay();
    ways.set(dataSource, known);
    return known;
  }

  get marginMs(): number {
    return Math.max(READ_MARGIN_MS, ...this.#lateMs);
  }

  /** Whether a read that left so late may arrive after its margin. */
  isLate(lateMs: number, marginMs: number): boolean {
    return lateMs + SURE_MS > marginMs;
  }

  note(lateMs: number): void {
    this.#lateMs.push(Math.min(lateMs, MAX_JITTER_MS) + SURE_MS);
    if (this.#lateMs.length > READS_KEPT) this.#lateMs.shift();
  }
}
