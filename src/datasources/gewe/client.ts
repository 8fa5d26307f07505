import type { Clock } from '../../kernel/clock.ts';
import type { CallDesk } from '../datasource.ts';
import { createProviderHttp } from '../http.ts';
import type { GeweSettings } from './settings.ts';
import { parseAnswer, parseMemberList } from './wire.ts';
import type { GeweAnswer, GeweMember } from './wire.ts';

const GROUP_MODULE = '/gewe/v2/api/group';

/** The calls of GeWe's group module that are used here. */
export interface GeweClient {
  /** Asks for the inviting of `wxids`; waits for nothing but the answer. */
  inviteMember(chatroomId: string, wxids: readonly string[], reason: string, desk: CallDesk): Promise<GeweAnswer>;
  getChatroomMemberList(chatroomId: string, desk: CallDesk): Promise<readonly GeweMember[]>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Speaks for one device of one token. */
export function createGeweClient(settings: GeweSettings, clock: Clock): GeweClient {
  const { appId } = settings;
  const http = createProviderHttp({ baseUrl: settings.baseUrl, timeoutMs: settings.timeoutMs, clock });
  const headers = { 'x-gewe-token': settings.token };

  return {
    async inviteMember(chatroomId, wxids, reason, desk) {
      const { json } = await http.send({
        method: 'POST',
        path: `${GROUP_MODULE}/inviteMember`,
        headers,
        body: { appId, chatroomId, wxids: wxids.join(','), reason },
        onDeparted: () => desk.departed(),
        signal: desk.signal,
      });
      return parseAnswer(json);
    },
    async getChatroomMemberList(chatroomId, desk) {
      const path = `${GROUP_MODULE}/getChatroomMemberList`;
      const { json } = await http.send({
        method: 'POST',
        path,
        headers,
        body: { appId, chatroomId },
        signal: desk.signal,
      });
      return parseMemberList(json);
    },
    ping: () => http.ping(),
    close: () => http.close(),
  };
}
