import { createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import type { Logger } from 'pino';
import type { Clock } from '../kernel/clock.ts';
import { MINUTE, SECOND } from '../kernel/duration.ts';
import { AccessUnavailableError } from './access-error.ts';
import { fetchKeySet } from './fetch-key-set.ts';
import type { SigningKeys, TokenHeader } from './signing-keys.ts';

/** After so long keys are fetched anew, so that one that was taken back is not believed for much longer, in milliseconds. */
export const KEYS_KEPT_MS = 5 * MINUTE;
/** Keys are not fetched more often than this, whatever tokens come, in milliseconds. */
export const FETCH_PAUSE_MS = 5 * SECOND;
/** Keys of one issuer at most. */
export const MAX_KEYS = 100;
/** Keys with which one token is tried at most, when it does not say which one it is signed with. */
export const MAX_TRIES = 10;

/** None of them can be checked with a secret: a public key is no secret. */
const ALGORITHMS = ['RS', 'PS', 'ES'].flatMap((kind) => ['256', '384', '512'].map((bits) => kind + bits));

const UNREACHABLE = 'the token cannot be checked now: the keys of its issuer are out of reach; ask again';

type KeySet = ReturnType<typeof createLocalJWKSet>;

export interface PublishedKeysDeps {
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * The keys that an issuer publishes at a URL (JWKS), and changes when it likes: an unknown one makes them fetched anew. Keys that
 * are known go on working while the issuer is out of reach.
 */
export class PublishedKeys implements SigningKeys {
  readonly algorithms: readonly string[] = [...ALGORITHMS, 'EdDSA', 'Ed25519'];
  readonly #url: string;
  readonly #deps: PublishedKeysDeps;
  #keys: KeySet | null = null;
  #text: string | null = null;
  #version = 0;
  #fetchedAtMs = Number.NEGATIVE_INFINITY;
  #triedAtMs = Number.NEGATIVE_INFINITY;
  /** The last fetch has failed. */
  #failing = false;
  #fetching: Promise<void> | null = null;

  constructor(url: string, deps: PublishedKeysDeps) {
    this.#url = url;
    this.#deps = deps;
  }

  get version(): number {
    return this.#version;
  }

  async fitting(header: TokenHeader): Promise<readonly CryptoKey[]> {
    if (this.#keys === null) await this.#fetch();
    else if (this.#deps.clock.now() >= this.#fetchedAtMs + KEYS_KEPT_MS) await this.#refresh();
    return this.#keys === null ? [] : keysFor(this.#keys, header);
  }

  async renew(): Promise<boolean> {
    const fetchedJustNow = this.#fetching === null && this.#deps.clock.now() < this.#triedAtMs + FETCH_PAUSE_MS;
    if (fetchedJustNow && !this.#failing) return false;
    await this.#fetch();
    return true;
  }

  /** Nobody waits a second time for an issuer that does not answer while there are keys. */
  async #refresh(): Promise<void> {
    const waits = !this.#failing;
    const fetched = this.#fetch().catch(() => {});
    if (waits) await fetched;
  }

  /** Once for all who ask meanwhile. */
  async #fetch(): Promise<void> {
    if (this.#fetching === null) {
      const nowMs = this.#deps.clock.now();
      if (this.#failing && nowMs < this.#triedAtMs + FETCH_PAUSE_MS) throw new AccessUnavailableError(UNREACHABLE);
      this.#triedAtMs = nowMs;
      this.#fetching = this.#fetchNow().finally(() => (this.#fetching = null));
    }
    await this.#fetching;
  }

  async #fetchNow(): Promise<void> {
    const { clock, log } = this.#deps;
    const { host } = new URL(this.#url);
    try {
      const text = await fetchKeySet(this.#url, clock);
      if (text !== this.#text) {
        this.#keys = readKeySet(text);
        this.#text = text;
        this.#version++;
      }
      this.#fetchedAtMs = clock.now();
      if (this.#failing) log.info({ host }, 'the keys that check tokens are in reach again');
      this.#failing = false;
    } catch (error) {
      // Only the message, or the code of an attempt at several addresses, which has none: what stands beside it in an error may name the whole URL.
      const { message, code } = error as Error & { readonly code?: string };
      const reason = message || code;
      if (!this.#failing) log.warn({ host, reason }, 'the keys that check tokens cannot be fetched');
      this.#failing = true;
      throw new AccessUnavailableError(UNREACHABLE);
    }
  }
}

/** @throws when the text is no set of keys, or of too many */
function readKeySet(text: string): KeySet {
  let set: JSONWebKeySet;
  try {
    set = JSON.parse(text) as JSONWebKeySet;
  } catch {
    throw new Error('the answer is no JSON');
  }
  const keys = createLocalJWKSet(set);
  if (set.keys.length > MAX_KEYS) throw new Error(`there are more than ${MAX_KEYS} keys`);
  return keys;
}

/** None also when what is published is no key by which anything can be checked. */
async function keysFor(keys: KeySet, header: TokenHeader): Promise<CryptoKey[]> {
  try {
    return [await keys({ ...header })];
  } catch (error) {
    return error instanceof errors.JWKSMultipleMatchingKeys ? firstOf(error, MAX_TRIES) : [];
  }
}

async function firstOf(fitting: AsyncIterable<CryptoKey>, most: number): Promise<CryptoKey[]> {
  const first: CryptoKey[] = [];
  for await (const key of fitting) if (first.push(key) === most) break;
  return first;
}
