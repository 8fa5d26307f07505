import { z } from 'zod';
import type { SandboxConnectionId } from '../connections.ts';

/** The longest time that a webhook can be ordered to wait, in milliseconds; as much again by jitter. */
export const MAX_WEBHOOK_DELAY_MS = 3_600_000;

const probability = z.number().min(0).max(1).optional();
const delay = z.int().min(0).max(MAX_WEBHOOK_DELAY_MS).optional();

/** How the webhooks of a connection, or of one group of it, are sent. Probabilities are from 0, never, to 1, always. */
export const webhookOrder = z.strictObject({
  /** Probability that a webhook never leaves. */
  lose: probability,
  /** Probability that a webhook leaves twice. */
  repeat: probability,
  /** How long every webhook waits before it leaves, by the sandbox's clock. */
  delayMs: delay,
  /** How much longer it waits at most; drawn for each one. */
  jitterMs: delay,
  /** Webhooks of one group change places in pairs: each waits for the next one, but not for ever. */
  reorder: z.boolean().optional(),
  /** Tencent: asks before every invite, and heeds the answer. Default false. */
  beforeInvite: z.boolean().optional(),
  /** Tencent: how `EventTime` stands in the body. Default `number`. */
  eventTime: z.enum(['number', 'string', 'absent']).optional(),
  /** ZIM: which of the two secrets signs, counted from 0. Default 0. */
  secret: z.union([z.literal(0), z.literal(1)]).optional(),
  /** ZIM: as JSON, as percent-encoded JSON, or as a form with the JSON in one field. Default `raw`. */
  body: z.enum(['raw', 'percent', 'form']).optional(),
  /** ZIM: how `timestamp` stands in the body. Default `seconds`. */
  timestamp: z.enum(['seconds', 'milliseconds', 'quoted']).optional(),
  /** ZIM: the name of the joining event; the second one is a misprint in its documentation. Default `group_join`. */
  joinEvent: z.enum(['group_join', 'Apply_join_group']).optional(),
  /** ZIM: every attempt has a nonce of its own. Default false: a retry is the same to the letter. */
  freshNonce: z.boolean().optional(),
  /** GeWe: the version of the bodies. Default `v1`. */
  version: z.enum(['v1', 'v2']).optional(),
  /** GeWe: what the bot did itself over the API is reported too. Default false. */
  echo: z.boolean().optional(),
});
export type WebhookOrder = z.output<typeof webhookOrder>;

/** Options that only one connection takes. */
const TAKEN_BY: Readonly<Partial<Record<keyof WebhookOrder, SandboxConnectionId>>> = {
  beforeInvite: 'tencent',
  eventTime: 'tencent',
  secret: 'zim',
  body: 'zim',
  timestamp: 'zim',
  joinEvent: 'zim',
  freshNonce: 'zim',
  version: 'wechat',
  echo: 'wechat',
};

/** The first thing in the order that this connection does not take; null when it takes all. */
export function misplacedIn(order: WebhookOrder, connection: SandboxConnectionId): string | null {
  if (connection === 'tencent-app') return 'tencent-app sends none: those of its groups are sent for tencent';
  for (const [name, taker] of Object.entries(TAKEN_BY)) {
    if (order[name as keyof WebhookOrder] !== undefined && taker !== connection)
      return `only ${taker} takes \`${name}\``;
  }
  return null;
}
