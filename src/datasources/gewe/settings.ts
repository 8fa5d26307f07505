import { z } from 'zod';
import { commonKeys, httpUrl, nonEmpty, secret } from '../settings.ts';

/** Connection keys of GeWe: one token, one logged-in device. */
export const geweSettings = z.strictObject({
  ...commonKeys,
  provider: z.literal('gewe'),
  baseUrl: httpUrl,
  /** Sent as `X-GEWE-TOKEN`. */
  token: secret,
  /** The device id, which stands for one WeChat account. */
  appId: nonEmpty,
  webhook: z
    .strictObject({ pathSecret: secret.optional(), authorization: secret.optional() })
    .refine((keys) => keys.pathSecret !== undefined || keys.authorization !== undefined, {
      error: 'needs a pathSecret or an authorization',
    })
    .optional(),
});
/** A checked entry of the configuration. */
export type GeweSettings = z.output<typeof geweSettings>;
