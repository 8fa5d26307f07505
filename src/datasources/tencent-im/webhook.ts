import { createHash } from 'node:crypto';
import { SECOND } from '../../kernel/duration.ts';
import type { WebhookReader } from '../datasource.ts';
import { bodyText, jsonObject, sameSecret } from '../webhook.ts';
import type { TencentImSettings } from './settings.ts';
import { readCallback } from './webhook-commands.ts';

/** How far `RequestTime` may be from now, either way (Tencent IM docs, token authentication: about a minute). */
export const REPLAY_WINDOW_MS = 60 * SECOND;

const UNIX_SECONDS = /^\d{1,12}$/;

/**
 * Tencent's callbacks. The signature is in the query and covers the time alone, not the body: whoever overhears one can
 * send another body for a minute.
 */
export function createTencentImWebhooks({ sdkAppId, webhook }: TencentImSettings): WebhookReader | null {
  if (webhook === undefined) return null;
  const { token } = webhook;

  const isGenuine = (query: URLSearchParams, nowMs: number): boolean => {
    const requestTime = query.get('RequestTime') ?? '';
    const signed = sameSecret(query.get('Sign')?.toLowerCase(), signCallback(token, requestTime));
    if (!signed || query.get('SdkAppid') !== String(sdkAppId) || !UNIX_SECONDS.test(requestTime)) return false;
    return Math.abs(nowMs - Number(requestTime) * SECOND) <= REPLAY_WINDOW_MS;
  };

  return {
    read({ query, body }, nowMs) {
      if (!isGenuine(query, nowMs)) return { kind: 'forged' };
      const callback = jsonObject(bodyText(body));
      const command = callback?.['CallbackCommand'];
      if (callback === null || typeof command !== 'string') return { kind: 'unreadable' };
      return readCallback(command, callback, query.get('RequestTime') ?? '');
    },
  };
}

/** `sha256(Token + RequestTime)` in hexadecimal digits (Tencent IM docs, token authentication). */
export function signCallback(token: string, requestTime: string): string {
  return createHash('sha256').update(`${token}${requestTime}`).digest('hex');
}
