import { z } from 'zod';
import type { Capabilities, MembershipDataSource } from './datasource.ts';
import type { DataSourceDeps } from './deps.ts';
import { geweCapabilities } from './gewe/capabilities.ts';
import { createGeweDataSource } from './gewe/index.ts';
import { geweSettings } from './gewe/settings.ts';
import { imkitCapabilities } from './imkit/capabilities.ts';
import { createImkitDataSource } from './imkit/index.ts';
import { imkitSettings } from './imkit/settings.ts';
import { tencentImCapabilities } from './tencent-im/capabilities.ts';
import { createTencentImDataSource } from './tencent-im/index.ts';
import { tencentImSettings } from './tencent-im/settings.ts';
import { tencentImSdkCapabilities } from './tencent-im-sdk/capabilities.ts';
import { createTencentImSdkDataSource } from './tencent-im-sdk/index.ts';
import { tencentImSdkSettings } from './tencent-im-sdk/settings.ts';
import { zegoZimCapabilities } from './zego-zim/capabilities.ts';
import { createZegoZimDataSource } from './zego-zim/index.ts';
import { zegoZimSettings } from './zego-zim/settings.ts';

/** One entry of `connections` in the configuration file, told apart by `provider`, and there by `driver`. */
export const connectionSettings = z.discriminatedUnion('provider', [
  geweSettings,
  tencentImSettings,
  tencentImSdkSettings,
  imkitSettings,
  zegoZimSettings,
]);
/** One connection, checked and with its defaults. */
export type ConnectionSettings = z.output<typeof connectionSettings>;

/** A provider as the configuration file spells it. */
export type ProviderName = ConnectionSettings['provider'];

type SettingsOf<P extends ProviderName> = Extract<ConnectionSettings, { provider: P }>;

interface Provider<P extends ProviderName> {
  /** Before the configured limits. */
  readonly capabilities: Capabilities;
  readonly create: (settings: SettingsOf<P>, deps: DataSourceDeps) => MembershipDataSource;
}

/** The only list of providers. A new one is a folder, a line here and one in {@link connectionSettings}. */
export const PROVIDERS: { readonly [P in ProviderName]: Provider<P> } = {
  gewe: { capabilities: geweCapabilities, create: createGeweDataSource },
  'tencent-im': { capabilities: tencentImCapabilities, create: createTencentImDataSource },
  'tencent-im-sdk': { capabilities: tencentImSdkCapabilities, create: createTencentImSdkDataSource },
  imkit: { capabilities: imkitCapabilities, create: createImkitDataSource },
  'zego-zim': { capabilities: zegoZimCapabilities, create: createZegoZimDataSource },
};

/** Opens no connection yet; that happens with the first call. */
export function createDataSource(settings: ConnectionSettings, deps: DataSourceDeps): MembershipDataSource {
  return create(settings.provider, settings, deps);
}

// The type parameter ties the name to its settings, which a plain lookup in the table would lose.
function create<P extends ProviderName>(name: P, settings: SettingsOf<P>, deps: DataSourceDeps): MembershipDataSource {
  return PROVIDERS[name].create(settings, deps);
}
