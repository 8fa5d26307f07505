import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_DOCUMENT_TOKENS } from '../../src/graphql/operation.ts';
import { HEARTBEAT_MS } from '../../src/transports/heartbeat.ts';
import { MAX_BODY_BYTES } from '../../src/transports/request.ts';
import { describeTransportContract } from '../contract/transport.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { connect, webSocketClient } from './clients.ts';
import { slowSubscription, startFront } from './front.ts';
import { GROUP, Stage } from './stage.ts';
import { soon, until } from './time.ts';

describeTransportContract(webSocketClient('/graphql'));
describeTransportContract(webSocketClient('/ws'));

const SUBSCRIBE = `subscription { memberStateChanged(groupId: "${GROUP}") { to } }`;
const PROTOCOL = 'graphql-transport-ws';

/** A socket without a client library: shows every message as it is. */
class RawClient {
  readonly socket: WebSocket;
  readonly messages: { type: string; id?: string; payload?: unknown }[] = [];
  closedWith: { code: number; reason: string } | null = null;

  constructor(url: string, protocols: string[] = [PROTOCOL], headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url.replace('http', 'ws'), protocols, { headers });
    this.socket.on('message', (data) => this.messages.push(JSON.parse((data as Buffer).toString('utf8')) as never));
    this.socket.on('close', (code, reason) => (this.closedWith = { code, reason: reason.toString('utf8') }));
    this.socket.on('error', () => {});
  }

  async say(...messages: (object | string)[]): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await soon('open socket', once(this.socket, 'open'));
    for (const message of messages) this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async begin(): Promise<this> {
    await this.say({ type: 'connection_init' });
    await this.received('connection_ack');
    return this;
  }

  async received(type: string, id?: string): Promise<unknown> {
    const find = () => this.messages.find((message) => message.type === type && message.id === id);
    await until(`${type} ${id ?? ''} came`, () => find() !== undefined);
    return find()?.payload;
  }

  async closed(): Promise<{ code: number; reason: string }> {
    await until('the socket was closed', () => this.closedWith !== null);
    return this.closedWith as { code: number; reason: string };
  }
}

const subscribe = (id: string, query: string, variables?: object) => ({
  id,
  type: 'subscribe',
  payload: { query, variables },
});

