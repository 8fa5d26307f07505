import { SECOND } from '../../kernel/duration.ts';
import { HttpError } from '../request.ts';

/** Every how many milliseconds a router expects a sign of life when it does not say. */
export const DEFAULT_HEARTBEAT_INTERVAL_MS = 5 * SECOND;
/** No router gets signs of life faster than this, in milliseconds. */
export const MIN_HEARTBEAT_INTERVAL_MS = 100;
/** Characters of a callback URL. */
export const MAX_CALLBACK_URL_LENGTH = 2_048;
/** Characters of a subscription's id, and of its verifier. */
export const MAX_CALLBACK_TOKEN_LENGTH = 1_024;

/** Where, and under which name, a router wants to be told of one subscription. */
export interface Registration {
  readonly url: URL;
  readonly id: string;
  /** The router's secret for this subscription: never logged. */
  readonly verifier: string;
  /** Within how many milliseconds the router expects a sign of life, again and again; 0: it expects none. */
  readonly heartbeatIntervalMs: number;
}

/**
 * Reads `extensions.subscription`, with the names of keys of the protocol and of its preview.
 *
 * @param origins whom we may post to
 * @throws HttpError 400 when it is not of the protocol's shape, 403 when we must not post there
 */
export function readRegistration(extension: unknown, origins: ReadonlySet<string>): Registration {
  const keys = (typeof extension === 'object' ? extension : null) as Readonly<Record<string, unknown>> | null;
  const registration = {
    url: readUrl(keys?.['callbackUrl'] ?? keys?.['callback_url']),
    id: readToken('subscriptionId', keys?.['subscriptionId'] ?? keys?.['subscription_id']),
    verifier: readToken('verifier', keys?.['verifier']),
    heartbeatIntervalMs: readInterval(keys?.['heartbeatIntervalMs'] ?? keys?.['heartbeat_interval_ms']),
  };
  const { origin } = registration.url;
  if (origins.has(origin)) return registration;
  throw new HttpError(
    403,
    'CALLBACK_NOT_ALLOWED',
    `callbacks to ${origin} are not allowed: it is not among subscriptions.callbackOrigins of the configuration`,
  );
}

function readUrl(value: unknown): URL {
  const url = typeof value === 'string' && value.length <= MAX_CALLBACK_URL_LENGTH ? URL.parse(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw badRequest('callbackUrl', 'an http or https URL');
  if (url.username !== '' || url.password !== '') throw badRequest('callbackUrl', 'a URL without credentials');
  return url;
}

function readToken(name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= MAX_CALLBACK_TOKEN_LENGTH) return value;
  throw badRequest(name, `a text of at most ${MAX_CALLBACK_TOKEN_LENGTH} characters`);
}

function readInterval(value: unknown): number {
  if (value === undefined || value === null) return DEFAULT_HEARTBEAT_INTERVAL_MS;
  if (Number.isSafeInteger(value) && (value === 0 || (value as number) >= MIN_HEARTBEAT_INTERVAL_MS))
    return value as number;
  throw badRequest('heartbeatIntervalMs', `0, or a whole number of at least ${MIN_HEARTBEAT_INTERVAL_MS}`);
}

const badRequest = (name: string, expected: string): HttpError =>
  new HttpError(400, 'BAD_REQUEST', `extensions.subscription.${name} has to be ${expected}`);
