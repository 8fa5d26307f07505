import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  USER_SIG_LIFE_MS,
  USER_SIG_RENEWAL_MS,
  createUserSigs,
  signUserSig,
} from '../../src/datasources/tencent/user-sig.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** The sample key that the official signer prints (package tls-sig-api-v2 1.0.2). */
const SECRET_KEY = '5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e';
const app = { sdkAppId: 1400000000, secretKey: SECRET_KEY };

function open(userSig: string): Record<string, unknown> {
  const packed = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  return JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString()) as Record<string, unknown>;
}

describe('UserSig', () => {
  it('agrees with the official signer', () => {
    const userSig = signUserSig({
      ...app,
      identifier: 'administrator',
      issuedAtMs: 1_700_000_000_999,
      lifeMs: 86_400_000,
    });
    expect(open(userSig)).toEqual({
      'TLS.ver': '2.0',
      'TLS.identifier': 'administrator',
      'TLS.sdkappid': 1400000000,
      'TLS.time': 1700000000,
      'TLS.expire': 86400,
      'TLS.sig': 'yLAe+w7WUeUuqbV9h/TX78u21oTGi+i9Zp1u3PpnY60=',
    });
    expect(userSig).toMatch(/^[A-Za-z0-9*_-]+$/);
  });

  it('is reused until shortly before it expires', () => {
    const clock = new ManualClock();
    const userSigs = createUserSigs(app, clock);
    const first = userSigs.of('administrator');
    clock.advance(USER_SIG_LIFE_MS - USER_SIG_RENEWAL_MS - 1);
    expect(userSigs.of('administrator')).toBe(first);
    clock.advance(1);
    const second = userSigs.of('administrator');
    expect(second).not.toBe(first);
    expect(open(second)['TLS.time']).toBe(Math.floor(clock.now() / 1000));
  });

  it('is made anew when it was dropped, for that account alone', () => {
    const clock = new ManualClock();
    const userSigs = createUserSigs(app, clock);
    const [first, other] = [userSigs.of('administrator'), userSigs.of('u_owner')];
    expect(open(other)['TLS.identifier']).toBe('u_owner');
    clock.advance(1000);
    userSigs.drop('administrator');
    expect(userSigs.of('administrator')).not.toBe(first);
    expect(userSigs.of('u_owner')).toBe(other);
    expect([...userSigs.issued()]).toHaveLength(2);
  });
});