describe('GraphQL over WebSocket', () => {
  it.each(['/graphql', '/ws', '/ws?token=x'])('echoes the subprotocol on %s', async (path) => {
    await using stage = await Stage.start();
    const client = new RawClient(`${stage.url}${path}`, ['something-else', PROTOCOL]);
    await client.begin();
    expect(client.socket.protocol).toBe(PROTOCOL);
    client.socket.terminate();
  });

  it('closes a socket that speaks another protocol', async () => {
    await using stage = await Stage.start();
    expect((await new RawClient(`${stage.url}/graphql`, []).closed()).code).toBe(4406);
  });

  it.each([
    ['https://elsewhere.example', false],
    ['http://127.0.0.1.elsewhere.example', false],
    ['null', false],
    ['http://localhost:3000', true],
    ['http://[::1]:3000', true],
  ])('for a page of the origin %s opens a socket: %s', async (origin, welcome) => {
    await using stage = await Stage.start();
    const client = new RawClient(`${stage.url}/graphql`, [PROTOCOL], { origin });
    const status = await soon(
      'answer to the upgrade',
      new Promise((resolve) => {
        client.socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
        client.socket.once('open', () => resolve(101));
      }),
    );
    expect(status).toBe(welcome ? 101 : 403);
    client.socket.terminate();
  });

  it('welcomes the page of its own origin, and opens no socket on other paths', async () => {
    await using stage = await Stage.start();
    const own = new RawClient(`${stage.url}/graphql`, [PROTOCOL], { origin: stage.url });
    await own.begin();
    own.socket.terminate();
    const lost = new RawClient(`${stage.url}/elsewhere`);
    const [, response] = (await soon('refusal', once(lost.socket, 'unexpected-response'))) as [
      unknown,
      { statusCode: number },
    ];
    expect(response.statusCode).toBe(404);
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

  it('runs many subscriptions over one socket, and ends one without the others', async () => {
    await using stage = await Stage.start();
    const client = await new RawClient(`${stage.url}/graphql`).begin();
    await client.say(subscribe('1', SUBSCRIBE), subscribe('2', SUBSCRIBE));
    await until('both are there', () => stage.feed.subscribers === 2);
    await client.say({ id: '1', type: 'complete' });
    await until('one is gone', () => stage.feed.subscribers === 1);
    await stage.invite(['a']);
    expect(await client.received('next', '2')).toEqual({ data: { memberStateChanged: { to: 'QUEUED' } } });
    expect(client.messages.filter(({ id }) => id === '1')).toEqual([]);
    client.socket.terminate();
  });

  it.each(['terminate', 'complete'])(
    'gives a subscription up whose client does %s before it has begun',
    async (end) => {
      const { schema, state } = slowSubscription();
      await using front = await startFront({ schema, clock: new ManualClock() });
      const client = await new RawClient(`${front.url}/graphql`).begin();
      await client.say(subscribe('1', 'subscription { slow }'));
      await until('the subscription is being opened', () => state.asked === 1);
      if (end === 'complete') {
        await client.say({ id: '1', type: 'complete' }, { type: 'ping' });
        await client.received('pong');
      } else client.socket.terminate();
      state.open();
      await until('the subscription is closed', () => state.closed > 0);
      client.socket.terminate();
    },
  );

  it('keeps the socket and its other subscriptions when one document is wrong', async () => {
    await using stage = await Stage.start();
    const client = await new RawClient(`${stage.url}/graphql`).begin();
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
    client.socket.terminate();
  });

  it('tells a bad variable from an error of its own', async () => {
    await using stage = await Stage.start();
    const client = await new RawClient(`${stage.url}/graphql`).begin();
    const query = 'mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { results { __typename } } }';
    const input = { groupId: GROUP, members: [{ account: 'a', joinedAt: 'yesterday' }] };
    await client.say(subscribe('1', query, { input }));
    expect(await client.received('next', '1')).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    client.socket.terminate();
  });

  it.each([
    ['is no JSON', 'nonsense', 4400],
    ['is no message of the protocol', '{"type":"nothing"}', 4400],
    ['comes before the beginning', JSON.stringify(subscribe('1', SUBSCRIBE)), 4401],
  ])('closes a socket on which a message %s', async (_what, message, code) => {
    await using stage = await Stage.start();
    const client = new RawClient(`${stage.url}/graphql`);
    await client.say(message);
    expect((await client.closed()).code).toBe(code);
  });

  it('closes a socket on which a message is too large, and prints nothing past its log', async () => {
    await using stage = await Stage.start();
    const client = await new RawClient(`${stage.url}/graphql`).begin();
    await client.say({ type: 'ping', payload: { padding: 'x'.repeat(MAX_BODY_BYTES) } });
    expect((await client.closed()).code).toBe(1009);
    await until('it is in the log', () => stage.front.lines.some(({ msg }) => msg === 'a WebSocket was closed'));
  });

  it('pings a silent client, and cuts one that does not answer', async () => {
    await using stage = await Stage.start();
    const alive = await new RawClient(`${stage.url}/graphql`).begin();
    await alive.say(subscribe('1', SUBSCRIBE));
    await until('the subscription is there', () => stage.feed.subscribers === 1);
    let pings = 0;
    alive.socket.on('ping', () => pings++);
    for (let beats = 1; beats <= 3; beats++) {
      stage.clock.advance(HEARTBEAT_MS);
      await until('the client was pinged', () => pings === beats);
      // The answer is on its way back: a message behind it shows that it has come.
      await alive.say({ type: 'ping' });
      await until(
        'the server has read on',
        () => alive.messages.filter(({ type }) => type === 'pong').length === beats,
      );
    }
    alive.socket.pause();
    stage.clock.advance(HEARTBEAT_MS);
    expect(stage.feed.subscribers).toBe(1);
    stage.clock.advance(HEARTBEAT_MS);
    await until('the subscription is freed', () => stage.feed.subscribers === 0);
    alive.socket.terminate();
  });
});
