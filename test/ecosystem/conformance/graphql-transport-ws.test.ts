import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql, type Service, startService } from '../../e2e/processes.ts';
import { type Message, RawSocket } from './raw-socket.ts';

const SUBPROTOCOL = 'graphql-transport-ws';
const GROUP = 'tencent:groupID';
const INVITE = `mutation ($account: ID!) {
  inviteMembers(input: { groupId: "${GROUP}", members: [{ account: $account }] }) { operation { id } }
}`;
const WATCH = `subscription { memberStateChanged(groupId: "${GROUP}") { to membership { account } } }`;

const subscribe = (id: string, query: string, variables?: object): Message => ({
  id,
  type: 'subscribe',
  payload: { query, ...(variables && { variables }) },
});
const change = (id: string, account: string, to: string): Message => ({
  id,
  type: 'next',
  payload: { data: { memberStateChanged: { to, membership: { account } } } },
});

describe.each(['/graphql', '/ws'])('graphql-transport-ws on %s', (path) => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  }, 30_000);
  afterAll(() => service[Symbol.asyncDispose]());

  const url = (): string => `${service.url}${path}`;
  const open = (): Promise<RawSocket> => RawSocket.open(url(), SUBPROTOCOL);
  /** One that is acknowledged. */
  const connect = async (): Promise<RawSocket> => {
    const socket = await open();
    socket.send({ type: 'connection_init' });
    expect(await socket.next()).toEqual({ type: 'connection_ack' });
    return socket;
  };
  const invite = (account: string): Promise<unknown> => graphql(service.url, INVITE, { account });
  /** The events of one who joins at once. */
  const joining = (id: string, account: string): Message[] => [
    change(id, account, 'QUEUED'),
    change(id, account, 'JOINED'),
  ];
  /** Resolves when a subscription that was sent before is at work: messages are answered in their order, queries after one look at the store. */
  const settled = async (socket: RawSocket): Promise<void> => {
    socket.send(subscribe('settled', `{ group(id: "${GROUP}") { id } }`));
    expect(await socket.take(2)).toMatchObject([
      { id: 'settled', type: 'next' },
      { id: 'settled', type: 'complete' },
    ]);
  };

  describe('the connection', () => {
    it('gets its subprotocol echoed, also where others are offered beside it', async () => {
      using alone = await open();
      using beside = await RawSocket.open(url(), 'mqtt', SUBPROTOCOL);
      expect([alone.subprotocol, beside.subprotocol]).toEqual([SUBPROTOCOL, SUBPROTOCOL]);
    });

    it('is closed with 4406 without a subprotocol', async () => {
      using socket = await RawSocket.open(url());
      expect(await socket.closed).toMatchObject({ code: 4406 });
    });

    it('is never told a subprotocol that it did not offer', async () => {
      const sent = request(url(), {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': Buffer.alloc(16).toString('base64'),
          'sec-websocket-protocol': 'mqtt',
        },
      });
      sent.end();
      const [response, socket] = await Promise.race([once(sent, 'upgrade'), once(sent, 'response')]);
      socket?.destroy?.();
      expect(response.headers['sec-websocket-protocol']).toBeUndefined();
    });

    it('is acknowledged after it was initialised, with a payload or without', async () => {
      using plain = await open();
      plain.send({ type: 'connection_init' });
      using full = await open();
      full.send({ type: 'connection_init', payload: { any: ['thing'] } });
      expect([await plain.next(), await full.next()]).toEqual([{ type: 'connection_ack' }, { type: 'connection_ack' }]);
    });

    it('is closed with 4429 when it is initialised twice', async () => {
      using socket = await connect();
      socket.send({ type: 'connection_init' });
      expect(await socket.closed).toMatchObject({ code: 4429 });
    });

    it('is closed with 4401 when it asks before it is acknowledged', async () => {
      using socket = await open();
      socket.send(subscribe('1', '{ __typename }'));
      expect(await socket.closed).toMatchObject({ code: 4401 });
    });

    it.each([
      ['no JSON', 'hello'],
      ['no object', '[]'],
      ['of a type that does not exist', '{"type":"start","id":"1","payload":{"query":"{__typename}"}}'],
      ['without an id', '{"type":"subscribe","payload":{"query":"{__typename}"}}'],
      ['with an empty id', '{"type":"subscribe","id":"","payload":{"query":"{__typename}"}}'],
      ['without a payload', '{"type":"subscribe","id":"1"}'],
    ])('is closed with 4400 by a message that is %s', async (_what, text) => {
      using socket = await connect();
      socket.send(text);
      expect(await socket.closed).toMatchObject({ code: 4400 });
    });

    it('is answered a ping with a pong at any time, and a pong with nothing', async () => {
      using socket = await open();
      socket.send({ type: 'ping' });
      expect(await socket.next()).toMatchObject({ type: 'pong' });
      socket.send({ type: 'connection_init' });
      socket.send({ type: 'pong' });
      socket.send({ type: 'ping' });
      expect(await socket.take(2)).toMatchObject([{ type: 'connection_ack' }, { type: 'pong' }]);
    });
  });

  describe('an operation', () => {
    it('that is a query gets its result and then its end', async () => {
      using socket = await connect();
      socket.send(subscribe('q', 'query ($id: ID!) { connection(id: $id) { id } }', { id: 'zim' }));
      expect(await socket.take(2)).toEqual([
        { id: 'q', type: 'next', payload: { data: { connection: { id: 'zim' } } } },
        { id: 'q', type: 'complete' },
      ]);
    });

    it('that is a mutation gets its result and then its end', async () => {
      using socket = await connect();
      socket.send(subscribe('m', INVITE, { account: 'over-the-socket' }));
      expect(await socket.take(2)).toEqual([
        { id: 'm', type: 'next', payload: { data: { inviteMembers: { operation: { id: expect.any(String) } } } } },
        { id: 'm', type: 'complete' },
      ]);
    });

    it.each([
      ['cannot be parsed', '{'],
      ['is not valid', '{ nothing }'],
      ['is a subscription that is not valid', 'subscription { memberStateChanged { nothing } }'],
    ])('that %s gets one error with a list, and no end after it', async (_what, query) => {
      using socket = await connect();
      socket.send(subscribe('e', query));
      expect(await socket.next()).toEqual({
        id: 'e',
        type: 'error',
        payload: [expect.objectContaining({ message: expect.any(String) })],
      });
      // What ended with an error has ended: its id is free, and nothing more comes of it.
      socket.send(subscribe('e', '{ __typename }'));
      expect(await socket.take(2)).toEqual([
        { id: 'e', type: 'next', payload: { data: { __typename: 'Query' } } },
        { id: 'e', type: 'complete' },
      ]);
    });

    it('that fails while it runs gets its errors in a result', async () => {
      using socket = await connect();
      socket.send(subscribe('f', 'mutation { refreshGroup(groupId: "nowhere:else") { id } }'));
      expect(await socket.take(2)).toMatchObject([
        { id: 'f', type: 'next', payload: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } },
        { id: 'f', type: 'complete' },
      ]);
    });

    it('that has an id which is in use closes the connection with 4409', async () => {
      using socket = await connect();
      socket.send(subscribe('1', WATCH));
      socket.send(subscribe('1', WATCH));
      expect(await socket.closed).toMatchObject({ code: 4409 });
    });

    it('that is a subscription gets its events in order, and none after the client has ended it', async () => {
      using socket = await connect();
      socket.send(subscribe('s', WATCH));
      await settled(socket);
      await invite('first');
      expect(await socket.take(2)).toEqual(joining('s', 'first'));
      socket.send({ id: 's', type: 'complete' });
      // Its id is free at once, and what comes under it is about the new operation alone.
      socket.send(subscribe('s', '{ __typename }'));
      expect(await socket.take(2)).toEqual([
        { id: 's', type: 'next', payload: { data: { __typename: 'Query' } } },
        { id: 's', type: 'complete' },
      ]);
      await invite('second');
      await settled(socket);
    });

    it('goes on beside others on the same connection', async () => {
      using socket = await connect();
      socket.send(subscribe('a', WATCH));
      socket.send(subscribe('b', WATCH));
      await settled(socket);
      await invite('third');
      const messages = await socket.take(4);
      for (const id of ['a', 'b']) {
        expect(messages.filter((message) => message.id === id)).toEqual(joining(id, 'third'));
      }
      socket.send({ id: 'a', type: 'complete' });
      await invite('fourth');
      expect(await socket.take(2)).toEqual(joining('b', 'fourth'));
    });

    it('that nobody asked for can be ended', async () => {
      using socket = await connect();
      socket.send({ id: 'nothing', type: 'complete' });
      socket.send({ type: 'ping' });
      expect(await socket.next()).toMatchObject({ type: 'pong' });
    });

    it('that ends by itself gets its end from the server', async () => {
      const { data } = await graphql(service.url, INVITE, { account: 'fifth' });
      using socket = await connect();
      const { id } = data.inviteMembers.operation;
      const query = 'subscription ($id: ID!) { inviteOperationProgressed(id: $id) { status } }';
      socket.send(subscribe('p', query, { id }));
      expect(await socket.take(2)).toEqual([
        { id: 'p', type: 'next', payload: { data: { inviteOperationProgressed: { status: 'COMPLETED' } } } },
        { id: 'p', type: 'complete' },
      ]);
    });
  });
});

describe('graphql-transport-ws', { timeout: 60_000 }, () => {
  // Side by side, for it takes as long as the service is patient.
  it.concurrent.each(['/graphql', '/ws'])(
    'closes a connection on %s with 4408 that is not initialised',
    async (path) => {
      await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
      using socket = await RawSocket.open(`${service.url}${path}`, SUBPROTOCOL);
      expect(await socket.closed).toMatchObject({ code: 4408 });
    },
  );
});
