import type { Clock } from '../kernel/clock.ts';
import type { SandboxConnectionId } from './connections.ts';
import { GEWE_GROUPS, geweLoadGroup } from './gewe/groups.ts';
import type { GeweRules } from './gewe/groups.ts';
import { IMKIT_ROOMS, imkitLoadRoom } from './imkit/groups.ts';
import type { ImkitRules } from './imkit/groups.ts';
import { TENCENT_GROUPS, tencentLoadGroup } from './tencent/groups.ts';
import type { TencentRules } from './tencent/groups.ts';
import type { GroupSeed } from './world/group.ts';
import { World } from './world/world.ts';
import { ZIM_GROUPS, zimLoadGroup } from './zim/groups.ts';
import type { ZimRules } from './zim/groups.ts';

/** The backends behind the connections; Tencent's two fronts share one. */
export interface Worlds {
  readonly wechat: World<GeweRules>;
  readonly tencent: World<TencentRules>;
  readonly imkit: World<ImkitRules>;
  readonly zim: World<ZimRules>;
}

export function createWorlds({ clock, acceptAfterMs }: { clock: Clock; acceptAfterMs: number }): Worlds {
  const common = { clock, acceptAfterMs };
  return {
    wechat: new World({ ...common, backend: 'wechat', seeds: GEWE_GROUPS, loadGroup: geweLoadGroup }),
    tencent: new World({ ...common, backend: 'tencent', seeds: TENCENT_GROUPS, loadGroup: tencentLoadGroup }),
    imkit: new World({ ...common, backend: 'imkit', seeds: IMKIT_ROOMS, loadGroup: imkitLoadRoom }),
    zim: new World({ ...common, backend: 'zim', seeds: ZIM_GROUPS, loadGroup: zimLoadGroup }),
  };
}

/** Which backend a connection is a front of. */
export function backendOf(connection: SandboxConnectionId): keyof Worlds {
  return connection === 'tencent-app' ? 'tencent' : connection;
}

/** The groups that exist from the start, and which load-test groups come to be on demand, by connection; for people. */
export const SANDBOX_GROUPS: Readonly<
  Record<SandboxConnectionId, { readonly groups: readonly GroupSeed<unknown>[]; readonly loadGroupExample: string }>
> = {
  wechat: { groups: GEWE_GROUPS, loadGroupExample: 'load-1@chatroom' },
  tencent: { groups: TENCENT_GROUPS, loadGroupExample: 'load-1' },
  'tencent-app': { groups: TENCENT_GROUPS, loadGroupExample: 'load-1' },
  imkit: { groups: IMKIT_ROOMS, loadGroupExample: 'load-1' },
  zim: { groups: ZIM_GROUPS, loadGroupExample: 'load-1' },
};
