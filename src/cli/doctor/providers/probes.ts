import type { ConnectionSettings, ProviderName } from '../../../datasources/registry.ts';
import type { Random } from '../../../kernel/clock.ts';
import { geweProbe } from './gewe.ts';
import { imkitProbe } from './imkit.ts';
import type { Probe } from './probe.ts';
import { tencentImProbe } from './tencent-im.ts';
import { tencentImSdkProbe } from './tencent-im-sdk.ts';
import { zegoZimProbe } from './zego-zim.ts';

type SettingsOf<P extends ProviderName> = Extract<ConnectionSettings, { provider: P }>;

/** One for each provider; null where it cannot be asked from here. */
const PROBES: { readonly [P in ProviderName]: (settings: SettingsOf<P>, random: Random) => Probe | null } = {
  gewe: geweProbe,
  'tencent-im': tencentImProbe,
  'tencent-im-sdk': tencentImSdkProbe,
  imkit: imkitProbe,
  'zego-zim': zegoZimProbe,
};

export const probeFor = (settings: ConnectionSettings, random: Random): Probe | null =>
  create(settings.provider, settings, random);

// The type parameter ties the name to its settings, which a plain lookup in the table would lose.
function create<P extends ProviderName>(name: P, settings: SettingsOf<P>, random: Random): Probe | null {
  return PROBES[name](settings, random);
}
