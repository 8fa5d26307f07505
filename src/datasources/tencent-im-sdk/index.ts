import type { MembershipDataSource } from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { createBridgeDataSource } from './bridge.ts';
import { createChatDataSource } from './chat.ts';
import type { TencentImSdkSettings } from './settings.ts';

/** Tencent's chat SDK, which invites as an ordinary user, the operator: by a sidecar or in this process. */
export function createTencentImSdkDataSource(
  settings: TencentImSdkSettings,
  deps: DataSourceDeps,
): MembershipDataSource {
  switch (settings.driver) {
    case 'bridge':
      return createBridgeDataSource(settings, deps);
    case 'chat':
      return createChatDataSource(settings, deps);
  }
}
