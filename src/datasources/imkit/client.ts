import type { Clock } from '../../kernel/clock.ts';
import type { CallDesk, InviteOptions, ReadDesk } from '../datasource.ts';
import { createProviderHttp } from '../http.ts';
import type { HttpAnswer } from '../http.ts';
import type { ImkitSettings } from './settings.ts';
import { parseAnswer, parseInvitations, parseRemainingInvitations } from './wire.ts';
import type { ImkitAnswer, ImkitInvitationsAnswer } from './wire.ts';

/** The room calls of IMKit that are used here; each waits for nothing but its answer. */
export interface ImkitClient {
  getRoom(roomId: string, desk: ReadDesk): Promise<ImkitAnswer>;
  getInvitations(roomId: string, desk: ReadDesk): Promise<ImkitInvitationsAnswer>;
  addMembers(roomId: string, invitees: readonly string[], options: InviteOptions, desk: CallDesk): Promise<ImkitAnswer>;
  /** @param systemMessage whether the room is told; absent: as the server does by itself */
  deleteMembers(
    roomId: string,
    members: readonly string[],
    systemMessage: boolean | undefined,
    desk: ReadDesk,
  ): Promise<ImkitAnswer>;
  /** Answers the invitations that remain. */
  deleteInvitations(roomId: string, invitees: readonly string[], desk: ReadDesk): Promise<ImkitInvitationsAnswer>;
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

  const get = (path: string, desk: ReadDesk): Promise<HttpAnswer> =>
    http.send({ method: 'GET', path, headers, onDeparted: () => desk.readDeparted(), signal: desk.signal });
  // An absent option is dropped from the JSON, and the server's own default holds.
  const post = (
    path: string,
    body: object,
    desk: ReadDesk,
    onDeparted = () => desk.readDeparted(),
  ): Promise<HttpAnswer> => http.send({ method: 'POST', path, headers, body, onDeparted, signal: desk.signal });

  return {
    async getRoom(roomId, desk) {
      return parseAnswer(await get(roomPath(roomId), desk));
    },
    async getInvitations(roomId, desk) {
      return parseInvitations(await get(`${roomPath(roomId)}/invitations`, desk));
    },
    async addMembers(roomId, invitees, { requireConsent, systemMessage }, desk) {
      const body = { invitees, systemMessage, invitationRequired: requireConsent };
      return parseAnswer(await post(`${roomPath(roomId)}/members`, body, desk, () => desk.departed()));
    },
    async deleteMembers(roomId, members, systemMessage, desk) {
      return parseAnswer(await post(`${roomPath(roomId)}/delete/members`, { members, systemMessage }, desk));
    },
    async deleteInvitations(roomId, invitees, desk) {
      return parseRemainingInvitations(await post(`${roomPath(roomId)}/delete/invitations`, { invitees }, desk));
    },
    ping: () => http.ping(),
    close: () => http.close(),
  };
}

function header(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
