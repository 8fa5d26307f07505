import { Pool } from 'undici';
import type { Clock } from '../kernel/clock.ts';
import { parseJsonLossless } from '../kernel/json.ts';
import { connectOnce } from './connect.ts';
import { exchange } from './exchange.ts';
import type { RawAnswer } from './exchange.ts';
import { DataSourceError } from './fault.ts';

/**
 * Sockets per connection. The fastest provider takes 100 calls a second and as many reads, so this many are enough for
 * answers that take over a second; a call beyond it waits for a socket before it departs.
 */
export const MAX_SOCKETS = 256;
/** The longest `Retry-After` that is believed; a longer one is cut to this. */
export const MAX_RETRY_AFTER_MS = 10 * 60 * 1000;

/** One request to a provider. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Below the base URL, starting with '/' or empty, percent-encoded, with its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Called when the request is written to a socket that is already connected; at most once, never after a fault. */
  readonly onDeparted?: (() => void) | undefined;
  /** Stops a request that has not departed; one that has is left to its answer. */
  readonly signal?: AbortSignal | undefined;
}

/** One answer that is not a fault by its status. */
export interface HttpAnswer {
  /** 200 to 499, without 429: other statuses are thrown as faults. */
  readonly status: number;
  /** Parsed without losing digits; undefined when a 4xx came without JSON. */
  readonly json: unknown;
}

/** JSON over HTTP to one provider, with one pool of sockets. Nothing that it throws or logs holds a header, a query or a body. */
export interface ProviderHttp {
  /**
   * @throws DataSourceError `rate_limited` on 429 (with `retryAfterMs`); `unavailable` when the request was never written
   * or 503 came with `Retry-After`; `unknown_outcome` on a time-out or a broken connection after departure, other 5xx, an
   * oversized answer, or a success that is not JSON
   */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /**
   * Connects (TLS included) and hangs up without a request, so that no quota is touched.
   *
   * @throws DataSourceError `unavailable`
   */
  ping(): Promise<void>;
  /** Requests that wait for their answer now. */
  readonly inFlight: number;
  /** Breaks what is under way. */
  close(): Promise<void>;
}

/** Where the provider is, and how long it may take. */
export interface ProviderHttpOptions {
  /** May hold a path, below which all requests go, and a query, which all requests carry. */
  readonly baseUrl: string;
  /** From the call of `send`, connecting included, to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Opens no connection yet. */
export function createProviderHttp({ baseUrl, timeoutMs, clock }: ProviderHttpOptions): ProviderHttp {
  const base = new URL(baseUrl);
  // HTTP/2 would let undici send a request a second time when the server closes the session: a departure must be one.
  const pool = new Pool(base.origin, { connections: MAX_SOCKETS, allowH2: false, connect: { timeout: timeoutMs } });
  let inFlight = 0;

  async function send(request: HttpRequest): Promise<HttpAnswer> {
    const { method, headers, body, onDeparted, signal } = request;
    inFlight++;
    try {
      const raw = await exchange(pool, {
        dispatch: {
          method,
          path: joinPath(base, request.path),
          headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
          body: body === undefined ? null : JSON.stringify(body),
        },
        deadlineAtMs: clock.now() + timeoutMs,
        timeoutMs,
        clock,
        onDeparted,
        signal,
      });
      return judge(raw, clock);
    } finally {
      inFlight--;
    }
  }

  return {
    send,
    ping: () => connectOnce(base, timeoutMs, clock),
    get inFlight() {
      return inFlight;
    },
    close: () => pool.destroy(),
  };
}

/** The path of a request below the base URL, queries joined. */
export function joinPath(base: URL, path: string): string {
  if (path === '') return base.pathname + base.search;
  const [below = '', query] = path.split('?', 2);
  const queries = [base.search.slice(1), query ?? ''].filter((part) => part !== '').join('&');
  return base.pathname.replace(/\/$/, '') + below + (queries === '' ? '' : `?${queries}`);
}

function judge({ status, headers, text }: RawAnswer, clock: Clock): HttpAnswer {
  const json = parseOrUndefined(text);
  const providerCode = String(status);
  const retryAfterMs = readRetryAfterMs(headers['retry-after'] ?? retryAfterOf(json), clock);
  if (status === 429) {
    throw new DataSourceError('rate_limited', {
      message: 'the provider answered HTTP 429',
      retryAfterMs,
      providerCode,
    });
  }
  if (status >= 500) {
    // Who names a time to come back has refused the request instead of failing at it (RFC 9110, 15.6.4).
    const fault = status === 503 && retryAfterMs !== undefined ? 'unavailable' : 'unknown_outcome';
    throw new DataSourceError(fault, { message: `the provider answered HTTP ${status}`, retryAfterMs, providerCode });
  }
  if (json === undefined && status < 400) {
    throw new DataSourceError('unknown_outcome', { message: `the provider answered HTTP ${status} without JSON` });
  }
  return { status, json };
}

function parseOrUndefined(text: string): unknown {
  try {
    return parseJsonLossless(text);
  } catch {
    return undefined;
  }
}

/** `retryAfter`, in seconds, which some providers put into the body of a 429 instead of the header (IMKit docs, errors). */
function retryAfterOf(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('retryAfter' in json)) return undefined;
  return typeof json.retryAfter === 'number' || typeof json.retryAfter === 'string'
    ? String(json.retryAfter)
    : undefined;
}

/** `Retry-After` in seconds or as a date, as milliseconds from now, at most {@link MAX_RETRY_AFTER_MS}; undefined when absent or senseless. */
export function readRetryAfterMs(header: string | string[] | undefined, clock: Clock): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - clock.now();
  return Number.isFinite(ms) ? Math.min(Math.max(Math.ceil(ms), 0), MAX_RETRY_AFTER_MS) : undefined;
}
