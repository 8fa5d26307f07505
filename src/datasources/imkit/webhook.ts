import type { WebhookReader } from '../datasource.ts';
import type { ImkitSettings } from './settings.ts';

export function createImkitWebhooks(_settings: ImkitSettings): WebhookReader | null {
  return null;
}
