import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JWTPayload, SignJWT } from 'jose';
import type { Access } from '../../src/access/access.ts';
import { AccessUnavailableError } from '../../src/access/access-error.ts';
import { createAccess } from '../../src/access/create-access.ts';
import { FETCH_WITHIN_MS, MAX_KEY_SET_BYTES } from '../../src/access/fetch-key-set.ts';
import { FETCH_PAUSE_MS, KEYS_KEPT_MS, MAX_KEYS, MAX_TRIES } from '../../src/access/published-keys.ts';
import { TOKEN_KNOWN_MS } from '../../src/access/token-judge.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type LogLine, recordLog } from '../transports/front.ts';
import { until } from '../transports/time.ts';
import { bearer, createKey, type IssuedKey, Issuer, signWithKey } from './issuer.ts';

const UNKNOWN_KEY = 'the token is signed with a key that is not known here';
const WRONG_SIGNATURE = 'the signature of the token does not hold';

describe('a token with a published key', () => {
  let clock: ManualClock;
  let lines: LogLine[];
  let issuer: Issuer;
  let first: IssuedKey;
  let second: IssuedKey;
  let access: Access;
  beforeEach(async () => {
    clock = new ManualClock();
    [first, second] = [await createKey('first'), await createKey('second')];
    issuer = await Issuer.start(first);
    access = await openAccess();
  });
  afterEach(() => issuer[Symbol.asyncDispose]());

  /** Goes on when the keys that are asked for at the start are there, or are known not to be. */
  async function openAccess(url = issuer.url): Promise<Access> {
    const recorded = recordLog();
    ({ lines } = recorded);
    const opened = createAccess({ jwt: { jwksUrl: url, clockTolerance: 0 } }, { clock, log: recorded.log });
    await opened.viewerOf({ headers: bearer(await signWithKey({}, first)) }).catch(() => {});
    return opened;
  }

  const judge = (token: string): Promise<string | null> =>
    access.viewerOf({ headers: bearer(token) }).then(({ refusal }) => refusal);
  /** Each token is another one, so that none is remembered. */
  let tokens = 0;
  const refusalOf = async (key: IssuedKey, claims: JWTPayload = {}): Promise<string | null> =>
    judge(await signWithKey({ sub: 's', jti: String(++tokens), ...claims }, key));
  const unavailable = expect.objectContaining({ extensions: { code: 'SERVICE_UNAVAILABLE' } });

  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])(
    'holds when it is signed by %s',
    async (alg) => {
      const key = await createKey('of-its-own', alg);
      issuer.publish(first, key);
      access = await openAccess();
      expect(await refusalOf(key)).toBeNull();
      expect(await refusalOf({ ...(await createKey('of-its-own', alg)) })).toBe(WRONG_SIGNATURE);
    },
  );

  it('never holds when it is signed with the public key as if that were a secret, or not at all', async () => {
    const key = await createKey('rsa', 'RS256');
    issuer.publish(key);
    access = await openAccess();
    for (const secret of [
      JSON.stringify(key.publicJwk),
      key.publicJwk.n ?? '',
      `${key.publicJwk.n}${key.publicJwk.e}`,
    ]) {
      const forged = new SignJWT({ sub: 's' }).setProtectedHeader({ alg: 'HS256', kid: 'rsa' });
      expect(await judge(await forged.sign(Buffer.from(secret)))).toContain('has to be signed with RS256');
    }
    const unsigned = `${Buffer.from('{"alg":"none","kid":"rsa"}').toString('base64url')}.e30.`;
    expect(await judge(unsigned)).toContain('has to be signed with RS256');
  });

  it('never holds when it is signed with a secret that somebody has published', async () => {
    const secret = Buffer.alloc(32, 7);
    issuer.published = [{ kty: 'oct', kid: 'oct', k: secret.toString('base64url'), alg: 'HS256' }];
    access = await openAccess();
    const token = await new SignJWT({ sub: 's' }).setProtectedHeader({ alg: 'HS256', kid: 'oct' }).sign(secret);
    expect(await judge(token)).toContain('has to be signed with RS256');
  });

  it('is checked without asking the issuer again', async () => {
    for (let times = 0; times < 5; times++) expect(await refusalOf(first)).toBeNull();
    expect(issuer.fetches).toBe(1);
  });

  it('holds as soon as its key is published, and not before', async () => {
    expect(await refusalOf(second)).toBe(UNKNOWN_KEY);
    clock.advance(FETCH_PAUSE_MS);
    expect(await refusalOf(second)).toBe(UNKNOWN_KEY);
    issuer.publish(first, second);
    clock.advance(FETCH_PAUSE_MS);
    expect([await refusalOf(second), await refusalOf(first)]).toEqual([null, null]);
    expect(issuer.fetches).toBe(3);
  });

  it('with an unknown key makes the issuer asked once in a while, however many come', async () => {
    clock.advance(FETCH_PAUSE_MS);
    const strangers = await Promise.all(Array.from({ length: 20 }, (_, n) => createKey(`stranger-${n}`)));
    expect(new Set(await Promise.all(strangers.map((key) => refusalOf(key))))).toEqual(new Set([UNKNOWN_KEY]));
    expect(issuer.fetches).toBe(2);
    clock.advance(FETCH_PAUSE_MS - 1);
    await Promise.all(strangers.map((key) => refusalOf(key)));
    expect(issuer.fetches).toBe(2);
  });

  it('does not hold for long after its key was taken back, also when it is well known', async () => {
    const token = await signWithKey({ sub: 's' }, first);
    expect(await judge(token)).toBeNull();
    issuer.publish(second);
    for (let passed = 0; passed < KEYS_KEPT_MS + TOKEN_KNOWN_MS; passed += TOKEN_KNOWN_MS / 2) {
      clock.advance(TOKEN_KNOWN_MS / 2);
      await judge(token);
    }
    expect(await judge(token)).toBe(UNKNOWN_KEY);
    expect(await refusalOf(second)).toBeNull();
  });

  it('is checked anew at once when the keys have changed', async () => {
    const token = await signWithKey({ sub: 's' }, first);
    expect(await judge(token)).toBeNull();
    issuer.publish(second);
    clock.advance(FETCH_PAUSE_MS);
    expect(await refusalOf(second)).toBeNull();
    expect(await judge(token)).toBe(UNKNOWN_KEY);
  });

  it('may leave its key unnamed, and then may be signed with any, also with a new one', async () => {
    const unnamed = (key: IssuedKey): IssuedKey => ({ ...key, kid: undefined });
    issuer.publish(first, await createKey('other'), second);
    access = await openAccess();
    expect([await refusalOf(unnamed(first)), await refusalOf(unnamed(second))]).toEqual([null, null]);
    const third = await createKey('third');
    expect(await refusalOf(unnamed(third))).toBe(WRONG_SIGNATURE);
    issuer.publish(third);
    clock.advance(FETCH_PAUSE_MS);
    expect(await refusalOf(unnamed(third))).toBeNull();
  });

  it('that leaves its key unnamed is tried with a few keys, not with all', async () => {
    const last = await createKey('last');
    const keys = await Promise.all(Array.from({ length: MAX_TRIES }, (_, n) => createKey(`k${n}`)));
    issuer.publish(...keys, last);
    access = await openAccess();
    expect(await refusalOf({ ...last, kid: undefined })).toBe(WRONG_SIGNATURE);
    expect(await refusalOf(last)).toBeNull();
  });

  describe('whose issuer is out of reach', () => {
    it('is neither good nor bad', async () => {
      const { url } = issuer;
      await issuer[Symbol.asyncDispose]();
      access = await openAccess(url);
      await expect(refusalOf(first)).rejects.toThrow(AccessUnavailableError);
      await expect(refusalOf(first)).rejects.toEqual(unavailable);
      expect(lines).toMatchObject([{ level: 40, msg: 'the keys that check tokens cannot be fetched' }]);
    });

    it('is refused all the same when it can be seen to be bad', async () => {
      issuer.instead = (_request, response) => void response.writeHead(500).end();
      access = await openAccess();
      expect(await judge('nonsense')).toBe('the token cannot be read');
      expect((await access.viewerOf({ headers: {} })).refusal).toContain('no credential was given');
    });

    it('holds as long as its key is known, and nobody waits for the issuer twice', async () => {
      issuer.instead = () => {};
      clock.advance(KEYS_KEPT_MS);
      const waiting = refusalOf(first);
      await until('the issuer is asked', () => issuer.fetches === 2);
      clock.advance(FETCH_WITHIN_MS);
      expect(await waiting).toBeNull();
      clock.advance(FETCH_PAUSE_MS);
      expect([await refusalOf(first), await refusalOf(first)]).toEqual([null, null]);
      expect(lines.map(({ msg }) => msg)).toEqual(['the keys that check tokens cannot be fetched']);
      expect(lines[0]).toMatchObject({ reason: `no answer in ${FETCH_WITHIN_MS} ms` });
    });

    it('is not known to be bad when its key may be new', async () => {
      issuer.instead = (_request, response) => void response.writeHead(503).end();
      clock.advance(FETCH_PAUSE_MS);
      await expect(refusalOf(second)).rejects.toEqual(unavailable);
      await expect(refusalOf(second)).rejects.toEqual(unavailable);
      expect(issuer.fetches).toBe(2);
      expect(await refusalOf({ ...second, kid: 'first' })).toBe(WRONG_SIGNATURE);
      issuer.instead = null;
      issuer.publish(first, second);
      clock.advance(FETCH_PAUSE_MS);
      expect(await refusalOf(second)).toBeNull();
      expect(lines.map(({ msg }) => msg)).toEqual([
        'the keys that check tokens cannot be fetched',
        'the keys that check tokens are in reach again',
      ]);
    });

    it.each<[string, (response: ServerResponse) => void, string]>([
      ['a page', (response) => response.end('<html>'), 'the answer is no JSON'],
      ['something else', (response) => response.end('{"keys":5}'), 'JSON Web Key Set malformed'],
      ['a list', (response) => response.end('[]'), 'JSON Web Key Set malformed'],
      ['null', (response) => response.end('null'), 'JSON Web Key Set malformed'],
      ['too much', (response) => response.end(' '.repeat(MAX_KEY_SET_BYTES + 1)), 'the answer is longer than'],
      [
        'too many keys',
        (response) =>
          response.end(JSON.stringify({ keys: Array.from({ length: MAX_KEYS + 1 }, () => ({ kty: 'EC' })) })),
        `there are more than ${MAX_KEYS} keys`,
      ],
      [
        'another address',
        (response) => response.writeHead(302, { location: '/other' }).end(),
        'the answer has status 302',
      ],
      ['a part of it', (response) => response.write('{"ke', () => response.destroy()), ''],
    ])('counts as such when what comes is %s', async (_what, answer, reason) => {
      issuer.instead = (_request, response) => answer(response);
      access = await openAccess();
      await expect(refusalOf(first)).rejects.toEqual(unavailable);
      expect(lines[0]).toMatchObject({ reason: expect.stringContaining(reason) });
      expect(issuer.fetches).toBe(2);
    });

    it('is asked for without a word about credentials in its address', async () => {
      const url = issuer.url.replace('http://', 'http://user:SECRET@').concat('?key=SECRET');
      issuer.instead = (_request, response) => void response.writeHead(403).end();
      access = await openAccess(url);
      await refusalOf(first).catch((error: Error) => expect(error.message).not.toContain('SECRET'));
      expect(lines).toHaveLength(1);
      expect(JSON.stringify(lines)).not.toContain('SECRET');
    });
  });

  it('is no better for keys that are published and cannot check anything', async () => {
    const short = { kty: 'RSA', kid: 'short', alg: 'RS256', n: 'AQAB', e: 'AQAB' };
    issuer.published = [
      short,
      { kty: 'EC', kid: 'broken', alg: 'ES256', crv: 'P-256', x: '!', y: '' },
      first.publicJwk,
    ];
    access = await openAccess();
    const rsa = await createKey('short', 'RS256');
    expect(await refusalOf(rsa)).toEqual(expect.any(String));
    expect(await refusalOf({ ...second, kid: 'broken' })).toBe(UNKNOWN_KEY);
    expect(await refusalOf(first)).toBeNull();
  });

  it('hangs up when the issuer has answered, so that nothing is kept open for minutes', async () => {
    let closed = false;
    issuer.instead = (request, response) => {
      void once(request.socket, 'close').then(() => (closed = true));
      response.end(JSON.stringify({ keys: [] }));
    };
    clock.advance(FETCH_PAUSE_MS);
    expect(await refusalOf(second)).toBe(UNKNOWN_KEY);
    await until('the connection is closed', () => closed);
  });
});
