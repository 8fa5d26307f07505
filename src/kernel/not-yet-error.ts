/** The contract names it, and this version does not do it yet. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
  readonly extensions = { code: 'NOT_YET' } as const;

  constructor(what: string) {
    super(`${what} is not available in this version of Rollcall yet`);
  }
}
