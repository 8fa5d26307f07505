import { once } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_DOCUMENT_TOKENS } from '../../src/graphql/operation.ts';
import { SECOND } from '../../src/kernel/duration.ts';
import { KEEP_ALIVE_MS } from '../../src/transports/http.ts';
import { MAX_BODY_BYTES, MAX_DISCARDED_BYTES } from '../../src/transports/request.ts';
import { ask, open, postJson } from './clients.ts';
import { GROUP, Stage } from './stage.ts';
import { soon } from './time.ts';

const INVITE = `mutation { inviteMembers(input: { groupId: "${GROUP}", waitMs: 0, members: [{ account: "a" }] }) { operation { id } } }`;
const SUBSCRIBE = `subscription { memberStateChanged(groupId: "${GROUP}") { cursor } }`;

describe('GraphQL over HTTP', () => {
  let stage: Stage;
  let url: string;
  beforeAll(async () => {
    stage = await Stage.start();
    url = `${stage.url}/graphql`;
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  const get = (query: string, headers: Record<string, string> = {}) =>
    ask(`${url}?${new URLSearchParams({ query })}`, { headers });
  const codesOf = (text: string): unknown[] =>
    (JSON.parse(text) as { errors: { extensions: { code: string } }[] }).errors.map(
      ({ extensions }) => extensions.code,
    );

  it('answers a query by POST and by GET alike', async () => {
    const query = '{ connections { id } }';
    const expected = { data: { connections: [{ id: 'wechat' }] } };
    const posted = await postJson(url, { query });
    const got = await get(query);
    expect([posted.status, JSON.parse(posted.text)]).toEqual([200, expected]);
    expect([got.status, JSON.parse(got.text)]).toEqual([200, expected]);
    expect(posted.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('takes variables and the name of the operation by GET', async () => {
    const search = new URLSearchParams({
      query: 'query A { __typename } query B($id: ID!) { connection(id: $id) { provider } }',
      operationName: 'B',
      variables: '{"id":"wechat"}',
    });
    expect(JSON.parse((await ask(`${url}?${search}`)).text)).toEqual({ data: { connection: { provider: 'GEWE' } } });
  });

  it('refuses a mutation by GET and does nothing', async () => {
    const { status, headers, text } = await get(INVITE);
    expect([status, headers.allow]).toEqual([405, 'POST']);
    expect(text).toContain('GET requests only support query operations');
    expect(await stage.store.events.lastPosition()).toBe(0);
  });

  it.each([
    ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    [
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
      'application/graphql-response+json; charset=utf-8',
    ],
    ['application/json, text/event-stream', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
  ])('answers a plain query with JSON when the client takes %s', async (accept, contentType) => {
    const { status, headers, text } = await postJson(url, { query: '{ __typename }' }, { accept });
    expect([status, headers['content-type'], text]).toEqual([200, contentType, '{"data":{"__typename":"Query"}}\n']);
  });

  it.each([
    'text/event-stream',
    'multipart/mixed;subscriptionSpec="1.0", text/event-stream',
    'multipart/mixed;boundary=graphql;subscriptionSpec=1.0',
  ])('streams nothing but subscriptions, also to a client that takes nothing but %s', async (accept) => {
    const { status, headers, text } = await postJson(url, { query: '{ __typename }' }, { accept });
    expect([status, headers['content-type'], text]).toEqual([
      200,
      'application/json; charset=utf-8',
      '{"data":{"__typename":"Query"}}\n',
    ]);
  });

  it('answers a query with 406 when the client takes neither JSON nor an event stream', async () => {
    expect((await postJson(url, { query: '{ __typename }' }, { accept: 'application/xml' })).status).toBe(406);
  });

  it('speaks on /ws as on /graphql', async () => {
    const path = `${stage.url}/ws`;
    const search = new URLSearchParams({ query: '{ __typename }' });
    for (const { status, text } of [
      await postJson(path, { query: '{ __typename }' }),
      await ask(`${path}?${search}`),
    ]) {
      expect([status, text]).toEqual([200, '{"data":{"__typename":"Query"}}\n']);
    }
    expect((await postJson(path, { query: SUBSCRIBE })).status).toBe(406);
  });

  it.each(['application/json', '*/*', 'text/*', 'multipart/mixed, application/json', 'text/event-stream;q=0'])(
    'does not execute a subscription for a client that takes %s, and says how to ask',
    async (accept) => {
      const { status, text } = await postJson(url, { query: SUBSCRIBE }, { accept });
      expect(status).toBe(406);
      expect(codesOf(text)).toEqual(['NOT_ACCEPTABLE']);
      for (const way of ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0', 'callback/1.0', 'WebSocket'])
        expect(text).toContain(way);
      expect(stage.feed.subscribers).toBe(0);
    },
  );

  it('tells a subscription by the operation that is asked for, not by the text', async () => {
    const query = `# no subscription
      query Q { connections { id } } ${SUBSCRIBE.replace('subscription', 'subscription S')}`;
    const plain = await postJson(url, { query, operationName: 'Q' }, { accept: 'application/json, text/event-stream' });
    expect(JSON.parse(plain.text)).toEqual({ data: { connections: [{ id: 'wechat' }] } });
    expect((await postJson(url, { query, operationName: 'S' })).status).toBe(406);
    expect((await postJson(url, { query })).status).toBe(400);
  });

  it('lets nothing but queries and subscriptions through GET, whatever the client takes', async () => {
    expect((await get(INVITE, { accept: 'text/event-stream, application/json' })).status).toBe(405);
    const query = `${SUBSCRIBE.replace('subscription', 'subscription S')} ${INVITE.replace('mutation', 'mutation M')}`;
    const search = new URLSearchParams({ query, operationName: 'M' });
    expect((await ask(`${url}?${search}`, { headers: { accept: 'text/event-stream, application/json' } })).status).toBe(
      405,
    );
    expect(await stage.store.events.lastPosition()).toBe(0);
  });

  it('keeps connections for longer than gateways do, and says so', async () => {
    const { headers } = await ask(`${stage.url}/healthz`, { headers: { connection: 'keep-alive' } });
    expect(headers['keep-alive']).toBe(`timeout=${KEEP_ALIVE_MS / SECOND}`);
  });

  it('knows no other paths', async () => {
    for (const path of ['/nothing', '/graphql/', '/__proto__', '/constructor']) {
      const { status, text } = await ask(`${stage.url}${path}`);
      expect([status, codesOf(text)]).toEqual([404, ['NOT_FOUND']]);
    }
  });

  it('says which methods a path takes', async () => {
    for (const method of ['PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await ask(url, { method });
      expect([status, headers.allow]).toEqual([405, 'GET, POST']);
    }
    const { status, headers } = await ask(`${stage.url}/playground`, { method: 'POST' });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/jsonx', 415],
    ['', 415],
    ['application/json; charset=utf-8', 200],
    ['APPLICATION/JSON', 200],
    ['application/graphql+json', 200],
  ])('answers a POST of the content type "%s" with %i', async (contentType, expected) => {
    const { status } = await ask(url, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: '{"query":"{ __typename }"}',
    });
    expect(status).toBe(expected);
  });

  it('refuses a compressed body instead of guessing', async () => {
    expect((await postJson(url, { query: '{ __typename }' }, { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it.each([
    ['no JSON', '{"query"'],
    ['a list', '[{"query":"{ __typename }"}]'],
    ['null', 'null'],
    ['nothing at all', ''],
    ['no query', '{"variables":{}}'],
    ['a query that is no text', '{"query":5}'],
    ['variables that are no object', '{"query":"{ __typename }","variables":"{"}'],
    ['an operation name that is no text', '{"query":"{ __typename }","operationName":5}'],
    ['extensions that are no object', '{"query":"{ __typename }","extensions":[]}'],
    ['a syntax error', '{"query":"{"}'],
    ['an unknown field', '{"query":"{ nothing }"}'],
    [
      'a variable of the wrong type',
      '{"query":"query($id: ID!) { connection(id: $id) { id } }","variables":{"id":{}}}',
    ],
  ])('answers a body that has %s with 400', async (_what, body) => {
    const { status, text } = await ask(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ message: expect.any(String) }] });
  });

  const MISTAKES = [
    ['a syntax error', { query: '{' }],
    ['an unknown field', { query: '{ nothing }' }],
    [
      'a variable of the wrong type',
      { query: 'query($id: ID!) { connection(id: $id) { id } }', variables: { id: {} } },
    ],
    ['an operation that is not there', { query: 'query A { __typename }', operationName: 'B' }],
  ] as const;
  it.each(MISTAKES)('answers %s with the status that the type of the answer wants', async (_what, body) => {
    const statusFor = async (accept: string) => (await postJson(url, body, { accept })).status;
    expect(await statusFor('application/json')).toBe(200);
    expect(await statusFor('application/json;charset=utf-8, text/event-stream, */*;q=0.1')).toBe(200);
    for (const accept of [
      '*/*',
      'application/graphql-response+json',
      'application/json, application/graphql-response+json',
      'application/graphql-response+json, application/json;q=0.9',
    ])
      expect(await statusFor(accept)).toBe(400);
  });

  it.each([
    { variables: {} },
    { query: 5 },
    { query: '{ __typename }', variables: 'x' },
    { query: '{ __typename }', operationName: {} },
  ])('answers the malformed request %j with 400, whatever type the client wants', async (body) => {
    expect((await postJson(url, body, { accept: 'application/json' })).status).toBe(400);
  });

  it.each([{ variables: [] }, { variables: '{}' }, { operationName: 5 }, { extensions: 'x' }])(
    'answers a subscription by POST with 400 that has %j',
    async (wrong) => {
      const body = { query: SUBSCRIBE, ...wrong };
      for (const accept of ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])
        expect((await postJson(url, body, { accept })).status).toBe(400);
      expect(stage.feed.subscribers).toBe(0);
    },
  );

  it.each([{ variables: '{' }, { variables: '[]' }, { extensions: '[]' }, { extensions: '' }])(
    'answers a subscription by GET with 400 that has %j',
    async (wrong) => {
      const search = new URLSearchParams({ query: SUBSCRIBE, ...wrong });
      expect((await ask(`${url}?${search}`, { headers: { accept: 'text/event-stream' } })).status).toBe(400);
    },
  );

  it("answers a caller's mistake inside the data with 200, its code and its field", async () => {
    const { status, text } = await postJson(url, { query: INVITE.replace('wechat:', 'nobody:') });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      data: null,
      errors: [{ path: ['inviteMembers'], extensions: { code: 'BAD_USER_INPUT', field: 'input.groupId' } }],
    });
  });

  it('refuses a document of too many words, also when it is a subscription', async () => {
    const tooMany = ' a: __typename'.repeat(MAX_DOCUMENT_TOKENS / 3);
    for (const query of [`{ ${tooMany} }`, `subscription { ${tooMany} }`]) {
      const { status, text } = await postJson(url, { query });
      expect([status, codesOf(text)]).toEqual([400, ['GRAPHQL_PARSE_FAILED']]);
    }
  });

  it('takes a body of the largest size, and answers a larger one with 413 after the client has sent it', async () => {
    const fitting = { query: '{ __typename }', padding: '' };
    fitting.padding = 'x'.repeat(MAX_BODY_BYTES - JSON.stringify(fitting).length);
    expect((await postJson(url, fitting)).status).toBe(200);
    fitting.padding += 'x';
    const { status, text, headers } = await postJson(url, fitting);
    expect([status, codesOf(text), headers.connection]).toEqual([413, ['PAYLOAD_TOO_LARGE'], 'close']);
    const large = await postJson(url, { padding: 'x'.repeat(2 * MAX_BODY_BYTES) });
    expect(large.status).toBe(413);
  });

  it('hangs up on a client that goes on sending for ever', async () => {
    const socket = await connected(stage.url);
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = 'x'.repeat(1024 * 1024);
    let sent = 0;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    while (!socket.destroyed && sent <= 2 * MAX_DISCARDED_BYTES) {
      if (!socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`))
        await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
      sent += chunk.length;
    }
    await soon('end of the connection', closed);
    expect(sent).toBeLessThan(2 * MAX_DISCARDED_BYTES);
  });

  it('goes on after clients that leave in the middle of their request, and writes no error down for them', async () => {
    const before = stage.front.lines.length;
    const socket = await connected(stage.url);
    socket.write(
      'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"query"',
    );
    socket.destroy();
    const { sent } = await open(`${stage.url}/healthz`);
    sent.destroy();
    expect((await postJson(url, { query: '{ __typename }' })).status).toBe(200);
    expect(stage.front.lines.slice(before)).toEqual([]);
  });

  it.each([
    ['cross-site', 403],
    ['same-site', 403],
    ['same-origin', 200],
    ['none', 200],
  ])('answers a browser that reads by GET on behalf of a page that is %s with %i', async (site, expected) => {
    expect((await get('{ __typename }', { 'sec-fetch-site': site })).status).toBe(expected);
  });

  it('opens no event stream by GET for a page of another site', async () => {
    const { status, text } = await get(SUBSCRIBE, { 'sec-fetch-site': 'cross-site', accept: 'text/event-stream' });
    expect([status, codesOf(text)]).toEqual([403, ['CROSS_SITE']]);
    expect(stage.feed.subscribers).toBe(0);
  });

  it('gives no page of another origin leave to post', async () => {
    const { status, headers } = await ask(url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://elsewhere.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect(status).toBe(405);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('tells that it lives, and whether it is ready', async () => {
    expect(JSON.parse((await ask(`${stage.url}/healthz`)).text)).toEqual({ status: 'ok' });
    const { status, text } = await ask(`${stage.url}/readyz`);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ ready: true, store: 'ok', events: 'ok' });
    expect((await ask(`${stage.url}/healthz`, { method: 'HEAD' })).text).toBe('');
  });

  it('serves the playground', async () => {
    expect((await ask(`${stage.url}/playground`)).headers['content-type']).toBe('text/html; charset=utf-8');
  });
});

async function connected(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connectSocket(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}
