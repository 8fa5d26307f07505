import type { Credentials } from './access.ts';

/** Characters of a token at most. Whoever sends it in a header cannot send more: Node takes 16 KiB of headers. */
export const MAX_TOKEN_CHARACTERS = 16 * 1024;

/** A token that is to be judged, or why there is none. */
export type FoundToken = { readonly token: string } | { readonly refusal: string };

const MISSING = 'no credential was given: send a token as the header "authorization: Bearer …"';
const NO_TEXT = 'the credential has to be a text';
const TOO_LONG = `the token is longer than ${MAX_TOKEN_CHARACTERS} characters`;
const NO_BEARER = 'the header "authorization" has to bring a Bearer token';
const EMPTY = 'the credential has no token';

/**
 * Looks into every place where clients and routers put a token, from the closest to the operation to the farthest. The first
 * place that has something decides, also when that is of no use: nobody becomes somebody else because their own token is bad.
 *
 * The header has to name the scheme `Bearer`; in all other places it may be left out.
 */
export function findToken({ extensions, connectionParams, headers }: Credentials): FoundToken {
  const said = valueOf(extensions, 'authorization') ?? firstOf(connectionParams) ?? nestedOf(connectionParams);
  if (said !== undefined) return readToken(said);
  const { authorization = '' } = headers;
  if (authorization.trim() === '') return { refusal: MISSING };
  return /^bearer\s/i.test(authorization.trimStart()) ? readToken(authorization) : { refusal: NO_BEARER };
}

const PARAMS = ['authorization', 'Authorization', 'token'];

const firstOf = (params: unknown): unknown =>
  PARAMS.map((name) => valueOf(params, name)).find((value) => value !== undefined);

/** Apollo Router hands on what it was told as a message within a message. */
const nestedOf = (params: unknown): unknown => firstOf(valueOf(params, 'connectionParams'));

/** Undefined also for what is empty: routers fill in what their own client has not sent. */
function valueOf(record: unknown, name: string): unknown {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, name)) return undefined;
  const value = (record as Readonly<Record<string, unknown>>)[name];
  const empty = value === null || (typeof value === 'string' && value.trim() === '');
  return empty ? undefined : value;
}

function readToken(said: unknown): FoundToken {
  if (typeof said !== 'string') return { refusal: NO_TEXT };
  const token = said.trim().replace(/^bearer(\s+|$)/i, '');
  if (token.length > MAX_TOKEN_CHARACTERS) return { refusal: TOO_LONG };
  return token === '' ? { refusal: EMPTY } : { token };
}
