import type { Clock } from '../../kernel/clock.ts';
import type { CallDesk, InviteCall } from '../datasource.ts';
import { createProviderHttp } from '../http.ts';
import type { BridgeSettings } from './settings.ts';
import { parseAnswer } from './wire.ts';
import type { BridgeAnswer } from './wire.ts';

/** The one call of the sidecar. */
export interface BridgeClient {
  inviteUserToGroup(operator: string, call: InviteCall, desk: CallDesk): Promise<BridgeAnswer>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** The sidecar has one endpoint: the base URL itself. */
export function createBridgeClient(settings: BridgeSettings, clock: Clock): BridgeClient {
  const http = createProviderHttp({ baseUrl: settings.baseUrl, timeoutMs: settings.timeoutMs, clock });
  return {
    async inviteUserToGroup(operator, { groupId, members }, desk) {
      const { json } = await http.send({
        method: 'POST',
        path: '',
        body: { operator, groupID: groupId, userList: members.map(({ account }) => account) },
        onDeparted: () => desk.departed(),
        signal: desk.signal,
      });
      return parseAnswer(json);
    },
    ping: () => http.ping(),
    close: () => http.close(),
  };
}
