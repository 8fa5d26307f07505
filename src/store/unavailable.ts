import type { ErrorExtensions } from '../kernel/error-codes.ts';

/**
 * The store could not be reached, or broke off. A change that was asked for may have been made all the same: it is to be asked
 * for again, with the same idempotency key where there is one.
 */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
  readonly extensions: ErrorExtensions<'SERVICE_UNAVAILABLE'> = { code: 'SERVICE_UNAVAILABLE' };

  constructor(cause: unknown) {
    super('the store cannot be reached now; ask again, with the same idempotencyKey', { cause });
  }
}
