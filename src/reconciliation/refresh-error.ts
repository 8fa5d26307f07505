import type { ErrorExtensions } from '../kernel/error-codes.ts';

/** Reasons of failed invites that a group may not be told for, too. */
export type RefreshErrorCode = 'GROUP_NOT_FOUND' | 'PERMISSION_DENIED' | 'PROVIDER_UNAVAILABLE' | 'RATE_LIMITED';

/** The provider told nothing of the group; `extensions.code` says why in the words of failed invites. */
export class RefreshError extends Error {
  override readonly name = 'RefreshError';
  readonly extensions: ErrorExtensions<RefreshErrorCode>;

  constructor(code: RefreshErrorCode, message: string, providerCode?: string) {
    super(message);
    this.extensions = { code, ...(providerCode === undefined ? {} : { providerCode }) };
  }
}
