import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import type { ManualClock } from '../support/manual-clock.ts';

/** Long enough for HS256. */
export const SECRET = 'a secret of thirty-two bytes, or so';

/** What tells a token from others, besides its claims. */
export interface TokenLook {
  readonly alg?: string;
  readonly kid?: string | undefined;
  readonly typ?: string;
}

export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });

/** A token that is signed with a secret. Without `exp` it never ends. */
export function signWithSecret(
  claims: JWTPayload,
  secret = SECRET,
  { alg = 'HS256' }: TokenLook = {},
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(Buffer.from(secret));
}

/** So many seconds from now, as `exp` and `nbf` have it. */
export const secondsFromNow = (clock: ManualClock, seconds: number): number => clock.now() / 1000 + seconds;

export interface IssuedKey {
  readonly alg: string;
  readonly kid: string | undefined;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** A pair of keys as an issuer makes them. */
export async function createKey(kid: string | undefined, alg = 'ES256'): Promise<IssuedKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), alg, ...(kid && { kid }) } };
}

export const signWithKey = (claims: JWTPayload, { alg, kid, privateKey }: IssuedKey): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg, ...(kid && { kid }) }).sign(privateKey);

/** Publishes keys over HTTP, and can be told to do that badly. */
export class Issuer implements AsyncDisposable {
  /** What is published from now on. */
  published: readonly JWK[] = [];
  /** Answers in place of the keys. */
  instead: RequestListener | null = null;
  fetches = 0;
  readonly #server = createServer((request, response) => {
    this.fetches++;
    if (this.instead !== null) return this.instead(request, response);
    response.setHeader('content-type', 'application/jwk-set+json');
    response.end(JSON.stringify({ keys: this.published }));
  });

  static async start(...keys: readonly IssuedKey[]): Promise<Issuer> {
    const issuer = new Issuer();
    issuer.publish(...keys);
    issuer.#server.listen(0, '127.0.0.1');
    await once(issuer.#server, 'listening');
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/keys`;
  }

  publish(...keys: readonly IssuedKey[]): void {
    this.published = keys.map(({ publicJwk }) => publicJwk);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
