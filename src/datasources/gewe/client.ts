import type { Clock } from '../../kernel/clock.ts';
import type { CallDesk, GroupFacts, ReadDesk } from '../datasource.ts';
import { createProviderHttp } from '../http.ts';
import type { GeweSettings } from './settings.ts';
import { parseAnswer, parseGroupInfo, parseMemberList } from './wire.ts';
import type { GeweAnswer, GeweMemberList } from './wire.ts';

const GROUP_MODULE = '/gewe/v2/api/group';

/** The calls of GeWe's group module that are used here; each waits for nothing but its answer. */
export interface GeweClient {
  inviteMember(chatroomId: string, wxids: readonly string[], reason: string, desk: CallDesk): Promise<GeweAnswer>;
  removeMember(chatroomId: string, wxids: readonly string[], desk: ReadDesk): Promise<GeweAnswer>;
  getChatroomMemberList(chatroomId: string, desk: ReadDesk): Promise<GeweMemberList>;
  getChatroomInfo(chatroomId: string, desk: ReadDesk): Promise<GroupFacts>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Speaks for one device of one token. */
export function createGeweClient(settings: GeweSettings, clock: Clock): GeweClient {
  const { appId } = settings;
  const http = createProviderHttp({ baseUrl: settings.baseUrl, timeoutMs: settings.timeoutMs, clock });
  const headers = { 'x-gewe-token': settings.token };

  async function post(
    action: string,
    fields: object,
    desk: ReadDesk,
    onDeparted = () => desk.readDeparted(),
  ): Promise<unknown> {
    const { json } = await http.send({
      method: 'POST',
      path: `${GROUP_MODULE}/${action}`,
      headers,
      body: { appId, ...fields },
      onDeparted,
      signal: desk.signal,
    });
    return json;
  }

  return {
    async inviteMember(chatroomId, wxids, reason, desk) {
      const fields = { chatroomId, wxids: wxids.join(','), reason };
      return parseAnswer(await post('inviteMember', fields, desk, () => desk.departed()));
    },
    async removeMember(chatroomId, wxids, desk) {
      return parseAnswer(await post('removeMember', { chatroomId, wxids: wxids.join(',') }, desk));
    },
    async getChatroomMemberList(chatroomId, desk) {
      return parseMemberList(await post('getChatroomMemberList', { chatroomId }, desk));
    },
    async getChatroomInfo(chatroomId, desk) {
      return parseGroupInfo(await post('getChatroomInfo', { chatroomId }, desk));
    },
    ping: () => http.ping(),
    close: () => http.close(),
  };
}
