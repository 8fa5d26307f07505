import type { Logger } from 'pino';
import { levels } from 'pino';

/** How many lines a log has written, by the names of their levels. */
export type LineCounts = ReadonlyMap<string, number>;

/** Counts the lines of one log. */
export class LineCounter {
  readonly #counts = new Map(Object.values(levels.labels).map((level) => [level, 0]));

  get counts(): LineCounts {
    return this.#counts;
  }

  /** @param level as pino numbers them */
  count(level: number): void {
    const name = levels.labels[level];
    if (name !== undefined) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }
}

const counters = new WeakMap<Logger, LineCounter>();

export const countLinesOf = (log: Logger, counter: LineCounter): void => void counters.set(log, counter);

/** Of a log that nobody counts: none. */
export const linesOf = (log: Logger): LineCounts => counters.get(log)?.counts ?? new Map<string, number>();
