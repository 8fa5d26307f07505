import type { Codebook } from '../datasources/codebook.ts';
import { geweCodebook } from '../datasources/gewe/codebook.ts';
import { imkitCodebook } from '../datasources/imkit/codebook.ts';
import type { ProviderName } from '../datasources/registry.ts';
import { bridgeCodebook, chatCodebook } from '../datasources/tencent-im-sdk/codebooks.ts';
import { tencentImCodebook } from '../datasources/tencent-im/codebook.ts';
import { zegoZimCodebook } from '../datasources/zego-zim/codebook.ts';

/** Providers as the configuration spells them; of one with two drivers each has its own. */
type CodebookName = Exclude<ProviderName, 'tencent-im-sdk'> | `tencent-im-sdk-${'bridge' | 'chat'}`;

export const CODEBOOKS: Readonly<Record<CodebookName, Codebook>> = {
  gewe: geweCodebook,
  'tencent-im': tencentImCodebook,
  'tencent-im-sdk-bridge': bridgeCodebook,
  'tencent-im-sdk-chat': chatCodebook,
  imkit: imkitCodebook,
  'zego-zim': zegoZimCodebook,
};
