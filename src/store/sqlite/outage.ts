import { StoreUnavailableError } from '../unavailable.ts';

/** Results of SQLite that speak of the disk, and not of the statement: SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN. */
const OUTAGE_RESULTS: readonly number[] = [10, 13, 14];
/** The result itself; what is above tells more of it. */
const RESULT_BITS = 0xff;

/** The error as the port knows it: whatever the disk is at fault for is a {@link StoreUnavailableError}. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error;
  return OUTAGE_RESULTS.includes(Number(error.errcode) & RESULT_BITS) ? new StoreUnavailableError(error) : error;
}
