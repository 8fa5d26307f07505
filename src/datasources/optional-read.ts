import type { ReadDesk } from './datasource.ts';
import type { DataSourceLog } from './deps.ts';
import { DataSourceError, ReadRefused } from './fault.ts';

/** Reads that an outcome is more precise with and can be told without. */
export interface OptionalReads {
  /**
   * What the read tells; null when it tells nothing, or when the process shuts down before it was permitted. `what` is for the log:
   * what is not known without it.
   */
  attempt<T>(what: string, desk: ReadDesk, read: () => Promise<T>): Promise<T | null>;
}

/** Notes each failure as one of this connection. */
export function createOptionalReads(connectionId: string, log: DataSourceLog | undefined): OptionalReads {
  return {
    async attempt(what, desk, read) {
      try {
        return await read();
      } catch (error) {
        if (error instanceof DataSourceError) {
          log?.warn({ connection: connectionId, fault: error.fault }, `${what} not read: ${error.message}`);
          return null;
        }
        if (error instanceof ReadRefused) {
          log?.warn({ connection: connectionId, refused: error.reason }, `${what} not read: ${error.message}`);
          return null;
        }
        if (desk.signal.aborted) return null;
        throw error;
      }
    },
  };
}
