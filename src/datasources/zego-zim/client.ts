import type { Clock } from '../../kernel/clock.ts';
import type { CallDesk, InviteCall, Invitee } from '../datasource.ts';
import { createProviderHttp } from '../http.ts';
import type { ZegoZimSettings } from './settings.ts';
import { signedQuery } from './signature.ts';
import { parseAnswer } from './wire.ts';
import type { ZimAnswer } from './wire.ts';

/** The actions of ZIM's server API that are used here. */
export interface ZegoZimClient {
  inviteUsersIntoGroup(operator: string, call: InviteCall, desk: CallDesk): Promise<ZimAnswer>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Signs every request by itself. */
export function createZegoZimClient(settings: ZegoZimSettings, clock: Clock): ZegoZimClient {
  const http = createProviderHttp({ baseUrl: settings.baseUrl, timeoutMs: settings.timeoutMs, clock });
  return {
    async inviteUsersIntoGroup(operator, call, desk) {
      const { json } = await http.send({
        method: 'POST',
        path: `/?${signedQuery(settings, 'InviteUsersIntoGroup', clock.now())}`,
        body: { FromUserId: operator, GroupId: call.groupId, ...invitees(call) },
        onDeparted: () => desk.departed(),
        signal: desk.signal,
      });
      return parseAnswer(json);
    },
    ping: () => http.ping(),
    close: () => http.close(),
  };
}

/** The plain list, unless something is to be said of single members (ZIM docs, Add group members). */
function invitees({ members, options }: InviteCall): Record<string, unknown> {
  const { requireConsent } = options;
  if (requireConsent === undefined && members.every(({ joinedAtMs }) => joinedAtMs === undefined)) {
    return { UserIds: members.map(({ account }) => account) };
  }
  const memberInfo = ({ account, joinedAtMs }: Invitee): Record<string, unknown> => ({
    UserId: account,
    ...(joinedAtMs === undefined ? {} : { EnterGroupTime: joinedAtMs }),
    ...(requireConsent === undefined ? {} : { IsInvite: requireConsent ? 1 : 0 }),
  });
  return { GroupMemberInfos: members.map(memberInfo) };
}
