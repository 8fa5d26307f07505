import { describe, expect, it } from 'vitest';
import { HEARTBEAT_MS } from '../../src/transports/heartbeat.ts';
import { describeTransportContract } from '../contract/transport.contract.ts';
import { legacyWebSocketClient } from './legacy-client.ts';
import { LEGACY, RawSocket } from './raw-socket.ts';
import { GROUP, Stage } from './stage.ts';
import { until } from './time.ts';

describeTransportContract(legacyWebSocketClient('/graphql'));
describeTransportContract(legacyWebSocketClient('/ws'));

const QUERY = `subscription { memberStateChanged(groupId: "${GROUP}") { to } }`;
const open = ({ url }: { url: string }): RawSocket => new RawSocket(`${url}/graphql`, { words: LEGACY });

describe('the legacy subprotocol', () => {
  it('acknowledges first, and then says with every heartbeat that it lives', async () => {
    await using stage = await Stage.start();
    using client = await open(stage).begin();
    await client.received('ka');
    expect(client.messages).toEqual([{ type: 'connection_ack' }, { type: 'ka' }]);
    stage.clock.advance(HEARTBEAT_MS);
    await until('it came again', () => client.of(undefined, 'ka').length === 2);
  });

  it('says nothing of the kind before the acknowledgement', async () => {
    await using stage = await Stage.start();
    using client = open(stage);
    let pings = 0;
    client.socket.on('ping', () => pings++);
    await client.status();
    stage.clock.advance(HEARTBEAT_MS / 2);
    expect(client.messages).toEqual([]);
    await client.begin();
    expect(client.messages[0]).toEqual({ type: 'connection_ack' });
    expect(pings).toBe(0);
  });

  it('tells as an error what could not be executed, and as data what went wrong in the execution', async () => {
    await using stage = await Stage.start();
    using client = await open(stage).begin();
    await client.start('syntax', { query: 'subscription {' });
    expect(await client.received('error', 'syntax')).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
    await client.start('unknown', { query: '{ nothing nowhere }' });
    expect(await client.received('error', 'unknown')).toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
    await client.start('filter', {
      query: 'subscription { memberStateChanged(groupId: "wechat:a", userId: "b") { to } }',
    });
    expect(await client.received('data', 'filter')).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    await client.received('complete', 'filter');
    expect(client.of('syntax', 'complete')).toEqual([]);
  });

  it('puts a second operation in the place of the one that has its id', async () => {
    await using stage = await Stage.start();
    using client = await open(stage).begin();
    await client.start('1', { query: QUERY });
    await until('the first one is there', () => stage.feed.subscribers === 1);
    await client.start('1', { query: QUERY.replace('{ to }', '{ sequence }') });
    await client.start('2', { query: '{ __typename }' });
    await client.received('complete', '2');
    await until('the first one is gone', () => stage.feed.subscribers === 1);
    await stage.invite(['a']);
    expect(await client.result('1')).toEqual({ data: { memberStateChanged: { sequence: 1 } } });
    expect(client.of('1', 'complete')).toEqual([]);
  });

  it('frees everything when the client terminates the connection', async () => {
    await using stage = await Stage.start();
    using client = await open(stage).begin();
    await client.start('1', { query: QUERY });
    await until('the subscription is there', () => stage.feed.subscribers === 1);
    await client.say({ type: 'connection_terminate' });
    expect((await client.closed()).code).toBe(1000);
    await until('the subscription is freed', () => stage.feed.subscribers === 0);
  });

  it.each([
    ['is no JSON', 'nonsense', 4400],
    ['is one of the modern protocol', '{"type":"subscribe","id":"1","payload":{"query":"{a}"}}', 4400],
    ['comes before the beginning', '{"type":"start","id":"1","payload":{"query":"{a}"}}', 4401],
  ])('says why before it closes a socket on which a message %s', async (_what, message, code) => {
    await using stage = await Stage.start();
    using client = open(stage);
    await client.say(message);
    expect(await client.received('connection_error')).toEqual({ message: expect.any(String) });
    expect((await client.closed()).code).toBe(code);
  });
});
