import type { GraphQLFormattedError } from 'graphql';
import { Pool } from 'undici';
import type { Clock } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import type { Registration } from './registration.ts';

/** How long a router may take over one message, connecting included, in milliseconds. */
export const CALLBACK_TIMEOUT_MS = 3 * SECOND;
/** Sockets to one router. */
export const MAX_CALLBACK_SOCKETS = 128;
/** What is read of a router's answer, in bytes: nothing in there is of interest, but a socket is used again only after the end. */
export const MAX_CALLBACK_ANSWER_BYTES = 64 * 1024;

/** The header that says which protocol is spoken, in both directions. */
export const PROTOCOL_HEADER = 'subscription-protocol';
export const PROTOCOL = 'callback/1.0';

/** What is posted besides the names of the subscription. */
export type Message =
  | { readonly action: 'check' }
  /** @property payload the result as JSON */
  | { readonly action: 'next'; readonly payload: string }
  | { readonly action: 'complete'; readonly errors?: readonly GraphQLFormattedError[] };

/**
 * What a router made of a message.
 *
 * | kind | means |
 * |---|---|
 * | taken | go on |
 * | gone | 404: it does not know the subscription, or not any more |
 * | refused | it never will take this: any other answer below 500, a redirection included |
 * | failed | it could not be reached, did not answer in time, or answered 5xx, 408 or 429: perhaps later; it may have read the message |
 */
export interface Verdict {
  readonly kind: 'taken' | 'gone' | 'refused' | 'failed';
  /** In words without secrets. */
  readonly reason: string;
}

/** Posts messages to routers, with one pool of sockets for each origin. Redirections are not followed. */
export class CallbackPosts {
  readonly #clock: Clock;
  readonly #pools = new Map<string, Pool>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Never rejects. What `over` calls off counts as failed. */
  async post({ url, id, verifier }: Registration, message: Message, over: AbortSignal): Promise<Verdict> {
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    const cancelDeadline = this.#clock.setTimer(this.#clock.now() + CALLBACK_TIMEOUT_MS, abort);
    over.addEventListener('abort', abort);
    if (over.aborted) abort();
    try {
      const { statusCode, headers, body } = await this.#poolOf(url.origin).request({
        method: 'POST',
        path: url.pathname + url.search,
        // Exactly this content type: Hive Gateway compares it as a text.
        headers: { 'content-type': 'application/json', [PROTOCOL_HEADER]: PROTOCOL },
        body: bodyOf(message, id, verifier),
        signal: stop.signal,
      });
      await body.dump({ limit: MAX_CALLBACK_ANSWER_BYTES, signal: stop.signal }).catch(() => {});
      return judge(statusCode, headers[PROTOCOL_HEADER]);
    } catch (error) {
      const reason = stop.signal.aborted ? `no answer within ${CALLBACK_TIMEOUT_MS} ms` : codeOf(error);
      return { kind: 'failed', reason };
    } finally {
      cancelDeadline();
      over.removeEventListener('abort', abort);
    }
  }

  /** Breaks what is under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }

  /** There are as many pools as allowed origins at most. */
  #poolOf(origin: string): Pool {
    const known = this.#pools.get(origin);
    if (known !== undefined) return known;
    // The clock alone ends the wait for an answer.
    const pool = new Pool(origin, {
      connections: MAX_CALLBACK_SOCKETS,
      allowH2: false,
      connect: { timeout: CALLBACK_TIMEOUT_MS },
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    this.#pools.set(origin, pool);
    return pool;
  }
}

/** A result is JSON already, written once for all who are sent it. */
function bodyOf(message: Message, id: string, verifier: string): string {
  const names = { kind: 'subscription', action: message.action, id, verifier };
  if (message.action !== 'next') return JSON.stringify({ ...names, ...message });
  return `${JSON.stringify(names).slice(0, -1)},"payload":${message.payload}}`;
}

function judge(status: number, protocol: string | string[] | undefined): Verdict {
  const reason = `HTTP ${status}`;
  if (status === 404) return { kind: 'gone', reason };
  if (status >= 500 || status === 408 || status === 429) return { kind: 'failed', reason };
  if (status < 200 || status > 299) return { kind: 'refused', reason };
  // Apollo Router names the protocol in its answers to `check` only, and Hive Gateway nowhere; another one would be none of ours.
  if (protocol !== undefined && protocol !== PROTOCOL) return { kind: 'refused', reason: 'another protocol' };
  return { kind: 'taken', reason };
}

/** By its code alone: a message may quote the request. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'the connection broke';
}
