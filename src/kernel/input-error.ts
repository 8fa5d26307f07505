import type { ErrorExtensions } from './error-codes.ts';

/** A caller's mistake: becomes a GraphQL error with the code BAD_USER_INPUT and the path of the offending input. */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** graphql-js copies these onto the error that the client sees. */
  readonly extensions: ErrorExtensions<'BAD_USER_INPUT'> & { readonly field: string };

  /** @param field the path from the field's arguments, e.g. `input.members[3].account` */
  constructor(field: string, message: string) {
    super(message);
    this.extensions = { code: 'BAD_USER_INPUT', field };
  }
}
