import type { Clock } from '../../kernel/clock.ts';
import type { CallDesk, InviteCall, Invitee, ReadDesk } from '../datasource.ts';
import { createProviderHttp } from '../http.ts';
import { verdictOf } from './codes.ts';
import type { ZegoZimSettings } from './settings.ts';
import { signedQuery } from './signature.ts';
import { parseAnswer } from './wire.ts';
import type { ZimAnswer } from './wire.ts';

/** The most members of one page (ZIM docs, Query group member list). */
const MEMBERS_PER_PAGE = 1000;

/** Whom to take out of which group, on whose behalf. */
export interface Kick {
  readonly operator: string;
  readonly groupId: string;
  readonly accounts: readonly string[];
  /** At most 32 bytes. */
  readonly reason?: string | undefined;
}

/**
 * The actions of ZIM's server API that are used here. All but `inviteUsersIntoGroup` wait for a permit to read, and ask a second time,
 * with a permit of its own, when the first signature had expired.
 */
export interface ZegoZimClient {
  inviteUsersIntoGroup(operator: string, call: InviteCall, desk: CallDesk): Promise<ZimAnswer>;
  kickoutGroupUser(kick: Kick, desk: ReadDesk): Promise<ZimAnswer>;
  queryGroupInfo(operator: string, groupId: string, desk: ReadDesk): Promise<ZimAnswer>;
  /** `next` is 0 for the first page. */
  queryGroupMemberList(groupId: string, next: number, desk: ReadDesk): Promise<ZimAnswer>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Signs every request by itself. */
export function createZegoZimClient(settings: ZegoZimSettings, clock: Clock): ZegoZimClient {
  const http = createProviderHttp({ baseUrl: settings.baseUrl, timeoutMs: settings.timeoutMs, clock });
  const pathOf = (action: string): string => `/?${signedQuery(settings, action, clock.now())}`;

  async function askOnce(action: string, body: object, desk: ReadDesk): Promise<ZimAnswer> {
    await desk.readPermit();
    const onDeparted = () => desk.readDeparted();
    const { json } = await http.send({ method: 'POST', path: pathOf(action), body, onDeparted, signal: desk.signal });
    return parseAnswer(json);
  }

  async function ask(action: string, body: object, desk: ReadDesk): Promise<ZimAnswer> {
    const answer = await askOnce(action, body, desk);
    return verdictOf(answer.code) === 'expired_credential' ? askOnce(action, body, desk) : answer;
  }

  return {
    async inviteUsersIntoGroup(operator, call, desk) {
      const { json } = await http.send({
        method: 'POST',
        path: pathOf('InviteUsersIntoGroup'),
        body: { FromUserId: operator, GroupId: call.groupId, ...invitees(call) },
        onDeparted: () => desk.departed(),
        signal: desk.signal,
      });
      return parseAnswer(json);
    },
    kickoutGroupUser: ({ operator, groupId, accounts, reason }, desk) =>
      ask(
        'KickoutGroupUser',
        {
          FromUserId: operator,
          GroupId: groupId,
          UserId: accounts,
          ...(reason === undefined ? {} : { CustomReason: reason }),
        },
        desk,
      ),
    queryGroupInfo: (operator, groupId, desk) =>
      ask('QueryGroupInfo', { FromUserId: operator, GroupId: groupId }, desk),
    queryGroupMemberList: (groupId, next, desk) =>
      ask('QueryGroupMemberList', { GroupId: groupId, Limit: MEMBERS_PER_PAGE, Next: next }, desk),
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
