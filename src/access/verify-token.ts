import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify, type JWTVerifyOptions } from 'jose';
import type { Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import type { SigningKeys, TokenHeader } from './signing-keys.ts';

/** What a token has to say beside its signature; what is absent is not asked for. */
export interface TokenRules {
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  /** By how much the issuer's clock may be off, in milliseconds. */
  readonly clockTolerance: number;
}

/** What a good token says, or what is wrong with it, in words for the caller that quote nothing of it. */
export type TokenVerdict = { readonly claims: JWTPayload } | { readonly refusal: string };

export interface VerifyTokenDeps {
  readonly keys: SigningKeys;
  readonly rules: TokenRules;
  readonly clock: Clock;
}

/** What is said of a token whose time is over. */
export const EXPIRED = 'the token has expired';
const UNREADABLE = 'the token cannot be read';
const UNKNOWN_KEY = 'the token is signed with a key that is not known here';
const WRONG_SIGNATURE = 'the signature of the token does not hold';
const WRONG_CLAIMS: Readonly<Record<string, string>> = {
  iss: 'the token is of another issuer than the one that is believed here',
  aud: 'the token was made for another audience',
  nbf: 'the token does not hold yet',
};

/**
 * Checks the signature, the times and the rules.
 *
 * @throws AccessUnavailableError when the keys are out of reach
 */
export async function verifyToken(token: string, deps: VerifyTokenDeps): Promise<TokenVerdict> {
  const header = readHeader(token);
  if (header === null) return { refusal: UNREADABLE };
  if (!deps.keys.algorithms.includes(header.alg))
    return { refusal: `the token has to be signed with ${deps.keys.algorithms.join(', ')}` };
  const verdict = await tryKeys(token, header, deps);
  // A token that does not name its key is signed with any of them, maybe with one that is not known yet.
  const mayBeNewer = verdict === null || ('refusal' in verdict && verdict.refusal === WRONG_SIGNATURE && !header.kid);
  const again = mayBeNewer && (await deps.keys.renew()) ? await tryKeys(token, header, deps) : verdict;
  return again ?? { refusal: UNKNOWN_KEY };
}

function readHeader(token: string): TokenHeader | null {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return typeof alg !== 'string' ? null : { alg, ...(kid === undefined ? {} : { kid }) };
  } catch {
    return null;
  }
}

/** Null when there is no key to try. */
async function tryKeys(token: string, header: TokenHeader, deps: VerifyTokenDeps): Promise<TokenVerdict | null> {
  const { issuer, audience, clockTolerance } = deps.rules;
  const options: JWTVerifyOptions = {
    algorithms: [...deps.keys.algorithms],
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
    clockTolerance: clockTolerance / SECOND,
    currentDate: new Date(deps.clock.now()),
  };
  let verdict: TokenVerdict | null = null;
  for (const key of await deps.keys.fitting(header)) {
    try {
      return { claims: (await jwtVerify(token, key, options)).payload };
    } catch (error) {
      verdict = { refusal: explain(error) };
      if (verdict.refusal !== WRONG_SIGNATURE) return verdict;
    }
  }
  return verdict;
}

function explain(error: unknown): string {
  if (error instanceof errors.JWSSignatureVerificationFailed) return WRONG_SIGNATURE;
  if (error instanceof errors.JWTExpired) return EXPIRED;
  if (error instanceof errors.JWTClaimValidationFailed) {
    return WRONG_CLAIMS[error.claim] ?? 'the token has a claim that is not as it has to be';
  }
  // What is left is a token of another shape, or a published key that cannot check anything, e.g. because it is too short.
  return error instanceof errors.JOSEError ? UNREADABLE : WRONG_SIGNATURE;
}
