import { createHash, createHmac } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { SandboxConnectionId } from '../../src/sandbox/connections.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { ManualClock } from '../support/manual-clock.ts';

/** The instant for which the published signatures are computed, in seconds. */
export const VECTOR_SECONDS = 1_700_000_000;
export const ACCEPT_AFTER_MS = 1500;

export interface TestSandbox {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
}

/** A sandbox of the test's own, at {@link VECTOR_SECONDS}, closed when the test is over. Its quotas are off unless `quotas` says otherwise. */
export async function start(options: Partial<SandboxOptions> & { quotas?: boolean } = {}): Promise<TestSandbox> {
  const clock = new ManualClock(VECTOR_SECONDS * 1000);
  const { quotas = false, ...rest } = options;
  const sandbox = await startSandbox({ clock, acceptAfterMs: ACCEPT_AFTER_MS, ...rest });
  onTestFinished(() => sandbox.close());
  if (!quotas) {
    for (const { id } of sandbox.connections) sandbox.control({ connection: id, callsPerSecond: 0, readsPerSecond: 0 });
  }
  return { sandbox, clock };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined when the text is not JSON. */
  readonly json: unknown;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export async function send(url: string, { method = 'POST', headers = {}, body, signal }: Sent = {}): Promise<Reply> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parse(text) };
}

/** Undefined when the text is not JSON. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type ConnectionOf<Id extends SandboxConnectionId> = Extract<Sandbox['connections'][number], { id: Id }>;

export function connection<Id extends SandboxConnectionId>({ connections }: Sandbox, id: Id): ConnectionOf<Id> {
  const found = connections.find((one): one is ConnectionOf<Id> => one.id === id);
  if (found === undefined) throw new Error(`no connection ${id}`);
  return found;
}

export function gewe(sandbox: Sandbox, call: string, body: object, headers?: Record<string, string>): Promise<Reply> {
  const { baseUrl, token, appId } = connection(sandbox, 'wechat');
  return send(`${baseUrl}/gewe/v2/api/${call}`, {
    headers: headers ?? { 'x-gewe-token': token },
    body: { appId, ...body },
  });
}

export interface UserSigClaims {
  identifier: string;
  sdkAppId: number;
  timeSeconds: number;
  expireSeconds: number;
}

export function userSig(key: string, { identifier, sdkAppId, timeSeconds, expireSeconds }: UserSigClaims): string {
  const signed = `TLS.identifier:${identifier}\nTLS.sdkappid:${sdkAppId}\nTLS.time:${timeSeconds}\nTLS.expire:${expireSeconds}\n`;
  const json = JSON.stringify({
    'TLS.ver': '2.0',
    'TLS.identifier': identifier,
    'TLS.sdkappid': sdkAppId,
    'TLS.time': timeSeconds,
    'TLS.expire': expireSeconds,
    'TLS.sig': createHmac('sha256', key).update(signed).digest('base64'),
  });
  return deflateSync(json).toString('base64').replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

/** `query` replaces parts of a good query; null takes one out. */
export function tencent(
  sandbox: Sandbox,
  command: string,
  body: unknown,
  query: Readonly<Record<string, string | null>> = {},
): Promise<Reply> {
  const { baseUrl, sdkAppId, secretKey, administrator } = connection(sandbox, 'tencent');
  const claims = { identifier: administrator, sdkAppId, timeSeconds: VECTOR_SECONDS, expireSeconds: 86_400 };
  const good = {
    sdkappid: String(sdkAppId),
    identifier: administrator,
    usersig: userSig(secretKey, claims),
    random: '4294967295',
    contenttype: 'json',
  };
  const entries = Object.entries({ ...good, ...query }).filter((entry): entry is [string, string] => entry[1] !== null);
  const path = command.includes('/') ? command : `group_open_http_svc/${command}`;
  return send(`${baseUrl}/v4/${path}?${new URLSearchParams(entries).toString()}`, { body });
}

/** Adds accounts to a Tencent group over REST; their results in the order of the answer, or the error code. */
export async function addToTencent(sandbox: Sandbox, groupId: string, accounts: readonly string[]): Promise<unknown> {
  const { json } = await tencent(sandbox, 'add_group_member', {
    GroupId: groupId,
    MemberList: accounts.map((account) => ({ Member_Account: account })),
  });
  const { ErrorCode, MemberList } = json as { ErrorCode: number; MemberList?: { Result: number }[] };
  return ErrorCode === 0 ? MemberList?.map(({ Result }) => Result) : ErrorCode;
}

export function bridge(sandbox: Sandbox, groupID: string, userList: unknown, operator = 'u_owner'): Promise<Reply> {
  return send(connection(sandbox, 'tencent-app').baseUrl, { body: { operator, groupID, userList } });
}

export function imkit(sandbox: Sandbox, method: string, path: string, sent: Sent = {}): Promise<Reply> {
  const { baseUrl, clientKey, token } = connection(sandbox, 'imkit');
  return send(baseUrl + path, { headers: { 'im-client-key': clientKey, 'im-authorization': token }, ...sent, method });
}

let nonces = 0;

/** `query` replaces parts of a good query; null takes one out. The nonce is new each time. */
export function zim(
  sandbox: Sandbox,
  action: string,
  body: unknown,
  query: Readonly<Record<string, string | null>> = {},
): Promise<Reply> {
  const { baseUrl, appId, serverSecret } = connection(sandbox, 'zim');
  const nonce = query['SignatureNonce'] ?? (++nonces).toString(16).padStart(16, '0');
  const timestamp = query['Timestamp'] ?? String(VECTOR_SECONDS);
  const signature = createHash('md5').update(`${appId}${nonce}${serverSecret}${timestamp}`).digest('hex');
  const good = {
    Action: action,
    AppId: String(appId),
    SignatureNonce: nonce,
    Timestamp: timestamp,
    SignatureVersion: '2.0',
    Signature: signature,
  };
  const entries = Object.entries({ ...good, ...query }).filter((entry): entry is [string, string] => entry[1] !== null);
  return send(`${baseUrl}/?${new URLSearchParams(entries).toString()}`, { body });
}

export function inviteToZim(sandbox: Sandbox, groupId: string, userIds: readonly string[]): Promise<Reply> {
  return zim(sandbox, 'InviteUsersIntoGroup', { FromUserId: 'u_owner', GroupId: groupId, UserIds: userIds });
}

/** Longer than anything over loopback takes. */
const UNTIL_TIMEOUT_MS = 10_000;

/** Turns the event loop until `done`. */
export async function until(done: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + UNTIL_TIMEOUT_MS;
  while (!done()) {
    if (performance.now() > deadlineMs) throw new Error('it did not come true');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export const many = (count: number, name = 'u_'): string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index + 1}`);
