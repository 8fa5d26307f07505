import type { Clock, Random } from '../../kernel/clock.ts';
import type { CallDesk, InviteCall, ReadDesk, RemovalCall } from '../datasource.ts';
import { createProviderHttp } from '../http.ts';
import { verdictOf } from '../tencent/codes.ts';
import type { UserSigs } from '../tencent/user-sig.ts';
import type { TencentImSettings } from './settings.ts';
import { parseAnswer } from './wire.ts';
import type { TencentAnswer } from './wire.ts';

/** `random` is an unsigned 32-bit integer (Tencent docs, REST API overview). */
const RANDOM_RANGE = 2 ** 32;
/** The most members of one page (Tencent docs, get_group_member_info). */
export const MEMBERS_PER_PAGE = 6000;

/** Where a page of members begins: after so many, or in a community where the page before said. */
export type MemberPlace = { readonly offset: number } | { readonly next: string };

/**
 * The commands that are used here. All but `addGroupMember` wait for a permit to read, and ask a second time, with a permit and a
 * UserSig of its own, when the first UserSig had expired.
 */
export interface TencentImClient {
  addGroupMember(call: InviteCall, desk: CallDesk): Promise<TencentAnswer>;
  deleteGroupMember(call: RemovalCall, desk: ReadDesk): Promise<TencentAnswer>;
  getGroupInfo(groupId: string, desk: ReadDesk): Promise<TencentAnswer>;
  getGroupMemberInfo(groupId: string, place: MemberPlace, desk: ReadDesk): Promise<TencentAnswer>;
  getRoleInGroup(groupId: string, accounts: readonly string[], desk: ReadDesk): Promise<TencentAnswer>;
  accountCheck(accounts: readonly string[], desk: ReadDesk): Promise<TencentAnswer>;
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

  /** The path of a command, signed for now. */
  function commandPath(command: string): string {
    const query = new URLSearchParams({
      sdkappid: String(settings.sdkAppId),
      identifier: settings.administrator,
      usersig: userSigs.of(settings.administrator),
      random: String(Math.floor(random() * RANDOM_RANGE)),
      contenttype: 'json',
    });
    return `/v4/${command}?${query.toString()}`;
  }

  async function askOnce(command: string, body: object, desk: ReadDesk): Promise<TencentAnswer> {
    await desk.readPermit();
    const { json } = await http.send({
      method: 'POST',
      path: commandPath(command),
      body,
      onDeparted: () => desk.readDeparted(),
      signal: desk.signal,
    });
    return parseAnswer(json);
  }

  async function ask(command: string, body: object, desk: ReadDesk): Promise<TencentAnswer> {
    const answer = await askOnce(command, body, desk);
    if (verdictOf(answer.code) !== 'expired_credential') return answer;
    userSigs.drop(settings.administrator);
    return askOnce(command, body, desk);
  }

  return {
    async addGroupMember({ groupId, members, options }, desk) {
      const { json } = await http.send({
        method: 'POST',
        path: commandPath('group_open_http_svc/add_group_member'),
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
    deleteGroupMember: ({ groupId, accounts, options }, desk) =>
      ask(
        'group_open_http_svc/delete_group_member',
        {
          GroupId: groupId,
          ...(options.silent === true ? { Silence: 1 } : {}),
          ...(options.reason === undefined ? {} : { Reason: options.reason }),
          MemberToDel_Account: accounts,
        },
        desk,
      ),
    getGroupInfo: (groupId, desk) => ask('group_open_http_svc/get_group_info', { GroupIdList: [groupId] }, desk),
    getGroupMemberInfo: (groupId, place, desk) =>
      ask(
        'group_open_http_svc/get_group_member_info',
        {
          GroupId: groupId,
          Limit: MEMBERS_PER_PAGE,
          ...('next' in place ? { Next: place.next } : { Offset: place.offset }),
          // A community wants to be asked for its first page like this; other groups go by the offset alone.
          ...('offset' in place && place.offset === 0 ? { Next: '' } : {}),
          // The account comes with whatever is asked for, and nothing else is needed.
          MemberInfoFilter: ['Role'],
        },
        desk,
      ),
    getRoleInGroup: (groupId, accounts, desk) =>
      ask('group_open_http_svc/get_role_in_group', { GroupId: groupId, User_Account: accounts }, desk),
    accountCheck: (accounts, desk) =>
      ask('im_open_login_svc/account_check', { CheckItem: accounts.map((account) => ({ UserID: account })) }, desk),
    ping: () => http.ping(),
    close: () => http.close(),
  };
}
