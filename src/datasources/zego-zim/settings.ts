import { z } from 'zod';
import { commonKeys, httpUrl, nonEmpty, secret } from '../settings.ts';

/** Connection keys of ZEGOCLOUD ZIM's server API. */
export const zegoZimSettings = z.strictObject({
  ...commonKeys,
  provider: z.literal('zego-zim'),
  baseUrl: httpUrl,
  appId: z.int().positive(),
  serverSecret: secret,
  /** `FromUserId` of invites that name no operator. */
  operator: nonEmpty,
  webhook: z.strictObject({ secrets: z.array(secret).min(1) }).optional(),
});
/** A checked entry of the configuration. */
export type ZegoZimSettings = z.output<typeof zegoZimSettings>;
