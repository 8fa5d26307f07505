import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { HEARTBEAT_MS } from '../../src/transports/heartbeat.ts';
import { MAX_BODY_BYTES } from '../../src/transports/request.ts';
import { GOODBYE_SPREAD_MS } from '../../src/transports/shutdown.ts';
import { MAX_UNSENT_BYTES } from '../../src/transports/websocket/channel.ts';
import { INIT_TIMEOUT_MS, MAX_INIT_BYTES, MAX_UNDER_WAY } from '../../src/transports/websocket/session.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { slowSubscription, startFront } from './front.ts';
import { LEGACY, MODERN, RawSocket, type RawSocketOptions } from './raw-socket.ts';
import { GROUP, Stage } from './stage.ts';
import { until } from './time.ts';
import { TokenStage } from './token-stage.ts';

const QUERY = `subscription { memberStateChanged(groupId: "${GROUP}") { to } }`;
const INVITE = `mutation {
  inviteMembers(input: { groupId: "${GROUP}", waitMs: 0, members: [{ account: "a" }] }) { results { __typename } }
}`;

/** What holds over a socket in whichever subprotocol. */
describe.each([MODERN, LEGACY])('a socket with $protocol', (words) => {
  const open = ({ url }: { url: string }, options: RawSocketOptions = {}): RawSocket =>
    new RawSocket(`${url}/graphql`, { words, ...options });

  it('executes queries and mutations, and tells mistakes of the caller', async () => {
    await using stage = await Stage.start();
    using client = await open(stage).begin();
    await client.start('1', { query: '{ connections { id } }' });
    expect(await client.result('1')).toEqual({ data: { connections: [{ id: 'wechat' }] } });
    await client.received('complete', '1');
    await client.start('2', { query: INVITE });
    expect(await client.result('2')).toEqual({
      data: { inviteMembers: { results: [{ __typename: 'MemberQueued' }] } },
    });
    await client.start('3', { query: INVITE.replace('wechat:', 'nobody:') });
    expect(await client.result('3')).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'input.groupId' } }],
    });
    await client.received('complete', '3');
  });

  it('hides what nobody meant for the client, also in answers to queries', async () => {
    const schema = buildSchema('type Query { a: Int }');
    schema.getQueryType()!.getFields()['a']!.resolve = () => {
      throw new Error('the secret');
    };
    await using front = await startFront({ schema, clock: new ManualClock() });
    using client = await open(front).begin();
    await client.start('1', { query: '{ a }' });
    const result = await client.result('1');
    expect(result).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('runs many subscriptions, and ends one without the others and without another word', async () => {
    await using stage = await Stage.start();
    using client = await open(stage).begin();
    await client.start('1', { query: QUERY });
    await client.start('2', { query: QUERY });
    await until('both are there', () => stage.feed.subscribers === 2);
    await client.stop('1');
    await client.stop('unknown');
    await until('one is gone', () => stage.feed.subscribers === 1);
    await stage.invite(['a']);
    expect(await client.result('2')).toEqual({ data: { memberStateChanged: { to: 'QUEUED' } } });
    expect(client.messages.filter(({ id }) => id !== '2' && id !== undefined)).toEqual([]);
  });

  it('takes an id again as soon as the client has stopped what had it', async () => {
    await using stage = await TokenStage.start();
    using client = await open(stage).begin({ token: 'ann' });
    await client.start('1', { query: 'mutation { slow }' });
    await until('the mutation is under way', () => stage.slowBegun === 1);
    await client.stop('1');
    await client.start('1', { query: 'subscription { words }' });
    await until('the subscription is there', () => stage.streams === 1);
    stage.finishSlow();
    await until('the mutation has ended', () => stage.slowDone === 1);
    stage.publish('hello');
    expect(await client.result('1')).toEqual({ data: { words: 'hello' } });
    client.socket.terminate();
    await until('the subscription is freed', () => stage.streams === 0);
  });

  it('lets a mutation end that its client stops or leaves, and never begins half of one', async () => {
    await using stage = await TokenStage.start();
    using stopping = await open(stage).begin({ token: 'ann' });
    using leaving = await open(stage).begin({ token: 'bob' });
    await stopping.start('1', { query: 'mutation { a: slow b: slow }' });
    await leaving.start('1', { query: 'mutation { a: slow b: slow }' });
    await until('both are under way', () => stage.slowBegun === 2);
    await stopping.stop('1');
    leaving.socket.terminate();
    await stopping.start('2', { query: '{ me }' });
    await stopping.received('complete', '2');
    stage.finishSlow();
    await until('both are whole', () => stage.slowDone === 4);
    expect(stopping.of('1', words.result)).toEqual([]);
  });

  it.each(['terminate', 'stop'])('gives a subscription up whose client does %s before it has begun', async (end) => {
    const { schema, state } = slowSubscription();
    await using front = await startFront({ schema, clock: new ManualClock() });
    using client = await open(front).begin();
    await client.start('1', { query: 'subscription { slow }' });
    await until('the subscription is being opened', () => state.asked === 1);
    if (end === 'terminate') client.socket.terminate();
    else {
      await client.stop('1');
      await client.start('2', { query: '{ a }' });
      await client.received('complete', '2');
    }
    state.open();
    await until('the subscription is closed', () => state.closed > 0);
  });

  it('closes a socket on which nobody begins, and none on which somebody has begun', async () => {
    await using stage = await Stage.start();
    using late = open(stage);
    using quick = await open(stage).begin();
    await late.status();
    stage.clock.advance(INIT_TIMEOUT_MS - 1);
    expect(late.closedWith).toBeNull();
    stage.clock.advance(1);
    expect((await late.closed()).code).toBe(4408);
    await quick.start('1', { query: '{ __typename }' });
    await quick.received('complete', '1');
  });

  it('keeps no endless credentials', async () => {
    await using stage = await Stage.start();
    using client = open(stage);
    await client.say({ type: 'connection_init', payload: { token: 'x'.repeat(MAX_INIT_BYTES) } });
    expect((await client.closed()).code).toBe(4400);
  });

  it('closes a socket on which a message is too large, and prints nothing past its log', async () => {
    await using stage = await Stage.start();
    using client = await open(stage).begin();
    await client.start('1', { query: QUERY });
    await until('the subscription is there', () => stage.feed.subscribers === 1);
    await client.start('2', { query: 'x'.repeat(MAX_BODY_BYTES) });
    expect((await client.closed()).code).toBe(1009);
    await until('it is in the log', () => stage.front.lines.some(({ msg }) => msg === 'a WebSocket was closed'));
    await until('everything is freed', () => stage.feed.subscribers === 0);
  });

  it('runs so many operations over one socket and no more, also when the client has stopped some that go on', async () => {
    await using stage = await TokenStage.start();
    using client = await open(stage).begin({ token: 'ann' });
    for (let n = 0; n < MAX_UNDER_WAY.operations - 1; n++)
      client.socket.send(
        JSON.stringify({ id: `s${n}`, type: words.start, payload: { query: 'subscription { words }' } }),
      );
    await client.start('slow', { query: 'mutation { slow }' });
    await client.stop('slow');
    await client.start('one more', { query: '{ me }' });
    expect(await client.received('error', 'one more')).toMatchObject([{ extensions: { code: 'TOO_MANY_OPERATIONS' } }]);
    await client.stop('s0');
    await client.start('again', { query: '{ me }' });
    expect(await client.result('again')).toEqual({ data: { me: 'ann' } });
    client.socket.terminate();
    await until('all are freed', () => stage.streams === 0);
  });

  it('keeps no endless variables', async () => {
    await using stage = await TokenStage.start();
    using client = await open(stage).begin({ token: 'ann' });
    const large = { query: 'subscription { words }', variables: { text: 'x'.repeat(MAX_BODY_BYTES - 1_000) } };
    const fitting = Math.floor(MAX_UNDER_WAY.bytes / (MAX_BODY_BYTES - 900));
    for (let n = 0; n <= fitting; n++) await client.start(`${n}`, large);
    const last = await client.received('error', `${fitting}`);
    expect(last).toMatchObject([{ extensions: { code: 'TOO_MANY_OPERATIONS' } }]);
    expect(stage.streams).toBe(fitting);
  });

  it('reads nothing more from a client that asks and does not listen', async () => {
    const schema = buildSchema('type Query { a: String }');
    let asked = 0;
    schema.getQueryType()!.getFields()['a']!.resolve = () => {
      asked++;
      return 'x'.repeat(MAX_UNSENT_BYTES);
    };
    await using front = await startFront({ schema, clock: new ManualClock() });
    using client = await open(front).begin();
    client.socket.pause();
    // Far more than the buffers of this machine's network hold.
    const questions = 60;
    for (let n = 0; n < questions; n++)
      await client.start(`${n}`, { query: `{ a${' '.repeat(MAX_UNSENT_BYTES / 8)} }` });
    let before = -1;
    for (let looks = 0; looks < 50; looks = asked === before ? looks + 1 : 0) {
      before = asked;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(asked).toBeLessThan(questions / 2);
    client.socket.resume();
    await client.received('complete', `${questions - 1}`);
  });

  it('pings a silent client, and cuts one that does not answer', async () => {
    await using stage = await Stage.start();
    using alive = await open(stage).begin();
    await alive.start('1', { query: QUERY });
    await until('the subscription is there', () => stage.feed.subscribers === 1);
    let pings = 0;
    alive.socket.on('ping', () => pings++);
    for (let beats = 1; beats <= 3; beats++) {
      stage.clock.advance(HEARTBEAT_MS);
      await until('the client was pinged', () => pings === beats);
      // The answer is on its way back: a message behind it shows that it has come.
      await alive.start(`behind ${beats}`, { query: '{ __typename }' });
      await alive.received('complete', `behind ${beats}`);
    }
    alive.socket.pause();
    stage.clock.advance(HEARTBEAT_MS);
    expect(stage.feed.subscribers).toBe(1);
    stage.clock.advance(HEARTBEAT_MS);
    await until('the subscription is freed', () => stage.feed.subscribers === 0);
  });

  it('says goodbye with 1001, each after a delay of its own, and frees the subscriptions', async () => {
    const { schema, state } = slowSubscription();
    state.open();
    const clock = new ManualClock();
    const delays = [0.99, 0];
    await using front = await startFront({ schema, clock, random: () => delays.shift() ?? 0.5 });
    using late = await open(front).begin();
    using early = await open(front).begin();
    await late.start('1', { query: 'subscription { slow }' });
    await early.start('1', { query: 'subscription { slow }' });
    await until('both are there', () => state.asked === 2);
    void front.close();
    clock.advance(0);
    expect(await early.closed()).toEqual({ code: 1001, reason: 'Going away' });
    expect(late.closedWith).toBeNull();
    clock.advance(2 * GOODBYE_SPREAD_MS.perClient - 1);
    expect((await late.closed()).code).toBe(1001);
    await until('both are freed', () => state.closed === 2);
    expect([...late.messages, ...early.messages].filter(({ id }) => id !== undefined)).toEqual([]);
  });
});
