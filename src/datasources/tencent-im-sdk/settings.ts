import { z } from 'zod';
import { commonKeys, httpUrl, nonEmpty, secret } from '../settings.ts';

const sharedKeys = {
  ...commonKeys,
  provider: z.literal('tencent-im-sdk'),
  /** On whose behalf invites leave that name no operator. */
  operator: nonEmpty,
};

/** Driver `bridge`: a sidecar at `baseUrl` runs the SDK. */
export const bridgeSettings = z.strictObject({ ...sharedKeys, driver: z.literal('bridge'), baseUrl: httpUrl });
/** A checked entry of the configuration. */
export type BridgeSettings = z.output<typeof bridgeSettings>;

/** Driver `chat`: the official JavaScript SDK runs in this process, logged in as the operator. */
export const chatSettings = z.strictObject({
  ...sharedKeys,
  driver: z.literal('chat'),
  sdkAppId: z.int().positive(),
  secretKey: secret,
});
/** A checked entry of the configuration. */
export type ChatSettings = z.output<typeof chatSettings>;

/** Connection keys of Tencent's chat SDK, by driver. */
export const tencentImSdkSettings = z.discriminatedUnion('driver', [bridgeSettings, chatSettings]);
/** A checked entry of the configuration. */
export type TencentImSdkSettings = z.output<typeof tencentImSdkSettings>;
