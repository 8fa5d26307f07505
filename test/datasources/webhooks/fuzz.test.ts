import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WebhookReading } from '../../../src/datasources/datasource.ts';
import { WEBHOOK_PROVIDERS, readPosted, readerOf, recordedWebhooks } from './recorded.ts';
import type { Posted, WebhookProvider } from './recorded.ts';

fc.configureGlobal({ seed: 20_261_121, numRuns: 1_000 });

const KINDS = ['forged', 'unreadable', 'nothing', 'changes'];
const CHANGES = ['joined', 'left', 'removed', 'membersChanged', 'groupChanged', 'groupGone'];

/** Whatever was read keeps what the port promises. */
function expectSound(reading: WebhookReading): void {
  expect(KINDS).toContain(reading.kind);
  if (reading.kind !== 'changes') return;
  expect(reading.key.length).toBeGreaterThan(0);
  expect(reading.key.length).toBeLessThanOrEqual(200);
  expect(reading.reports.length).toBeGreaterThan(0);
  for (const { groupId, change, accounts } of reading.reports) {
    expect(groupId).not.toBe('');
    expect(CHANGES).toContain(change);
    expect(new Set(accounts).size).toBe(accounts.length);
    expect(accounts.length > 0).toBe(['joined', 'left', 'removed'].includes(change));
    for (const account of accounts) expect(Buffer.byteLength(account)).toBeLessThanOrEqual(512);
  }
}

const text = fc.string({ unit: 'binary', maxLength: 40 });
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const body = fc.oneof(
  bytes,
  fc.json().map((json) => Buffer.from(json)),
  text.map((json) => Buffer.from(json)),
  fc.json().map((json) => Buffer.from(encodeURIComponent(json))),
);
const dictionary = fc.dictionary(text, text, { maxKeys: 5 });
const headers = fc.dictionary(
  fc.oneof(fc.constantFrom('authorization', 'content-type', '__proto__'), text),
  fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.constant(undefined)),
  { maxKeys: 4 },
);
const pathSecret = fc.oneof(fc.constant(null), text);
const instant = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom(NaN, Infinity, 0));

const genuine = (provider: WebhookProvider) => fc.constantFrom(...recordedWebhooks(provider));
/** A genuine body in one of the ways in which bodies are encoded. */
const encoded = (provider: WebhookProvider): fc.Arbitrary<Posted> =>
  fc
    .tuple(
      genuine(provider),
      fc.constantFrom<(raw: string) => string>(
        (raw) => raw,
        encodeURIComponent,
        (raw) => new URLSearchParams({ data: raw }).toString(),
        (raw) =>
          new URLSearchParams(
            Object.entries(JSON.parse(raw) as object).map(([name, value]) => [name, JSON.stringify(value)]),
          ).toString(),
      ),
    )
    .map(([posted, encode]) => ({ ...posted, body: encode(posted.body.toString()) }));
/** Bytes of a genuine body cut off, put in, left out and changed. */
const mutated = (provider: WebhookProvider): fc.Arbitrary<Posted> =>
  fc
    .tuple(
      encoded(provider),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 8 }), fc.oneof(bytes, fc.constant(Buffer.alloc(0)))), { maxLength: 4 }),
      fc.option(fc.nat()),
    )
    .map(([posted, edits, cut]) => {
      let bytesNow = Buffer.from(posted.body);
      for (const [at, length, inserted] of edits) {
        const start = at % (bytesNow.length + 1);
        bytesNow = Buffer.concat([bytesNow.subarray(0, start), inserted, bytesNow.subarray(start + length)]);
      }
      if (cut !== null) bytesNow = bytesNow.subarray(0, cut % (bytesNow.length + 1));
      return { ...posted, body: bytesNow };
    });
