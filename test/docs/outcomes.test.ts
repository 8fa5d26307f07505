import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { isUnionType } from 'graphql';
import { generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { catalogue } from '../../src/catalogue/page.ts';
import { readSdl } from '../../src/catalogue/sdl.ts';
import { FAILURE_ADVICE } from '../../src/kernel/failure-advice.ts';
import { buildMembershipSchema } from '../../src/graphql/schema.ts';
import { ERROR_CODES, type ErrorCode, type ErrorCodeEntry, isErrorCode } from '../../src/kernel/error-codes.ts';
import { InviteFailureReason } from '../../src/kernel/vocabulary.ts';
import { CLOSE_MEANINGS } from '../../src/transports/websocket/close-code.ts';
import { MAX_BODY_BYTES } from '../../src/transports/request.ts';
import { type ServiceOptions, TestService } from '../support/service.ts';
import { LEGACY, RawSocket } from '../transports/raw-socket.ts';

const ROOT = new URL('../../', import.meta.url);
const PAGE = readFileSync(new URL('docs/outcomes.md', ROOT), 'utf8');
const HEADINGS = new Set([...PAGE.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading));

describe('the page of outcomes and errors', () => {
  it('is what the code says now', async () => {
    expect(catalogue(await readSdl())).toBe(PAGE);
  });

  it('has a heading for each outcome, reason, code of an error and code of a closed socket', async () => {
    const schema = await buildMembershipSchema({ get: () => ({}) }, {});
    const outcomes = ['InviteMemberResult', 'RemoveMemberResult'].flatMap((name) => {
      const union = schema.getType(name);
      if (!isUnionType(union)) throw new TypeError(`${name} is no union`);
      return union.getTypes().map((type) => type.name);
    });
    const names = [
      ...outcomes,
      ...Object.keys(InviteFailureReason),
      ...Object.keys(ERROR_CODES),
      ...Object.keys(CLOSE_MEANINGS),
    ];
    expect(names.filter((name) => !HEADINGS.has(name))).toEqual([]);
  });

  it('leads to headings that are there, each of them once', () => {
    const anchors = [...PAGE.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    );
    expect(new Set(anchors).size).toBe(anchors.length);
    const links = [...PAGE.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    expect(links.length).toBeGreaterThan(100);
    expect(links.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  it('knows every code that Apollo Server gives by itself', () => {
    expect(Object.values(ApolloServerErrorCode).filter((code) => !isErrorCode(code))).toEqual([]);
  });

  it('says what to do in a sentence', () => {
    const sentences = [
      ...Object.values(FAILURE_ADVICE),
      ...Object.values(CLOSE_MEANINGS).flatMap(({ meaning, advice }) => [meaning, advice]),
      ...Object.values<ErrorCodeEntry>(ERROR_CODES).flatMap(({ meaning, advice }) => [meaning, advice]),
    ];
    expect(sentences.filter((sentence) => !/^[A-Z`].+\.$/.test(sentence))).toEqual([]);
  });
});

interface Answered {
  readonly status: number;
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: unknown };
}

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly text?: string;
  /** Sent as JSON. */
  readonly json?: object;
}

/** Sends one request and resolves with the first error of the answer. */
async function ask(
  service: TestService,
  { method = 'POST', path = '/graphql', headers = {}, text, json }: Asked,
): Promise<Answered> {
  const body = text ?? (json === undefined ? '' : JSON.stringify(json));
  const sent = request(`${service.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode, ...firstError(Buffer.concat(chunks).toString('utf8')) };
}

/** The first error in an answer of JSON, or in the first result of a stream. */
function firstError(text: string): Pick<Answered, 'extensions'> {
  const json = /\{.*"errors".*\}/s.exec(text)?.[0] ?? '';
  const { errors } = JSON.parse(json.split('\n')[0] ?? '') as { errors: [{ extensions: Answered['extensions'] }] };
  return { extensions: errors[0].extensions };
}

async function start(options: ServiceOptions = {}): Promise<TestService> {
  const service = await TestService.start(options);
  onTestFinished(() => service[Symbol.asyncDispose]());
  return service;
}

/** What a field answers whose outcome needs time. */
async function wait(service: TestService, query: string): Promise<Answered> {
  const { errors } = await service.graphql(query);
  const extensions = errors?.[0]?.extensions ?? {};
  return { status: 200, extensions: { code: undefined, ...extensions } };
}

const query = (text: string, more: object = {}): Asked => ({ json: { query: text, ...more } });
const STREAM = { accept: 'text/event-stream' };
const FOLLOW = 'subscription ($after: String) { memberStateChanged(groupId: "zim:groupA", after: $after) { cursor } }';
const INVITE =
  'mutation { inviteMembers(input: { groupId: "zim:groupA", members: [{ account: "a" }] }) { operation { id } } }';
const EXPENSIVE =
  '{ group(id: "zim:groupA") { memberships(first: 100) { edges { node { group { memberships(first: 100) { edges { node { id } } } } } } } } }';
const refresh = (groupId: string): string => `mutation { refreshGroup(groupId: "${groupId}") { id } }`;
const callback = (callbackUrl: string): object => ({
  extensions: { subscription: { callbackUrl, subscriptionId: '1', verifier: 'v', heartbeatIntervalMs: 0 } },
});
const SECRET = 'a secret that is long enough for HS256';

/** Nobody serves keys there. */
const ISSUER_AWAY = { jwt: { jwksUrl: 'http://127.0.0.1:1/keys', issuer: 'issuer', audience: 'rollcall' } };

/** A token that only the issuer's keys could tell to be bad. */
async function signedByNobody(): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256');
  return new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: '1' }).sign(privateKey);
}

async function trustedList(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-outcomes-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const path = join(dir, 'list.json');
  copyFileSync(new URL('schema/client/persisted-documents.json', ROOT), path);
  return path;
}

/** How each code is met at the service itself. */
const PROVOKED: Readonly<Partial<Record<ErrorCode, () => Promise<Answered>>>> = {
  BAD_REQUEST: async () => ask(await start(), { text: '[]' }),
  BAD_USER_INPUT: async () =>
    ask(await start(), query('query ($id: ID!) { group(id: $id) { id } }', { variables: {} })),
  CALLBACK_CHECK_FAILED: async () => {
    const router = createServer((_request, response) => response.writeHead(400).end());
    router.listen(0, '127.0.0.1');
    await once(router, 'listening');
    onTestFinished(() => void router.close());
    const { port } = router.address() as { port: number };
    const url = `http://127.0.0.1:${port}`;
    return ask(
      await start({ config: { subscriptions: { callbackOrigins: [url] } } }),
      query(FOLLOW, callback(`${url}/callback`)),
    );
  },
  CALLBACK_NOT_ALLOWED: async () => ask(await start(), query(FOLLOW, callback('http://router.example/callback'))),
  COST_LIMIT_EXCEEDED: async () => ask(await start({ config: { documents: { maxCost: 1_000 } } }), query(EXPENSIVE)),
  CROSS_SITE: async () =>
    ask(await start(), { ...query('{ __typename }'), headers: { origin: 'https://other.example' } }),
  CURSOR_EXPIRED: async () => {
    const after = Buffer.from('e1.0.0').toString('base64url');
    return ask(await start(), { ...query(FOLLOW, { variables: { after } }), headers: STREAM });
  },
  ENTITY_LIMIT_EXCEEDED: async () => {
    const variables = { all: [1, 2].map((id) => ({ __typename: 'User', id: String(id) })) };
    const entities = 'query ($all: [_Any!]!) { _entities(representations: $all) { __typename } }';
    return ask(await start({ config: { documents: { maxEntities: 1 } } }), query(entities, { variables }));
  },
  FORBIDDEN: async () => {
    const service = await start({ config: { auth: { jwt: { secret: SECRET } } } });
    const token = await new SignJWT({ scope: 'membership:read', sub: 'ann' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(new Date(service.clock.now() + 60_000))
      .sign(Buffer.from(SECRET));
    return ask(service, { ...query(INVITE), headers: { authorization: `Bearer ${token}` } });
  },
  GRAPHQL_PARSE_FAILED: async () => ask(await start(), query('{')),
  GRAPHQL_VALIDATION_FAILED: async () => ask(await start(), query('{ nothing }')),
  GROUP_NOT_FOUND: async () => wait(await start(), refresh('zim:nobody-has-this')),
  METHOD_NOT_ALLOWED: async () => ask(await start(), { method: 'PUT' }),
  NOT_ACCEPTABLE: async () => ask(await start(), query(FOLLOW)),
  NOT_FOUND: async () => ask(await start(), { method: 'GET', path: '/nothing' }),
  OPERATION_RESOLUTION_FAILURE: async () => ask(await start(), query('query A { __typename }', { operationName: 'B' })),
  PAYLOAD_TOO_LARGE: async () => ask(await start(), { text: ' '.repeat(MAX_BODY_BYTES + 1) }),
  PERMISSION_DENIED: async () => wait(await start(), refresh('imkit:locked-room')),
  PERSISTED_QUERY_NOT_FOUND: async () =>
    ask(await start({ config: { documents: { trusted: await trustedList() } } }), {
      json: { documentId: 'f'.repeat(64) },
    }),
  PERSISTED_QUERY_NOT_SUPPORTED: async () => ask(await start(), { json: { documentId: 'f'.repeat(64) } }),
  PROVIDER_UNAVAILABLE: async () => {
    const service = await start({ connections: { imkit: { baseUrl: 'http://127.0.0.1:1' } } });
    return wait(service, refresh('imkit:demo-room'));
  },
  QUERY_NOT_IN_SAFELIST: async () =>
    ask(
      await start({ config: { documents: { trusted: await trustedList(), onlyTrusted: true } } }),
      query('{ a: __typename }'),
    ),
  SERVICE_UNAVAILABLE: async () => {
    const headers = { authorization: `Bearer ${await signedByNobody()}` };
    return ask(await start({ config: { auth: ISSUER_AWAY } }), { ...query('{ __typename }'), headers });
  },
  TOO_MANY_OPERATIONS: async () => {
    const service = await start();
    const socket = new RawSocket(`${service.url}/ws`);
    await socket.begin();
    // So much of each message is white space that a few of them are as much as may run.
    const padded = FOLLOW + ' '.repeat(MAX_BODY_BYTES - 1_000);
    for (let id = 1; id <= 9; id++) await socket.start(String(id), { query: padded });
    const [error] = (await socket.received('error', '9')) as [Pick<Answered, 'extensions'>];
    socket[Symbol.dispose]();
    return { status: 101, ...error };
  },
  UNAUTHENTICATED: async () =>
    ask(await start({ config: { auth: { routerSecret: 'secret' } } }), query('{ __typename }')),
  UNSUPPORTED_MEDIA_TYPE: async () => ask(await start(), { text: 'x', headers: { 'content-type': 'text/plain' } }),
};

/** Where the others are met, for it takes a long way to them. */
const ELSEWHERE: Readonly<Partial<Record<ErrorCode, string>>> = {
  CONNECTION_NOT_CONFIGURED: 'test/invitations/restart.test.ts',
  INTERNAL_SERVER_ERROR: 'test/graphql/errors.test.ts',
  RATE_LIMITED: 'test/reconciliation/refresh.test.ts',
  SHUTTING_DOWN: 'test/transports/multipart.test.ts',
  SUBSCRIBER_TOO_SLOW: 'test/contract/transport-ends.contract.ts',
  TOO_MANY_SUBSCRIPTIONS: 'test/transports/callback/posts.test.ts',
};

describe('an error of the running service', () => {
  it.each(Object.entries(PROVOKED))('%s comes as the page says', async (code, provoke) => {
    const { status, extensions } = await provoke();
    const entry: ErrorCodeEntry = ERROR_CODES[code as ErrorCode];
    expect(extensions.code).toBe(code);
    if (entry.status !== null) expect(status).toBe(entry.status);
    else expect([200, 101]).toContain(status);
    expect(Object.keys(extensions).filter((key) => key !== 'code' && !Object.hasOwn(entry.extensions, key))).toEqual(
      [],
    );
  });

  it.each(Object.entries(ELSEWHERE))('%s is met in %s', (code, file) => {
    expect(readFileSync(new URL(file, ROOT), 'utf8')).toContain(code);
  });

  it('is met here or elsewhere, whichever code it has', () => {
    const met = [...Object.keys(PROVOKED), ...Object.keys(ELSEWHERE)];
    expect(met.toSorted()).toEqual(Object.keys(ERROR_CODES).toSorted());
  });
});

/** What is done over a socket until it is closed. */
const CLOSED: Readonly<Record<number, (service: TestService) => Promise<RawSocket>>> = {
  1000: async ({ url }) => {
    const socket = await new RawSocket(`${url}/ws`, { words: LEGACY }).begin();
    await socket.say({ type: 'connection_terminate' });
    return socket;
  },
  1001: async (service) => {
    const socket = await new RawSocket(`${service.url}/ws`).begin();
    void service.run(service.app.close());
    return socket;
  },
  1002: async ({ url }) => {
    const socket = await new RawSocket(`${url}/ws`).begin();
    // All reserved bits are set, and the frame is not masked.
    (socket.socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(Buffer.from([0xf1, 0]));
    return socket;
  },
  1007: async ({ url }) => {
    const socket = await new RawSocket(`${url}/ws`).begin();
    socket.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    return socket;
  },
  1009: async ({ url }) => {
    const socket = await new RawSocket(`${url}/ws`).begin();
    await socket.say(' '.repeat(MAX_BODY_BYTES + 1));
    return socket;
  },
  1013: async () => {
    const { url } = await start({ config: { auth: ISSUER_AWAY } });
    return new RawSocket(`${url}/ws`).begin({ token: await signedByNobody() });
  },
  4400: async ({ url }) => {
    const socket = await new RawSocket(`${url}/ws`).begin();
    await socket.say('nonsense');
    return socket;
  },
  4401: async ({ url }) => {
    const socket = new RawSocket(`${url}/ws`);
    await socket.start('1', { query: FOLLOW });
    return socket;
  },
  4406: async ({ url }) => new RawSocket(`${url}/ws`, { protocols: [] }),
  4409: async ({ url }) => {
    const socket = await new RawSocket(`${url}/ws`).begin();
    await socket.start('1', { query: FOLLOW });
    await socket.start('1', { query: FOLLOW });
    return socket;
  },
  4429: async ({ url }) => {
    const socket = await new RawSocket(`${url}/ws`).begin();
    await socket.say({ type: 'connection_init' });
    return socket;
  },
};

/** Those that take time, which sockets have of their own. */
const CLOSED_ELSEWHERE: Readonly<Record<number, string>> = {
  4403: 'test/transports/websocket-credentials.test.ts',
  4408: 'test/transports/websocket-session.test.ts',
};

describe('a WebSocket of the running service', () => {
  it.each(Object.entries(CLOSED))('is closed with %s as the page says', async (code, provoke) => {
    using socket = await provoke(await start());
    expect((await socket.closed()).code).toBe(Number(code));
  });

  it.each(Object.entries(CLOSED_ELSEWHERE))('is closed with %s in %s', (code, file) => {
    expect(readFileSync(new URL(file, ROOT), 'utf8')).toContain(code);
  });

  it('is closed here or elsewhere, whichever code it is', () => {
    const met = [...Object.keys(CLOSED), ...Object.keys(CLOSED_ELSEWHERE)];
    expect(met.toSorted()).toEqual(Object.keys(CLOSE_MEANINGS));
  });
});
