import { z } from 'zod';
import { commonKeys, httpUrl, nonEmpty, secret } from '../settings.ts';

/** The account that Tencent makes with every app and that may call the server API. */
export const DEFAULT_ADMINISTRATOR = 'administrator';

/** Connection keys of Tencent Cloud IM's server API. `baseUrl` is the region's domain; an app lives in exactly one. */
export const tencentImSettings = z.strictObject({
  ...commonKeys,
  provider: z.literal('tencent-im'),
  baseUrl: httpUrl,
  sdkAppId: z.int().positive(),
  secretKey: secret,
  administrator: nonEmpty.default(DEFAULT_ADMINISTRATOR),
  webhook: z.strictObject({ token: secret }).optional(),
});
/** A checked entry of the configuration. */
export type TencentImSettings = z.output<typeof tencentImSettings>;
