import type { ErrorExtensions } from '../kernel/error-codes.ts';

/** What was asked for belongs to a connection that was taken out of the configuration; what was stored of it is kept. */
export class ConnectionGoneError extends Error {
  override readonly name = 'ConnectionGoneError';
  readonly extensions: ErrorExtensions<'CONNECTION_NOT_CONFIGURED'> = { code: 'CONNECTION_NOT_CONFIGURED' };

  constructor(connectionId: string) {
    super(`the connection "${connectionId}" is not configured any more`);
  }
}
