import { connect as connectSocket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { DocumentRequest, Documents } from '../../src/graphql/documents/documents.ts';
import { MAX_DOCUMENT_TOKENS } from '../../src/graphql/operation.ts';
import { MAX_ID_CHARACTERS } from '../../src/transports/websocket/message.ts';
import { describeTransportContract } from '../contract/transport.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { connect, webSocketClient } from './clients.ts';
import { slowSubscription, startFront } from './front.ts';
import { RawSocket } from './raw-socket.ts';
import { GROUP, Stage } from './stage.ts';
import { soon, until } from './time.ts';
import { TokenStage } from './token-stage.ts';

describeTransportContract(webSocketClient('/graphql'));
describeTransportContract(webSocketClient('/ws'));

const SUBSCRIBE = `subscription { memberStateChanged(groupId: "${GROUP}") { to } }`;
const PROTOCOL = 'graphql-transport-ws';
const subscribe = (id: string, query: string, variables?: object) => ({
  id,
  type: 'subscribe',
  payload: { query, variables },
});

describe('GraphQL over WebSocket', () => {
  it.each([
    ['/graphql', ['something-else', PROTOCOL], PROTOCOL],
    ['/ws', [PROTOCOL], PROTOCOL],
    ['/ws?token=x', [PROTOCOL], PROTOCOL],
    ['/graphql', ['graphql-ws', PROTOCOL], PROTOCOL],
    ['/ws', ['something-else', 'graphql-ws'], 'graphql-ws'],
  ])('on %s, offered %j, speaks %s and says so', async (path, protocols, spoken) => {
    await using stage = await Stage.start();
    using client = new RawSocket(`${stage.url}${path}`, { protocols });
    await client.begin();
    expect(client.socket.protocol).toBe(spoken);
  });

  it.each([
    ['nothing', [], true],
    ['another one', ['something-else'], true],
    ['the legacy one where it is switched off', ['graphql-ws'], false],
  ])('closes a socket with 4406 when the subprotocol is %s', async (_what, protocols, legacy) => {
    const { schema } = slowSubscription();
    await using front = await startFront({ schema, clock: new ManualClock(), legacy });
    const { hostname, port } = new URL(front.url);
    // By hand: client libraries give up by themselves when a subprotocol that they offer is not echoed.
    const socket = connectSocket(Number(port), hostname);
    const bytes: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => bytes.push(chunk));
    const lines = [
      'GET /graphql HTTP/1.1',
      'Host: x',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...protocols.map((protocol) => `Sec-WebSocket-Protocol: ${protocol}`),
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    const [head = '', frame = ''] = await soon(
      'closing frame',
      new Promise<string[]>((resolve) => {
        socket.on('data', () => {
          const parts = Buffer.concat(bytes).toString('latin1').split('\r\n\r\n');
          if ((parts[1] ?? '').length > 4) resolve(parts);
        });
      }),
    );
    expect(head).not.toMatch(/sec-websocket-protocol/i);
    expect(Buffer.from(frame, 'latin1').readUInt16BE(2)).toBe(4406);
    socket.destroy();
  });

  it('still speaks the modern subprotocol where the legacy one is switched off', async () => {
    const { schema } = slowSubscription();
    await using front = await startFront({ schema, clock: new ManualClock(), legacy: false });
    using client = new RawSocket(`${front.url}/graphql`, { protocols: ['graphql-ws', PROTOCOL] });
    await client.begin();
    expect(client.socket.protocol).toBe(PROTOCOL);
  });

  it('opens no socket for a router that does not show the secret', async () => {
    await using stage = await TokenStage.start();
    using stranger = new RawSocket(`${stage.url}/graphql`, { headers: { 'x-router-secret': 'wrong' } });
    expect(await stranger.status()).toBe(401);
  });

  it.each([
    ['https://elsewhere.example', false],
    ['http://127.0.0.1.elsewhere.example', false],
    ['null', false],
    ['http://localhost:3000', true],
    ['http://[::1]:3000', true],
  ])('for a page of the origin %s opens a socket: %s', async (origin, welcome) => {
    await using stage = await Stage.start();
    using client = new RawSocket(`${stage.url}/graphql`, { headers: { origin } });
    expect(await client.status()).toBe(welcome ? 101 : 403);
  });

  it('welcomes the page of its own origin, and opens no socket on other paths', async () => {
    await using stage = await Stage.start();
    using own = new RawSocket(`${stage.url}/graphql`, { headers: { origin: stage.url } });
    await own.begin();
    using lost = new RawSocket(`${stage.url}/elsewhere`);
    expect(await lost.status()).toBe(404);
  });

  it('executes queries and mutations too', async () => {
    await using stage = await Stage.start();
    const client = connect(`${stage.url.replace('http', 'ws')}/graphql`);
    const answerTo = async (query: string): Promise<unknown> => {
      for await (const result of client.iterate({ query })) return result;
      return undefined;
    };
    expect(await answerTo('{ connections { id } }')).toEqual({ data: { connections: [{ id: 'wechat' }] } });
    const invite = `mutation { inviteMembers(input: { groupId: "${GROUP}", waitMs: 0, members: [{ account: "a" }] }) { results { __typename } } }`;
    expect(await answerTo(invite)).toEqual({ data: { inviteMembers: { results: [{ __typename: 'MemberQueued' }] } } });
    expect(await answerTo(invite.replace('wechat:', 'nobody:'))).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'input.groupId' } }],
    });
    await client.dispose();
  });

  it('keeps the socket and its other subscriptions when one document is wrong', async () => {
    await using stage = await Stage.start();
    using client = await new RawSocket(`${stage.url}/graphql`).begin();
    const codes = async (id: string): Promise<unknown> =>
      ((await client.received('error', id)) as { extensions: { code: string } }[]).map(
        ({ extensions }) => extensions.code,
      );
    await client.say(
      subscribe('good', SUBSCRIBE),
      subscribe('syntax', 'subscription {'),
      subscribe('unknown', '{ nothing }'),
      subscribe('two', 'query A { __typename } query B { __typename }'),
      subscribe('long', `{ ${' a: __typename'.repeat(MAX_DOCUMENT_TOKENS / 3)} }`),
    );
    expect(await codes('syntax')).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await codes('unknown')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await codes('two')).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    expect(await codes('long')).toEqual(['GRAPHQL_PARSE_FAILED']);
    await stage.invite(['a']);
    await client.received('next', 'good');
  });

  it('tells a bad variable from an error of its own', async () => {
    await using stage = await Stage.start();
    using client = await new RawSocket(`${stage.url}/graphql`).begin();
    const query = 'mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { results { __typename } } }';
    const input = { groupId: GROUP, members: [{ account: 'a', joinedAt: 'yesterday' }] };
    await client.say(subscribe('1', query, { input }));
    expect(await client.received('next', '1')).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it.each([
    ['is no JSON', 'nonsense', 4400],
    ['is no object', '[]', 4400],
    ['is no message of the protocol', '{"type":"nothing"}', 4400],
    ['is one of the legacy protocol', '{"type":"start","id":"1","payload":{"query":"{a}"}}', 4400],
    ['brings credentials that are no object', '{"type":"connection_init","payload":"token"}', 4400],
    ['comes before the beginning', JSON.stringify(subscribe('1', SUBSCRIBE)), 4401],
  ])('closes a socket on which a message %s', async (_what, message, code) => {
    await using stage = await Stage.start();
    using client = new RawSocket(`${stage.url}/graphql`);
    await client.say(message);
    expect((await client.closed()).code).toBe(code);
  });

  it.each([
    ['without an id', { type: 'subscribe', payload: { query: '{ a }' } }],
    ['with an empty id', { id: '', type: 'subscribe', payload: { query: '{ a }' } }],
    ['with an endless id', { id: 'x'.repeat(MAX_ID_CHARACTERS + 1), type: 'subscribe', payload: { query: '{ a }' } }],
    ['without a payload', { id: '1', type: 'subscribe' }],
    ['with a query that is no text', { id: '1', type: 'subscribe', payload: { query: 1 } }],
    ['with variables that are no object', { id: '1', type: 'subscribe', payload: { query: '{ a }', variables: [] } }],
    ['with extensions that are no object', { id: '1', type: 'subscribe', payload: { query: '{ a }', extensions: '' } }],
  ])('closes a socket on which an operation comes %s', async (_what, message) => {
    await using stage = await Stage.start();
    using client = await new RawSocket(`${stage.url}/graphql`).begin();
    await client.say(message);
    expect((await client.closed()).code).toBe(4400);
  });

  it('closes a socket on which a second beginning comes', async () => {
    await using stage = await Stage.start();
    using client = await new RawSocket(`${stage.url}/graphql`).begin();
    await client.say({ type: 'connection_init' });
    expect((await client.closed()).code).toBe(4429);
  });

  it.each([
    ['1', 'Subscriber for 1 already exists'],
    ['x'.repeat(MAX_ID_CHARACTERS), 'Subscriber already exists'],
  ])('closes a socket on which an id is used twice at a time', async (id, reason) => {
    await using stage = await Stage.start();
    using client = await new RawSocket(`${stage.url}/graphql`).begin();
    await client.say(subscribe(id, SUBSCRIBE), subscribe(id, SUBSCRIBE));
    expect(await client.closed()).toEqual({ code: 4409, reason });
    await until('the first one is freed', () => stage.feed.subscribers === 0);
  });

  it('answers each ping with what it brought, and takes pongs', async () => {
    await using stage = await Stage.start();
    using client = await new RawSocket(`${stage.url}/graphql`).begin();
    await client.say({ type: 'pong' }, { type: 'ping', payload: { at: 1 } }, { type: 'ping' });
    await until('both were answered', () => client.of(undefined, 'pong').length === 2);
    expect(client.of(undefined, 'pong')).toEqual([{ type: 'pong', payload: { at: 1 } }, { type: 'pong' }]);
  });

  it('takes a trusted document by its id alone, and says so when an operation names none', async () => {
    const { schema, state } = slowSubscription();
    const documents: Documents = {
      textOf: ({ query, documentId }: DocumentRequest) =>
        documentId === 'slow' ? 'subscription { slow }' : (query ?? undefined),
    };
    await using front = await startFront({ schema, clock: new ManualClock(), documents });
    using client = await new RawSocket(`${front.url}/graphql`).begin();
    await client.start('1', { documentId: 'slow' });
    await until('the subscription is being opened', () => state.asked === 1);
    await client.start('2', {});
    expect(await client.received('error', '2')).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
  });
});
