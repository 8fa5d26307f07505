import type { ErrorExtensions } from '../kernel/error-codes.ts';

/** The caller is not known, or may not do this: becomes a GraphQL error with this code and message. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
  /** graphql-js copies these onto the error that the client sees. */
  readonly extensions: ErrorExtensions<'UNAUTHENTICATED' | 'FORBIDDEN'>;

  constructor(code: 'UNAUTHENTICATED' | 'FORBIDDEN', message: string) {
    super(message);
    this.extensions = { code };
  }
}

/** What was good has ended meanwhile. */
export const credentialExpired = (): AccessError =>
  new AccessError('UNAUTHENTICATED', 'the credential has expired; ask again with a new one');

/** A credential is neither good nor bad: it cannot be judged now, but may be in a moment. */
export class AccessUnavailableError extends Error {
  override readonly name = 'AccessUnavailableError';
  readonly extensions: ErrorExtensions<'SERVICE_UNAVAILABLE'> = { code: 'SERVICE_UNAVAILABLE' };
}