/** Values of a genuine body replaced by any others, so that it stays JSON. */
const distorted = (provider: WebhookProvider): fc.Arbitrary<Posted> =>
  fc.tuple(genuine(provider), fc.nat(), fc.jsonValue()).map(([posted, at, value]) => {
    let index = 0;
    const places = [...posted.body.toString().matchAll(/":/g)].length;
    const replaced: unknown = JSON.parse(posted.body.toString(), (_key, old: unknown) =>
      index++ === at % (places + 1) ? value : old,
    );
    return { ...posted, body: JSON.stringify(replaced) };
  });

describe.each(WEBHOOK_PROVIDERS)('whatever is posted to %s', (provider) => {
  const reader = readerOf(provider);

  it('is read without a throw, and is no change when nothing vouches for it', () => {
    fc.assert(
      fc.property(pathSecret, dictionary, headers, body, instant, (path, query, given, raw, nowMs) => {
        const posted = { name: '', reading: null, pathSecret: path, query, headers: given, body: raw, nowMs };
        expect(readPosted(reader, posted)).toEqual({ kind: 'forged' });
      }),
    );
  });

  it('is read without a throw when the credentials are right and the body is any', () => {
    fc.assert(
      fc.property(genuine(provider), body, instant, (posted, raw, nowMs) => {
        expectSound(readPosted(reader, { ...posted, body: raw }));
        expectSound(readPosted(reader, { ...posted, body: raw, nowMs }));
      }),
    );
  });

  it('is read without a throw when a genuine body was mutilated', () => {
    fc.assert(fc.property(mutated(provider), (posted) => expectSound(readPosted(reader, posted))));
    fc.assert(fc.property(distorted(provider), (posted) => expectSound(readPosted(reader, posted))));
  });

  it('is no change when the body is genuine, whole or mutilated, and what vouches for it is wrong', () => {
    const forge = FORGERIES[provider];
    fc.assert(
      fc.property(fc.oneof(genuine(provider), mutated(provider), distorted(provider)), text, (posted, guess) => {
        expect(['forged', 'nothing']).toContain(readPosted(reader, forge(posted, guess)).kind);
      }),
    );
  });

  it('says the same by the same key when it is delivered twice', () => {
    fc.assert(
      fc.property(genuine(provider), (posted) => {
        expect(readPosted(reader, posted)).toEqual(readPosted(readerOf(provider), posted));
      }),
      { numRuns: 50 },
    );
  });
});

/** Of all recorded callbacks of ZIM. */
const ZIM_SIGNATURE = '4faa9ed30efca26ef6f35b8cc8fb3731217893c2';
/** Puts a guess where the secret or what is made of it belongs. */
const FORGERIES: Readonly<Record<WebhookProvider, (posted: Posted, guess: string) => Posted>> = {
  gewe: (posted, guess) => ({ ...posted, headers: { ...posted.headers, authorization: guess } }),
  imkit: (posted, guess) => ({ ...posted, pathSecret: guess }),
  'tencent-im': (posted, guess) => ({ ...posted, query: { ...posted.query, Sign: guess } }),
  'zego-zim': (posted, guess) => ({
    ...posted,
    body: posted.body.toString().replaceAll(ZIM_SIGNATURE, () => JSON.stringify(guess).slice(1, -1)),
  }),
};

describe('a signature of which one character is another', () => {
  const digit = fc.constantFrom(...'0123456789abcdef'.split(''));
  const at = fc.nat();
  const changeOne = (signature: string, index: number, character: string): string =>
    signature.slice(0, index % signature.length) + character + signature.slice((index % signature.length) + 1);
  const character = fc.oneof(digit, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));

  it('is forged at Tencent, but for capitals', () => {
    const reader = readerOf('tencent-im');
    fc.assert(
      fc.property(genuine('tencent-im'), at, character, (posted, index, other) => {
        const sign = posted.query['Sign'] ?? '';
        const Sign = changeOne(sign, index, other);
        fc.pre(Sign.toLowerCase() !== sign);
        expect(readPosted(reader, { ...posted, query: { ...posted.query, Sign } })).toEqual({ kind: 'forged' });
      }),
    );
  });

  it('is forged at ZIM', () => {
    const reader = readerOf('zego-zim');
    fc.assert(
      fc.property(genuine('zego-zim'), at, character, (posted, index, other) => {
        const fields = JSON.parse(posted.body.toString()) as { signature: string };
        const signature = changeOne(fields.signature, index, other);
        fc.pre(signature !== fields.signature);
        const forged = { ...posted, body: JSON.stringify({ ...fields, signature }) };
        expect(readPosted(reader, forged)).toEqual({ kind: 'forged' });
      }),
    );
  });
});
