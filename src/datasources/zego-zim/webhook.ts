import type { WebhookReader } from '../datasource.ts';
import type { ZegoZimSettings } from './settings.ts';

export function createZegoZimWebhooks(_settings: ZegoZimSettings): WebhookReader | null {
  return null;
}
