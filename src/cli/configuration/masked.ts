/** Keys whose texts say nothing that is secret. Every text under another key is masked, so that a new secret is one without being named here. */
const SHOWN: ReadonlySet<string> = new Set([
  'host',
  'origins',
  'issuer',
  'audience',
  'auth',
  'callbackOrigins',
  'trusted',
  'id',
  'provider',
  'driver',
  'scope',
  'appId',
  'operator',
  'administrator',
]);
/** Keys with URLs, whose passwords and queries are masked. */
const URLS: ReadonlySet<string> = new Set(['url', 'baseUrl', 'jwksUrl']);

const MASK = '********';

/** A copy of a tree in which no text is left that may be a secret. Numbers and truth values are none. */
export function masked(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, key));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, masked(item, name)]));
  if (typeof value !== 'string' || SHOWN.has(key)) return value;
  return URLS.has(key) ? maskedUrl(value) : MASK;
}

/** Tells where something is, and nothing that lets in there. */
export function maskedUrl(text: string): string {
  if (!URL.canParse(text)) return MASK;
  const url = new URL(text);
  // A user without a password may be a token.
  if (url.password !== '') url.password = MASK;
  else if (/^https?:$/.test(url.protocol) && url.username !== '') url.username = MASK;
  if (url.search !== '') url.search = MASK;
  return url.href;
}
