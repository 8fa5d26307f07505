import type { WebhookReader } from '../datasource.ts';
import type { TencentImSettings } from './settings.ts';

export function createTencentImWebhooks(_settings: TencentImSettings): WebhookReader | null {
  return null;
}
