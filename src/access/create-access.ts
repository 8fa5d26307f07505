import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import { type Access, openAccess } from './access.ts';
import { findToken } from './credentials.ts';
import { PublishedKeys } from './published-keys.ts';
import { createRouterCheck } from './router-secret.ts';
import { sharedSecret, type SigningKeys } from './signing-keys.ts';
import { TokenJudge } from './token-judge.ts';
import type { TokenRules } from './verify-token.ts';
import { nobody, type Viewer } from './viewer.ts';

/** Exactly one of `secret` and `jwksUrl` is given. */
export interface JwtSettings extends TokenRules {
  readonly secret?: string | undefined;
  readonly jwksUrl?: string | undefined;
}

export interface AccessSettings {
  readonly jwt?: JwtSettings | undefined;
  readonly routerSecret?: string | undefined;
}

export interface AccessDeps {
  readonly clock: Clock;
  readonly log: Logger;
}

/** A shared secret that is shorter can be guessed by whoever has one token, in bytes (RFC 7518, 3.2). */
const SAFE_SECRET_BYTES = 32;

/**
 * Who may come in, and what they may do there, as it is configured. Where keys are published, they begin to be fetched now, and
 * nothing waits for that. With a router's secret alone, whoever shows it may do everything.
 */
export function createAccess(settings: AccessSettings | 'none' | undefined, deps: AccessDeps): Access {
  if (settings === undefined || settings === 'none') return openAccess;
  const { jwt, routerSecret } = settings;
  return {
    admits: routerSecret === undefined ? openAccess.admits : createRouterCheck(routerSecret),
    viewerOf: jwt === undefined ? openAccess.viewerOf : createViewerOf(jwt, deps),
  };
}

function createViewerOf(jwt: JwtSettings, deps: AccessDeps): Access['viewerOf'] {
  const judge = new TokenJudge({ keys: createKeys(jwt, deps), rules: jwt, clock: deps.clock });
  return async (credentials): Promise<Viewer> => {
    const found = findToken(credentials);
    return 'refusal' in found ? nobody(found.refusal) : judge.viewerOf(found.token);
  };
}

function createKeys({ secret, jwksUrl }: JwtSettings, deps: AccessDeps): SigningKeys {
  if (jwksUrl !== undefined) {
    const keys = new PublishedKeys(jwksUrl, deps);
    // What is wrong with them has been logged, and is told to whoever needs them.
    void keys.renew().catch(() => {});
    return keys;
  }
  if (secret === undefined) throw new TypeError('tokens need a secret or published keys');
  if (Buffer.byteLength(secret) < SAFE_SECRET_BYTES) {
    deps.log.warn(`auth.jwt.secret is shorter than ${SAFE_SECRET_BYTES} bytes, and could be guessed from a token`);
  }
  return sharedSecret(secret);
}
