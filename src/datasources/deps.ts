import type { Clock, Random } from '../kernel/clock.ts';

/** Where a data source notes what is not worth failing for; a pino logger fits. */
export interface DataSourceLog {
  warn(detail: Readonly<Record<string, unknown>>, message: string): void;
}

/** What every data source is built with, besides its settings. */
export interface DataSourceDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: DataSourceLog | undefined;
}
