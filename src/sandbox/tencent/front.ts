import type { Clock } from '../../kernel/clock.ts';
import { SANDBOX_CREDENTIALS } from '../connections.ts';
import type { Allowance, Call, Front } from '../front.ts';
import type { Answer } from '../http/answer.ts';
import { asObject, asString, asStrings } from '../http/received.ts';
import type { JsonObject, ReceivedRequest } from '../http/received.ts';
import type { World } from '../world/world.ts';
import { COMMANDS } from './commands.ts';
import type { Command } from './commands.ts';
import { fail } from './envelope.ts';
import type { TencentRules } from './groups.ts';
import type { Inviting } from './invite.ts';
import { judgeUserSig } from './usersig.ts';

const allowance: Allowance = { membersPerCall: 500, callsPerSecond: 100, scope: 'connection', readsPerSecond: 100 };
const MAX_UINT32 = 2 ** 32 - 1;
const COMMAND_PATH = /^\/v4\/(\w+\/\w+)$/;
/** What a command that Tencent does not know counts as. */
const UNKNOWN_COMMAND: Call = { action: 'unknown_command', kind: 'other', groupId: null, accounts: [] };

interface Deps {
  readonly world: World<TencentRules>;
  readonly inviting: Inviting;
  readonly clock: Clock;
}

/** Tencent's REST API: signed query, JSON body, HTTP 200 whatever happens, the outcome in `ErrorCode`. */
export function createTencentFront({ world, inviting, clock }: Deps): Front {
  return {
    connectionId: 'tencent',
    allowance,
    recognise(request) {
      const name = COMMAND_PATH.exec(request.path)?.[1];
      if (name === undefined) return null;
      const command = commandOf(request);
      if (command === undefined) return UNKNOWN_COMMAND;
      const body = asObject(request.body) ?? {};
      const action = name.slice(name.indexOf('/') + 1);
      return { action, kind: command.kind, groupId: groupIn(body), accounts: command.accountsIn(body) ?? [] };
    },
    refuseCredentials: (request) => refuseQuery(request.query, clock.now()),
    carryOut(_call, request, conditions) {
      const command = commandOf(request);
      if (command === undefined) return fail(10003, 'unknown command');
      const body = asObject(request.body);
      if (request.method !== 'POST' || body === null) return fail(60003, 'the request body is not JSON');
      const { administrator } = SANDBOX_CREDENTIALS.tencent;
      return command.run({ world, inviting, body, administrator, conditions });
    },
    refuseOverQuota: (_call, _waitMs, by) =>
      by === 'quota' ? fail(60011, 'the app sends requests too frequently') : fail(10006, 'frequency limit'),
    answerCode: (code) => fail(code, 'ordered to answer this code'),
  };
}

function commandOf(request: ReceivedRequest): Command | undefined {
  const name = COMMAND_PATH.exec(request.path)?.[1] ?? '';
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

function groupIn(body: JsonObject): string | null {
  const ids = asStrings(body['GroupIdList']);
  return asString(body['GroupId']) ?? (ids?.length === 1 ? (ids[0] ?? null) : null);
}

/** The first thing that is wrong with the query, in the order in which Tencent looks: its form, the signature, the administrator. */
function refuseQuery(query: URLSearchParams, nowMs: number): Answer | null {
  const { sdkAppId, secretKey, administrator } = SANDBOX_CREDENTIALS.tencent;
  const identifier = query.get('identifier') ?? '';
  const random = query.get('random') ?? '';
  if (query.get('sdkappid') === null) return fail(60012, 'sdkappid is missing');
  if (query.get('sdkappid') !== String(sdkAppId)) return fail(70020, 'sdkappid is unknown');
  if (identifier === '') return fail(60004, 'identifier is missing');
  if (!/^\d{1,10}$/.test(random) || Number(random) > MAX_UINT32)
    return fail(60002, 'random is no 32-bit unsigned integer');
  if (query.get('contenttype') !== 'json') return fail(60002, 'contenttype is not json');
  const code = judgeUserSig(query.get('usersig') ?? '', { identifier, sdkAppId, secretKey, nowMs });
  if (code !== 0) return fail(code, 'the usersig is not good');
  return identifier === administrator ? null : fail(60010, 'the identifier is no administrator');
}
