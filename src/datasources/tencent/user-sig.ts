import { createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import type { Clock } from '../../kernel/clock.ts';
import { DAY, HOUR, SECOND } from '../../kernel/duration.ts';

/** How long a signature holds: the least that Tencent advises (Tencent docs, use limits). */
export const USER_SIG_LIFE_MS = DAY;
/** How long before its end a signature is made anew, so that none expires on its way. */
export const USER_SIG_RENEWAL_MS = HOUR;

/** Whom a signature is for, and from when to when. */
export interface UserSigRequest {
  readonly sdkAppId: number;
  readonly secretKey: string;
  readonly identifier: string;
  readonly issuedAtMs: number;
  readonly lifeMs: number;
}

/**
 * A UserSig by TLSSigAPIv2: the signed fields as JSON, deflated with a zlib header, in base64 with `*-_` for `+/=`.
 * The secret key is used as the text that the console shows, not decoded (Tencent docs and package tls-sig-api-v2 1.0.2).
 */
export function signUserSig(request: UserSigRequest): string {
  const time = Math.floor(request.issuedAtMs / SECOND);
  const expire = Math.floor(request.lifeMs / SECOND);
  const { identifier, sdkAppId } = request;
  const content = `TLS.identifier:${identifier}\nTLS.sdkappid:${sdkAppId}\nTLS.time:${time}\nTLS.expire:${expire}\n`;
  const fields = {
    'TLS.ver': '2.0',
    'TLS.identifier': identifier,
    'TLS.sdkappid': sdkAppId,
    'TLS.time': time,
    'TLS.expire': expire,
    'TLS.sig': createHmac('sha256', request.secretKey).update(content).digest('base64'),
  };
  const packed = deflateSync(JSON.stringify(fields)).toString('base64');
  return packed.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

/** The signatures of one app, each made once and used until shortly before it expires. */
export interface UserSigs {
  of(identifier: string): string;
  /** Forgets a signature that Tencent took for expired; the next call makes a new one. */
  drop(identifier: string): void;
  /** Those that are in use, for redaction. */
  issued(): Iterable<string>;
}

/** No signature at first. */
export function createUserSigs(app: { sdkAppId: number; secretKey: string }, clock: Clock): UserSigs {
  const cached = new Map<string, { userSig: string; renewAtMs: number }>();
  return {
    of(identifier) {
      const known = cached.get(identifier);
      if (known !== undefined && clock.now() < known.renewAtMs) return known.userSig;
      const issuedAtMs = clock.now();
      const { sdkAppId, secretKey } = app;
      const userSig = signUserSig({ sdkAppId, secretKey, identifier, issuedAtMs, lifeMs: USER_SIG_LIFE_MS });
      cached.set(identifier, { userSig, renewAtMs: issuedAtMs + USER_SIG_LIFE_MS - USER_SIG_RENEWAL_MS });
      return userSig;
    },
    drop: (identifier) => void cached.delete(identifier),
    *issued() {
      for (const { userSig } of cached.values()) yield userSig;
    },
  };
}
