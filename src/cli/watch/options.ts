import type { ServiceOptions } from '../service/options.ts';

export interface WatchOptions extends ServiceOptions {
  readonly since?: string;
  readonly json?: true;
}
