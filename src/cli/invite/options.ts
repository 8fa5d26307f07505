import type { ServiceOptions } from '../service/options.ts';

/** What may be said of an invite, as the schema's input has it; and how the command goes about it. */
export interface InviteCommandOptions extends ServiceOptions {
  readonly operator?: string;
  readonly reason?: string;
  readonly requireConsent?: boolean;
  readonly silent?: true;
  readonly systemMessage?: boolean;
  readonly joinedAt?: string;
  readonly users?: true;
  readonly csv?: true;
  readonly literal?: true;
  readonly idempotencyKey?: string;
  readonly wait: boolean;
  readonly dryRun?: true;
  readonly json?: true;
}

/** What `rollcall results` is told besides the operations. */
export interface ResultsOptions extends ServiceOptions {
  readonly json?: true;
}
