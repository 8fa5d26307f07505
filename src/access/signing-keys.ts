import { createSecretKey, type KeyObject } from 'node:crypto';

/** What is told of a token before its signature is checked. */
export interface TokenHeader {
  readonly alg: string;
  readonly kid?: string;
}

/** Whose signatures hold. */
export interface SigningKeys {
  /** Signatures of any other kind never hold. */
  readonly algorithms: readonly string[];
  /** Changes whenever a signature that held may not hold any more. */
  readonly version: number;
  /**
   * The keys by which a token with this header may be signed; none when no key fits.
   *
   * @throws AccessUnavailableError when no keys are known and they cannot be fetched now
   */
  fitting(header: TokenHeader): Promise<readonly (CryptoKey | KeyObject)[]>;
  /**
   * Looks for newer keys, because those that are known did not fit; false when there can be none.
   *
   * @throws AccessUnavailableError when it is not known whether there are
   */
  renew(): Promise<boolean>;
}

/** A secret that the issuer shares with us. */
export function sharedSecret(secret: string): SigningKeys {
  const keys = [createSecretKey(secret, 'utf8')];
  return {
    algorithms: ['HS256'],
    version: 0,
    fitting: () => Promise.resolve(keys),
    renew: () => Promise.resolve(false),
  };
}
