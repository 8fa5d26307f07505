import { type JWTPayload, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Access } from '../../src/access/access.ts';
import { createAccess, type JwtSettings } from '../../src/access/create-access.ts';
import { hasExpired, type Viewer } from '../../src/access/viewer.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { recordLog } from '../transports/front.ts';
import { bearer, SECRET, secondsFromNow, signWithSecret, type TokenLook } from './issuer.ts';

const MINUTE = 60_000;
const [READ, ADMIN] = ['membership:read', 'membership:admin'];

describe('a token with a shared secret', () => {
  const clock = new ManualClock();
  const { log, lines } = recordLog();
  const open = (jwt: Partial<JwtSettings> = {}): Access =>
    createAccess({ jwt: { secret: SECRET, clockTolerance: 0, ...jwt } }, { clock, log });
  const judge = (token: string, access = open()): Promise<Viewer> => access.viewerOf({ headers: bearer(token) });
  const viewerOf = async (claims: JWTPayload, jwt: Partial<JwtSettings> = {}): Promise<Viewer> =>
    judge(await signWithSecret(claims), open(jwt));
  const refusalOf = async (claims: JWTPayload, jwt: Partial<JwtSettings> = {}): Promise<string | null> =>
    (await viewerOf(claims, jwt)).refusal;

  it('says who asks, what they may do, and until when', async () => {
    const exp = secondsFromNow(clock, 60);
    const viewer = await viewerOf({ sub: 'anna', iss: 'https://issuer', scope: 'membership:read other', exp });
    expect(viewer).toEqual({
      id: 'https://issuer subject anna',
      scopes: new Set(['membership:read']),
      expiresAtMs: clock.now() + MINUTE,
      refusal: null,
    });
  });

  it.each([
    ['a text', `${READ} ${ADMIN}`, [READ, ADMIN]],
    ['a text with more spaces', `  ${READ}   ${ADMIN} `, [READ, ADMIN]],
    ['a list', [READ, `${ADMIN} other`, 5, null], [READ, ADMIN]],
    ['a text with scopes of others', `openid membership ${READ}s ${READ.toUpperCase()} ${ADMIN}`, [ADMIN]],
    ['an empty text', '', []],
    ['no claim', undefined, []],
    ['a number', 7, []],
    ['an object', { [READ]: true }, []],
    ['null', null, []],
  ])('may bring its scopes as %s', async (_what, scope, expected) => {
    expect((await viewerOf({ sub: 's', scope })).scopes).toEqual(new Set(expected));
  });

  it('tells callers apart, whatever they are called', async () => {
    const idOf = async (claims: JWTPayload): Promise<string> => (await viewerOf(claims)).id;
    const ids = await Promise.all(
      [
        {},
        { iss: 'i' },
        { iss: 'j' },
        { sub: 'a' },
        { sub: 'b' },
        { iss: 'i', sub: 'a' },
        { iss: 'j', sub: 'a' },
        { client_id: 'a' },
        { azp: 'b' },
        { iss: 'i', client_id: 'a' },
        { sub: 'x'.repeat(1_000) },
        { sub: `${'x'.repeat(999)}y` },
      ].map(idOf),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(Math.max(...ids.map((id) => Buffer.byteLength(id)))).toBeLessThanOrEqual(256);
    expect(await idOf({ sub: 'a', client_id: 'b', azp: 'c' })).toBe(await idOf({ sub: 'a' }));
    expect(await idOf({ client_id: 'b', azp: 'c' })).toBe(await idOf({ client_id: 'b' }));
    expect(await idOf({ sub: 5, client_id: '' } as never)).toBe(await idOf({}));
  });

  it('holds from its beginning to its end, and not a moment longer', async () => {
    const claims = { sub: 's', nbf: secondsFromNow(clock, 60), exp: secondsFromNow(clock, 120) };
    expect(await refusalOf(claims)).toBe('the token does not hold yet');
    clock.advance(MINUTE);
    const viewer = await viewerOf(claims);
    expect([viewer.refusal, viewer.expiresAtMs]).toEqual([null, clock.now() + MINUTE]);
    clock.advance(MINUTE - 1);
    expect([await refusalOf(claims), hasExpired(viewer, clock)]).toEqual([null, false]);
    clock.advance(1);
    expect([await refusalOf(claims), hasExpired(viewer, clock)]).toEqual(['the token has expired', true]);
  });

  it('holds a little longer, and a little earlier, where the clock of its issuer may be off', async () => {
    const claims = { sub: 's', nbf: secondsFromNow(clock, 60), exp: secondsFromNow(clock, 120) };
    const tolerant = { clockTolerance: 30_000 };
    clock.advance(30_000 - 1);
    expect(await refusalOf(claims, tolerant)).toBe('the token does not hold yet');
    clock.advance(1);
    expect(await refusalOf(claims, tolerant)).toBeNull();
    clock.advance(2 * MINUTE - 1);
    const viewer = await viewerOf(claims, tolerant);
    expect([viewer.refusal, viewer.expiresAtMs]).toEqual([null, clock.now() + 1]);
    clock.advance(1);
    expect(await refusalOf(claims, tolerant)).toBe('the token has expired');
  });

  it('without an end never ends, nor does one whose end is out of sight', async () => {
    expect((await viewerOf({ sub: 's' })).expiresAtMs).toBeNull();
    const viewer = await viewerOf({ sub: 's', exp: 1e300 });
    expect([viewer.refusal, hasExpired(viewer, clock)]).toEqual([null, false]);
  });

  it('has to be of the issuer and for the audience that are named', async () => {
    const rules = { issuer: 'https://issuer', audience: 'rollcall' };
    const good = { sub: 's', iss: 'https://issuer', aud: 'rollcall' };
    expect(await refusalOf(good, rules)).toBeNull();
    expect(await refusalOf({ ...good, aud: ['other', 'rollcall'] }, rules)).toBeNull();
    const otherIssuer = 'the token is of another issuer than the one that is believed here';
    for (const iss of [undefined, '', 'https://issuer/', 'https://other', ['https://issuer']])
      expect(await refusalOf({ ...good, iss } as JWTPayload, rules)).toBe(otherIssuer);
    for (const aud of [undefined, '', 'other', [], ['other'], { rollcall: true }])
      expect(await refusalOf({ ...good, aud } as JWTPayload, rules)).toBe('the token was made for another audience');
  });

  it.each<[string, JWTPayload]>([
    ['exp', { exp: 'tomorrow' as never }],
    ['nbf', { nbf: {} as never }],
  ])('with a claim %s that is no time is refused', async (_claim, claims) => {
    expect(await refusalOf({ sub: 's', ...claims })).toEqual(expect.any(String));
  });

  it.each<[string, TokenLook]>([
    ['HS384', { alg: 'HS384' }],
    ['HS512', { alg: 'HS512' }],
  ])('has to be signed as it was agreed, and not with %s', async (_alg, look) => {
    const { refusal } = await judge(await signWithSecret({ sub: 's' }, SECRET, look));
    expect(refusal).toBe('the token has to be signed with HS256');
  });

  it('that nobody signed, or somebody else, is refused', async () => {
    const unsecured = new UnsecuredJWT({ sub: 's' }).encode();
    expect((await judge(unsecured)).refusal).toBe('the token has to be signed with HS256');
    const [header, payload] = (await signWithSecret({ sub: 's' })).split('.');
    const forged = await signWithSecret({ sub: 's' }, 'another secret of at least thirty-two bytes');
    const [, otherPayload, signature] = (await signWithSecret({ sub: 't' })).split('.');
    for (const token of [forged, `${header}.${payload}.`, `${header}.${payload}.${signature}`])
      expect((await judge(token)).refusal).toBe('the signature of the token does not hold');
    expect((await judge(`${header}.${otherPayload}.${signature}`)).refusal).toBeNull();
  });

  it.each([
    ['a word', 'token'],
    ['dots', '..'],
    ['four parts', 'a.b.c.d'],
    ['no JSON', `${Buffer.from('{').toString('base64url')}.e30.x`],
    ['a header without an algorithm', `${Buffer.from('{}').toString('base64url')}.e30.x`],
    ['a header that is a list', `${Buffer.from('[]').toString('base64url')}.e30.x`],
    ['bytes', '\u0000\u0001\u0002'],
    ['the longest nonsense', 'x.'.repeat(8_192)],
  ])('that is %s cannot be read', async (_what, token) => {
    const { refusal } = await open().viewerOf({ headers: {}, extensions: { authorization: token } });
    expect(refusal).toBe('the token cannot be read');
  });

  it('is never quoted, neither to the caller nor in the log', async () => {
    const access = open({ issuer: 'expected-issuer', audience: 'expected-audience' });
    const secretive = { sub: 'SECRET-sub', iss: 'SECRET-iss', aud: 'SECRET-aud', exp: 1 };
    for (const token of [await signWithSecret(secretive), await signWithSecret(secretive, 'SECRET'), 'SECRET.SECRET']) {
      const { refusal } = await judge(token, access);
      expect(refusal).toEqual(expect.any(String));
      expect(refusal).not.toMatch(/SECRET|expected/);
    }
    expect(JSON.stringify(lines)).not.toContain('SECRET');
  });

  it('is missing: then nobody asks', async () => {
    const { refusal, scopes } = await open().viewerOf({ headers: {} });
    expect([refusal, scopes.size]).toEqual([expect.stringContaining('no credential was given'), 0]);
  });

  it('may come a thousand times at once', async () => {
    const access = open();
    const token = await signWithSecret({ sub: 's', exp: secondsFromNow(clock, 60) });
    const viewers = await Promise.all(Array.from({ length: 1_000 }, () => judge(token, access)));
    // One object: it was checked once.
    expect(new Set(viewers).size).toBe(1);
    expect(await judge(token, access)).toBe(viewers[0]);
    clock.advance(MINUTE);
    expect((await judge(token, access)).refusal).toBe('the token has expired');
  });

  it('is warned about when its secret can be guessed', () => {
    const { log: quiet, lines: said } = recordLog();
    createAccess({ jwt: { secret: 'short', clockTolerance: 0 } }, { clock, log: quiet });
    expect(said).toMatchObject([{ level: 40, msg: expect.stringContaining('auth.jwt.secret is shorter') }]);
    expect(JSON.stringify(said)).not.toContain('"short"');
    createAccess({ jwt: { secret: SECRET, clockTolerance: 0 } }, { clock, log: quiet });
    expect(said).toHaveLength(1);
  });
});
