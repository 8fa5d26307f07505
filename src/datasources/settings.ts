import { z } from 'zod';
import { parseIsoDurationMs } from '../kernel/duration.ts';

/** How long a provider may take over one request, connecting included. */
export const DEFAULT_TIMEOUT_MS = 10_000;
/** Eight attempts with half a second before the second, then up to a minute between them: about two minutes in all. */
export const DEFAULT_RETRY = { attempts: 8, firstDelayMs: 500, maxDelayMs: 60_000 };
/** How long an invitation may stay unanswered before it counts as expired; no provider tells. */
export const DEFAULT_INVITE_EXPIRES_AFTER = 'P7D';

/** The longest time-out that may be configured: a lane waits for its call meanwhile. */
const MAX_TIMEOUT_MS = 10 * 60 * 1000;

/** A credential. No message of a schema quotes its value. */
export const secret = z.string().min(1);
/** A name or an id. */
export const nonEmpty = z.string().min(1);
/** Where a provider is. */
export const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** Departures from the provider's own limits, in either direction: a plan may allow more, a shared account less. */
const limits = z.strictObject({
  membersPerCall: z.int().min(1).optional(),
  callsPerSecond: z.number().positive().optional(),
  scope: z.enum(['connection', 'group']).optional(),
  readsPerSecond: z.number().positive().optional(),
});
/** The limits that were configured; absent ones are the provider's own. */
export type LimitSettings = z.output<typeof limits>;

const retry = z
  .strictObject({
    attempts: z.int().min(1).default(DEFAULT_RETRY.attempts),
    firstDelayMs: z.int().min(0).default(DEFAULT_RETRY.firstDelayMs),
    maxDelayMs: z.int().min(0).default(DEFAULT_RETRY.maxDelayMs),
  })
  .prefault({});

const expiry = z
  .string()
  .default(DEFAULT_INVITE_EXPIRES_AFTER)
  .transform((text, context) => {
    const ms = parseIsoDurationMs(text);
    if (ms !== null && ms > 0) return ms;
    context.addIssue({ code: 'custom', message: 'must be an ISO 8601 duration without years and months, e.g. P7D' });
    return z.NEVER;
  });

/**
 * The keys that every connection takes, to be spread into the strict object of each provider.
 *
 * `inviteExpiresAfter` is an ISO 8601 duration in the file and milliseconds afterwards.
 */
export const commonKeys = {
  id: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"'),
  limits: limits.prefault({}),
  timeoutMs: z.int().min(1).max(MAX_TIMEOUT_MS).default(DEFAULT_TIMEOUT_MS),
  retry,
  inviteExpiresAfter: expiry,
};
