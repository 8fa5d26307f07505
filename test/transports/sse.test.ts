import { buildSchema } from 'graphql';
import { createClient } from 'graphql-sse';
import { describe, expect, it } from 'vitest';
import { HEARTBEAT_MS } from '../../src/transports/heartbeat.ts';
import { describeTransportContract } from '../contract/transport.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ask, open, serverSentEventsClient } from './clients.ts';
import { slowSubscription, startFront } from './front.ts';
import { GROUP, Stage } from './stage.ts';
import { soon, until } from './time.ts';

describeTransportContract(serverSentEventsClient('POST'));
describeTransportContract(serverSentEventsClient('GET'));

const SUBSCRIBE = `subscription { memberStateChanged(groupId: "${GROUP}") { to } }`;

const post = (accept: string, query = SUBSCRIBE) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept },
  body: JSON.stringify({ query }),
});

describe('server-sent events', () => {
  it.each([
    [
      'urql',
      'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    ],
    ['graphql-sse', 'text/event-stream'],
  ])('answer a subscription as %s asks for it', async (_who, accept) => {
    await using stage = await Stage.start();
    const { sent, response } = await open(`${stage.url}/graphql`, post(accept));
    expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(response.headers).toMatchObject({ 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' });
    sent.destroy();
  });

  it('answer Hive Gateway, who asks by GET without a content type', async () => {
    await using stage = await Stage.start();
    const search = new URLSearchParams({ query: SUBSCRIBE });
    const { sent, response } = await open(`${stage.url}/graphql?${search}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    sent.destroy();
  });

  it('are understood by the client of the protocol', async () => {
    await using stage = await Stage.start();
    const client = createClient({ url: `${stage.url}/graphql`, retryAttempts: 0 });
    const changes = client.iterate({ query: SUBSCRIBE });
    const first = changes.next();
    await until('the feed has the subscriber', () => stage.feed.subscribers === 1);
    await stage.invite(['a']);
    expect(await soon('change', first)).toEqual({
      done: false,
      value: { data: { memberStateChanged: { to: 'QUEUED' } } },
    });
    client.dispose();
    await until('the subscriber is gone', () => stage.feed.subscribers === 0);
  });

  it('are written as the protocol says, from the first byte to the last', async () => {
    const schema = buildSchema('type Query { a: Int } type Subscription { count: Int }');
    schema.getSubscriptionType()!.getFields()['count']!.subscribe = async function* twice() {
      yield { count: 1 };
      yield { count: 2 };
    };
    await using front = await startFront({ schema, clock: new ManualClock() });
    const { text } = await ask(`${front.url}/graphql`, post('text/event-stream', 'subscription { count }'));
    expect(text).toBe(
      [
        ':',
        'event: next\ndata: {"data":{"count":1}}',
        'event: next\ndata: {"data":{"count":2}}',
        'event: complete\ndata:',
        '',
      ].join('\n\n'),
    );
  });

  it('are given up when the client leaves before they have begun', async () => {
    const { schema, state } = slowSubscription();
    await using front = await startFront({ schema, clock: new ManualClock() });
    const leaving = new AbortController();
    const { method, headers, body } = post('text/event-stream', 'subscription { slow }');
    const asked = fetch(`${front.url}/graphql`, { method, headers, body, signal: leaving.signal });
    await until('the subscription is being opened', () => state.asked === 1);
    leaving.abort();
    await expect(asked).rejects.toThrow();
    // The server hears of it a little later.
    await open(`${front.url}/healthz`);
    state.open();
    await until('the subscription is closed', () => state.closed > 0);
  });

  it('show a sign of life when nothing happens', async () => {
    await using stage = await Stage.start();
    const { sent, response } = await open(`${stage.url}/graphql`, post('text/event-stream'));
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    response.on('error', () => {});
    await until('the stream has begun', () => text === ':\n\n');
    for (let beats = 1; beats <= 3; beats++) {
      stage.clock.advance(HEARTBEAT_MS - 1);
      stage.clock.advance(1);
      await until('there is a sign', () => text === ':\n\n'.repeat(1 + beats));
    }
    sent.destroy();
    await until('the client is forgotten', () => stage.clock.pending === 0);
  });

  it('are open for many clients at once without a warning', async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', note);
    await using stage = await Stage.start();
    const clients = await Promise.all(
      Array.from({ length: 40 }, () => open(`${stage.url}/graphql`, post('text/event-stream'))),
    );
    await stage.invite(['a']);
    for (const { response } of clients) expect(response.statusCode).toBe(200);
    for (const { sent } of clients) sent.destroy();
    await until('all are forgotten', () => stage.feed.subscribers === 0);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});
