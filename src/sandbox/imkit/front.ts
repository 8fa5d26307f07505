import type { Clock } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import { nicknameOf } from '../accounts.ts';
import { SANDBOX_CREDENTIALS } from '../connections.ts';
import type { Allowance, Call, Conditions, Front } from '../front.ts';
import type { Answer } from '../http/answer.ts';
import { asObject, headerOf } from '../http/received.ts';
import type { ReceivedRequest } from '../http/received.ts';
import type { World } from '../world/world.ts';
import { accountsIn, newClientIn, ROOM_ACTIONS } from './actions.ts';
import { ok, refuse, tooManyRequests } from './envelope.ts';
import type { ImkitRules } from './groups.ts';
import { SystemMessages } from './messages.ts';
import { CLIENT_TOKEN_LIFE_MS, issueClientToken, readClientToken } from './token.ts';

const allowance: Allowance = { membersPerCall: 100, callsPerSecond: 16, scope: 'connection', readsPerSecond: 16 };
const ISSUE_TOKEN: Call = { action: 'issueToken', kind: 'other', groupId: null, accounts: [] };

interface Deps {
  readonly world: World<ImkitRules>;
  readonly clock: Clock;
}

/** Who calls: a client with a token, or the owner's backend with the API key, which acts for the owner of each room. */
type Caller = { readonly clientId: string } | 'backend';

/** IMKit's chat server: REST over rooms, every answer about a room is the whole room. */
export function createImkitFront({ world, clock }: Deps): Front {
  const messages = new SystemMessages(clock);

  function carryOut(call: Call, request: ReceivedRequest, conditions: Conditions): Answer {
    const caller = callerOf(request, clock.now());
    if (caller === null) throw new TypeError('expected credentials that were judged good');
    const body = asObject(request.body) ?? {};
    if (call.action === ISSUE_TOKEN.action) return issueToken(caller, newClientIn(body), clock.now());
    const action = ROOM_ACTIONS[call.action];
    const room = call.groupId === null ? undefined : world.find(call.groupId);
    if (action === undefined || room === undefined) return refuse(404, 'ROOM_NOT_FOUND', 'the room does not exist');
    const actorId = caller === 'backend' ? room.ownerId : caller.clientId;
    if (action.membersOnly && !room.members.has(actorId))
      return refuse(403, 'NOT_ROOM_MEMBER', 'not a member of the room');
    if (request.text !== '' && request.body === undefined)
      return refuse(400, 'INVALID_PARAMETERS', 'the body is not JSON');
    return action.run({ world, messages, room, actorId, body, conditions });
  }

  return {
    connectionId: 'imkit',
    allowance,
    recognise,
    refuseCredentials(request) {
      if (
        headerOf(request, 'im-api-key') === null &&
        headerOf(request, 'im-client-key') !== SANDBOX_CREDENTIALS.imkit.clientKey
      ) {
        return refuse(401, 'INVALID_CLIENT_KEY', 'the client key is not good');
      }
      if (callerOf(request, clock.now()) !== null) return null;
      return headerOf(request, 'im-api-key') === null
        ? refuse(401, 'INVALID_TOKEN', 'the token is not good')
        : refuse(401, 'INVALID_API_KEY', 'the API key is not good');
    },
    carryOut,
    refuseOverQuota: (_call, waitMs) => tooManyRequests(Math.ceil(waitMs / SECOND)),
    answerCode: (code) => refuse(code, 'ORDERED', 'ordered to answer this code'),
  };
}

function recognise(request: ReceivedRequest): Call | null {
  if (request.path === '/admin/clients' && request.method === 'POST') return ISSUE_TOKEN;
  const [, encodedId = '', rest = ''] = /^\/rooms\/([^/]+)(\/.*)?$/.exec(request.path) ?? [];
  const groupId = decodeId(encodedId);
  if (groupId === null) return null;
  for (const [name, action] of Object.entries(ROOM_ACTIONS)) {
    if (action.method !== request.method || action.path !== rest) continue;
    return { action: name, kind: action.kind, groupId, accounts: accountsIn(action, asObject(request.body) ?? {}) };
  }
  return null;
}

function decodeId(encoded: string): string | null {
  try {
    return encoded === '' ? null : decodeURIComponent(encoded);
  } catch {
    return null;
  }
}

/** Null when the credentials are not good. Old pages put the bare token into `Authorization`, which still works. */
function callerOf(request: ReceivedRequest, nowMs: number): Caller | null {
  const { apiKey, clientKey, signingKey } = SANDBOX_CREDENTIALS.imkit;
  const givenApiKey = headerOf(request, 'im-api-key');
  if (givenApiKey !== null) return givenApiKey === apiKey ? 'backend' : null;
  const token = headerOf(request, 'im-authorization') ?? headerOf(request, 'authorization');
  if (token === null || headerOf(request, 'im-client-key') !== clientKey) return null;
  const clientId = readClientToken(token, signingKey, nowMs);
  return clientId === null ? null : { clientId };
}

/** `POST /admin/clients`: a token with which somebody can act for himself, to accept or decline an invitation say. */
function issueToken(caller: Caller, clientId: string | null, nowMs: number): Answer {
  if (caller !== 'backend') return refuse(403, 'INSUFFICIENT_PERMISSIONS', 'the API key is required');
  if (clientId === null) return refuse(400, 'INVALID_PARAMETERS', '_id is missing');
  const expiresAtMs = nowMs + CLIENT_TOKEN_LIFE_MS;
  const token = issueClientToken(clientId, SANDBOX_CREDENTIALS.imkit.signingKey, expiresAtMs);
  const expirationDate = new Date(expiresAtMs).toISOString();
  return ok({ _id: clientId, nickname: nicknameOf(clientId), token, expirationDate, id: clientId });
}
