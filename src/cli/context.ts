import type { Readable } from 'node:stream';
import type { Clock, Random } from '../kernel/clock.ts';
import type { Terminal } from './terminal.ts';

/** What a command has of the process; only `main.ts` touches the process itself. */
export interface CommandContext {
  readonly version: string;
  /** The process's own: what is set here, a program sees that is started in this process. */
  readonly environment: Record<string, string | undefined>;
  readonly input: Readable;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly random: Random;
  /** From this call on Ctrl-C aborts the signal instead of ending the process. */
  interruption(): AbortSignal;
}
