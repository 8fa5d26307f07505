import { isIP } from 'node:net';
import { z } from 'zod';
import { connectionSettings } from '../datasources/registry.ts';
import { httpUrl, secret } from '../datasources/settings.ts';
import { BOUND_RANGES, type BoundName, DEFAULT_BOUNDS } from '../graphql/documents/bounds.ts';
import { MINUTE, parseIsoDurationMs } from '../kernel/duration.ts';
import type { Problem } from './problem.ts';
import { isKeys, valueAt } from './tree.ts';

export const DEFAULT_PORT = 4000;
export const DEFAULT_HOST = '127.0.0.1';
/** How long events and ended operations are kept. */
export const DEFAULT_RETENTION = 'P30D';
/** By how much the clock of a token's issuer may be off. */
export const DEFAULT_CLOCK_TOLERANCE = 'PT0S';
export const MAX_CLOCK_TOLERANCE_MS = 5 * MINUTE;

/** A duration in the file, milliseconds afterwards. */
const duration = (fallback: string, isAllowed: (ms: number) => boolean, message: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const ms = parseIsoDurationMs(text);
      if (ms !== null && isAllowed(ms)) return ms;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    });

const retention = duration(
  DEFAULT_RETENTION,
  (ms) => ms > 0,
  'must be an ISO 8601 duration without years and months, e.g. P30D',
);

const clockTolerance = duration(
  DEFAULT_CLOCK_TOLERANCE,
  (ms) => ms <= MAX_CLOCK_TOLERANCE_MS,
  'must be an ISO 8601 duration of at most five minutes, e.g. PT30S',
);

const jwt = z
  .strictObject({
    secret: secret.optional(),
    jwksUrl: httpUrl.optional(),
    issuer: z.string().min(1).optional(),
    audience: z.string().min(1).optional(),
    clockTolerance,
  })
  .refine((keys) => (keys.secret === undefined) !== (keys.jwksUrl === undefined), {
    error: 'needs exactly one of secret and jwksUrl',
  });

/** What a header can carry as it is. */
const headerSecret = secret.regex(/^[!-~]*$/, { error: 'must be ASCII without spaces, for it travels in a header' });

const auth = z.union([
  z.literal('none', { error: 'must be "none", or an object with jwt or routerSecret' }),
  z
    .strictObject({ jwt: jwt.optional(), routerSecret: headerSecret.optional() })
    .refine((keys) => keys.jwt !== undefined || keys.routerSecret !== undefined, {
      error: 'needs jwt or routerSecret; "none" says that something in front of Rollcall does it',
    }),
]);

/** A page's origin, letter for letter as browsers send it; those of apps have schemes of their own. */
const origin = z.string().refine(
  (text) => {
    if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@*\s]+$/.test(text)) return false;
    return !/^https?:/.test(text) || (URL.canParse(text) && new URL(text).origin === text);
  },
  { error: 'must be an origin as browsers send it, without a path or a usual port, e.g. https://app.example' },
);

const bound = (name: BoundName) => {
  const [least, most] = BOUND_RANGES[name];
  return z.int().min(least).max(most).default(DEFAULT_BOUNDS[name]);
};

const documents = z.strictObject({
  introspection: z.boolean().default(true),
  trusted: z.string().min(1).optional(),
  onlyTrusted: z.boolean().default(false),
  maxTokens: bound('maxTokens'),
  maxDefinitions: bound('maxDefinitions'),
  maxDepth: bound('maxDepth'),
  maxFields: bound('maxFields'),
  maxAliases: bound('maxAliases'),
  maxRootFields: bound('maxRootFields'),
  maxDirectives: bound('maxDirectives'),
  maxCost: bound('maxCost'),
  maxEntities: bound('maxEntities'),
});

/** The configuration file, with the environment laid over it. Unknown keys are refused everywhere. */
export const configSchema = z.strictObject({
  server: z
    .strictObject({
      host: z.string().min(1).default(DEFAULT_HOST),
      port: z.int().min(0).max(65_535).default(DEFAULT_PORT),
      origins: z.array(origin).default([]),
    })
    .prefault({}),
  store: z
    .strictObject({ url: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres URL' }).optional() })
    .prefault({}),
  events: z
    .strictObject({ url: z.url({ protocol: /^(nats|rediss?)$/, error: 'must be a nats or redis URL' }).optional() })
    .prefault({}),
  auth: auth.optional(),
  subscriptions: z
    .strictObject({
      callbackOrigins: z.array(httpUrl).default([]),
      legacyWebSocket: z.boolean().default(true),
      retention,
    })
    .prefault({}),
  documents: documents.prefault({}),
  signals: z.strictObject({ metricsToken: headerSecret.optional() }).prefault({}),
  connections: z.array(connectionSettings).min(1, { error: 'must name at least one connection' }),
});

/** `subscriptions.retention`, `auth.jwt.clockTolerance` and `inviteExpiresAfter` are in milliseconds here. */
export type Config = z.output<typeof configSchema>;

/** Mistakes that lie in two keys together; also those of a configuration in which other things are wrong. */
export function findConflicts(raw: unknown): Problem[] {
  if (!isKeys(raw)) return [];
  return [
    ...findEqualIds(raw['connections']),
    ...findOpenDoor(raw['auth'], valueAt(raw, ['server', 'host'])),
    ...findClosedDoor(raw),
  ];
}

/** Nobody could be answered: routers write their documents themselves, so that no list has them. */
function findClosedDoor(raw: unknown): Problem[] {
  if (valueAt(raw, ['documents', 'onlyTrusted']) !== true) return [];
  const path = 'documents.onlyTrusted';
  if (valueAt(raw, ['documents', 'trusted']) === undefined)
    return [{ path, message: 'needs documents.trusted, the list of documents that are taken' }];
  if (valueAt(raw, ['auth', 'routerSecret']) === undefined) return [];
  return [{ path, message: 'cannot be used with auth.routerSecret: routers ask with documents that nobody can list' }];
}

function findEqualIds(connections: unknown): Problem[] {
  const ids = Array.isArray(connections) ? connections.map((connection) => valueAt(connection, ['id'])) : [];
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id);
    if (id === undefined || first === index) return [];
    return [{ path: `connections[${index}].id`, message: `is the id of connections[${first}] already` }];
  });
}

function findOpenDoor(given: unknown, host: unknown = DEFAULT_HOST): Problem[] {
  if (given !== undefined || typeof host !== 'string' || isLoopback(host)) return [];
  const message =
    'is missing: without it only a loopback host is accepted; "none" says that something in front of Rollcall does it';
  return [{ path: 'auth', message }];
}

/** Whether only programs on this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
