import type { InviteFailureReason } from '../kernel/vocabulary.ts';

/** The provider told nothing of the group; `extensions.code` says why in the words of failed invites. */
export class RefreshError extends Error {
  override readonly name = 'RefreshError';
  readonly extensions: { readonly code: InviteFailureReason; readonly providerCode?: string };

  constructor(code: InviteFailureReason, message: string, providerCode?: string) {
    super(message);
    this.extensions = { code, ...(providerCode === undefined ? {} : { providerCode }) };
  }
}
