import { type Logger, pino } from 'pino';

/** A logger whose lines can be read, and waited for. */
export class WrittenLog {
  readonly lines: string[] = [];
  readonly log: Logger;
  #changed = Promise.withResolvers<void>();

  constructor() {
    this.log = pino(
      { level: 'trace' },
      {
        write: (line) => {
          this.lines.push(line);
          this.#changed.resolve();
          this.#changed = Promise.withResolvers();
        },
      },
    );
  }

  count(pattern: RegExp): number {
    return this.lines.filter((line) => pattern.test(line)).length;
  }

  async until(pattern: RegExp): Promise<void> {
    while (this.count(pattern) === 0) await this.#changed.promise;
  }
}
