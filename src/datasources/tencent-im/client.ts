import type { Clock, Random } from '../../kernel/clock.ts';
import type { CallDesk, GroupFacts, InviteCall } from '../datasource.ts';
import { createProviderHttp } from '../http.ts';
import type { UserSigs } from '../tencent/user-sig.ts';
import type { TencentImSettings } from './settings.ts';
import { parseAnswer, parseGroupFacts } from './wire.ts';
import type { TencentAnswer } from './wire.ts';

/** `random` is an unsigned 32-bit integer (Tencent docs, REST API overview). */
const RANDOM_RANGE = 2 ** 32;

/** The commands of the group service that are used here. */
export interface TencentImClient {
  addGroupMember(call: InviteCall, desk: CallDesk): Promise<TencentAnswer>;
  /** Undefined when Tencent says nothing of the group. */
  getGroupInfo(groupId: string, desk: CallDesk): Promise<GroupFacts | undefined>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Speaks as the app's administrator. */
export function createTencentImClient(
  settings: TencentImSettings,
  userSigs: UserSigs,
  { clock, random }: { clock: Clock; random: Random },
): TencentImClient {
  const http = createProviderHttp({ baseUrl: settings.baseUrl, timeoutMs: settings.timeoutMs, clock });

  /** The path of a command of the group service, signed for now. */
  function commandPath(command: string): string {
    const query = new URLSearchParams({
      sdkappid: String(settings.sdkAppId),
      identifier: settings.administrator,
      usersig: userSigs.of(settings.administrator),
      random: String(Math.floor(random() * RANDOM_RANGE)),
      contenttype: 'json',
    });
    return `/v4/group_open_http_svc/${command}?${query.toString()}`;
  }

  return {
    async addGroupMember({ groupId, members, options }, desk) {
      const { json } = await http.send({
        method: 'POST',
        path: commandPath('add_group_member'),
        body: {
          GroupId: groupId,
          ...(options.silent === true ? { Silence: 1 } : {}),
          MemberList: members.map(({ account }) => ({ Member_Account: account })),
        },
        onDeparted: () => desk.departed(),
        signal: desk.signal,
      });
      return parseAnswer(json);
    },
    async getGroupInfo(groupId, desk) {
      const { json } = await http.send({
        method: 'POST',
        path: commandPath('get_group_info'),
        body: { GroupIdList: [groupId] },
        signal: desk.signal,
      });
      return parseGroupFacts(json);
    },
    ping: () => http.ping(),
    close: () => http.close(),
  };
}
