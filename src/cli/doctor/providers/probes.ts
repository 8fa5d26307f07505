import type { ConnectionSettings, ProviderName } from '../../../datasources/registry.ts';
import type { ChatSettings } from '../../../datasources/tencent-im-sdk/settings.ts';
import type { Random } from '../../../kernel/clock.ts';
import { geweProbe } from './gewe.ts';
import { imkitProbe } from './imkit.ts';
import type { Probe } from './probe.ts';
import { tencentImProbe } from './tencent-im.ts';
import { tencentImSdkProbe } from './tencent-im-sdk.ts';
import { zegoZimProbe } from './zego-zim.ts';

/** Connections that can be asked from here: the driver `chat` would have to log in. */
export type AskableSettings = Exclude<ConnectionSettings, ChatSettings>;
type SettingsOf<P extends ProviderName> = Extract<AskableSettings, { provider: P }>;

/** One for each provider. */
const PROBES: { readonly [P in ProviderName]: (settings: SettingsOf<P>, random: Random) => Probe } = {
  gewe: geweProbe,
  'tencent-im': tencentImProbe,
  'tencent-im-sdk': tencentImSdkProbe,
  imkit: imkitProbe,
  'zego-zim': zegoZimProbe,
};

export const probeFor = (settings: AskableSettings, random: Random): Probe =>
  create(settings.provider, settings, random);

// The type parameter ties the name to its settings, which a plain lookup in the table would lose.
function create<P extends ProviderName>(name: P, settings: SettingsOf<P>, random: Random): Probe {
  return PROBES[name](settings, random);
}
