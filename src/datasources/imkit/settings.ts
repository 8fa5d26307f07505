import { z } from 'zod';
import { commonKeys, httpUrl, secret } from '../settings.ts';

/** Connection keys of IMKit: `clientKey` with a client's `token`, or the backend's `apiKey`. */
export const imkitSettings = z
  .strictObject({
    ...commonKeys,
    provider: z.literal('imkit'),
    baseUrl: httpUrl,
    clientKey: secret.optional(),
    /** The client token of the person on whose behalf members are added. */
    token: secret.optional(),
    apiKey: secret.optional(),
    webhook: z.strictObject({ pathSecret: secret }).optional(),
  })
  .superRefine((keys, context) => {
    if (keys.apiKey !== undefined) return;
    for (const key of ['clientKey', 'token'] as const) {
      if (keys[key] !== undefined) continue;
      context.addIssue({ code: 'custom', path: [key], message: 'is missing, and there is no apiKey either' });
    }
  });
/** A checked entry of the configuration. */
export type ImkitSettings = z.output<typeof imkitSettings>;
