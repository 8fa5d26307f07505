import { StoreUnavailableError } from '../unavailable.ts';

/**
 * Classes of SQLSTATE that speak of the server or the way to it, and not of the statement: connection, log-in refused, no such database,
 * insufficient resources, operator intervention.
 */
const OUTAGE_CLASSES = ['08', '28', '3D', '53', '57'];
const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
]);
/** The driver's own errors have no code. */
const DRIVER_MESSAGES =
  /connection terminated|connection error|not queryable|timeout exceeded when trying to connect|Client was closed/i;

/** The error as the port knows it: whatever the database is not there for is a {@link StoreUnavailableError}. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreUnavailableError) return error;
  const code = 'code' in error ? String(error.code) : '';
  const isOutage =
    SYSTEM_CODES.has(code) ||
    (code.length === 5 && OUTAGE_CLASSES.includes(code.slice(0, 2))) ||
    (code === '' && DRIVER_MESSAGES.test(error.message));
  return isOutage ? new StoreUnavailableError(error) : error;
}
