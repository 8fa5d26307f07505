import { createHash } from 'node:crypto';
import { MINUTE, SECOND } from '../../kernel/duration.ts';
import type { WebhookReader } from '../datasource.ts';
import { sameSecret } from '../webhook.ts';
import type { ZegoZimSettings } from './settings.ts';
import { readCallbackBody } from './webhook-body.ts';
import { readEvent } from './webhook-events.ts';

/** How far `timestamp` may be from now, either way. ZIM prescribes nothing; its retries end after a minute. */
export const REPLAY_WINDOW_MS = 5 * MINUTE;

/** A number above this is milliseconds: as seconds it would lie beyond the year 5000. */
const LARGEST_SECONDS = 1e11;
const TIMESTAMP = /^\d{1,15}$/;

/** ZIM's callbacks, whose signature is in the body and covers a time and a nonce. */
export function createZegoZimWebhooks({ appId, webhook }: ZegoZimSettings): WebhookReader | null {
  if (webhook === undefined) return null;
  const { secrets } = webhook;
  return {
    read({ body }, nowMs) {
      const callback = readCallbackBody(body);
      if (callback === null) return { kind: 'forged' };
      const { timestamp, nonce, signature } = callback;
      // Every secret is tried, so that the duration does not tell which one it was.
      const signed = secrets.filter((secret) => sameSecret(signature, signCallback(secret, timestamp, nonce)));
      if (signed.length === 0 || callback.appId !== String(appId)) return { kind: 'forged' };
      if (!isNear(timestamp, nowMs)) return { kind: 'forged' };
      return readEvent(callback);
    },
  };
}

/** `sha1` of secret, timestamp and nonce, sorted as strings and joined, in hexadecimal digits (ZIM docs, callback verification). */
export function signCallback(secret: string, timestamp: string, nonce: string): string {
  return createHash('sha1').update([secret, timestamp, nonce].toSorted().join('')).digest('hex');
}

function isNear(timestamp: string, nowMs: number): boolean {
  if (!TIMESTAMP.test(timestamp)) return false;
  const time = Number(timestamp);
  return Math.abs(nowMs - (time > LARGEST_SECONDS ? time : time * SECOND)) <= REPLAY_WINDOW_MS;
}
