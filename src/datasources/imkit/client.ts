import type { Clock } from '../../kernel/clock.ts';
import type { CallDesk, InviteOptions } from '../datasource.ts';
import { createProviderHttp } from '../http.ts';
import type { ImkitSettings } from './settings.ts';
import { parseAnswer, parseInvitees } from './wire.ts';
import type { ImkitAnswer } from './wire.ts';

/** The room calls of IMKit that are used here. */
export interface ImkitClient {
  getRoom(roomId: string, desk: CallDesk): Promise<ImkitAnswer>;
  /** The ids of those who are invited into the room and have not answered. */
  getInvitees(roomId: string, desk: CallDesk): Promise<ReadonlySet<string>>;
  addMembers(roomId: string, invitees: readonly string[], options: InviteOptions, desk: CallDesk): Promise<ImkitAnswer>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Speaks for one client token, or for the backend by its API key. */
export function createImkitClient(settings: ImkitSettings, clock: Clock): ImkitClient {
  const http = createProviderHttp({ baseUrl: settings.baseUrl, timeoutMs: settings.timeoutMs, clock });
  const headers = {
    ...header('im-client-key', settings.clientKey),
    ...header('im-authorization', settings.token),
    ...header('im-api-key', settings.apiKey),
  };
  const roomPath = (roomId: string): string => `/rooms/${encodeURIComponent(roomId)}`;

  return {
    async getRoom(roomId, desk) {
      return parseAnswer(await http.send({ method: 'GET', path: roomPath(roomId), headers, signal: desk.signal }));
    },
    async getInvitees(roomId, desk) {
      const path = `${roomPath(roomId)}/invitations`;
      return parseInvitees(await http.send({ method: 'GET', path, headers, signal: desk.signal }));
    },
    async addMembers(roomId, invitees, { requireConsent, systemMessage }, desk) {
      const answer = await http.send({
        method: 'POST',
        path: `${roomPath(roomId)}/members`,
        headers,
        // An absent option is dropped from the JSON, and the server's own default holds.
        body: { invitees, systemMessage, invitationRequired: requireConsent },
        onDeparted: () => desk.departed(),
        signal: desk.signal,
      });
      return parseAnswer(answer);
    },
    ping: () => http.ping(),
    close: () => http.close(),
  };
}

function header(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
