import type { WebhookReader } from '../datasource.ts';
import type { GeweSettings } from './settings.ts';

export function createGeweWebhooks(_settings: GeweSettings): WebhookReader | null {
  return null;
}
