import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { HEARTBEAT_MS } from '../../src/transports/heartbeat.ts';
import { GOODBYE_SPREAD_MS } from '../../src/transports/shutdown.ts';
import { describeTransportContract } from '../contract/transport.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ask, open } from './clients.ts';
import { slowSubscription, startFront } from './front.ts';
import { APOLLO_CLIENT_ACCEPT, MULTIPART_TYPE, multipartClient } from './multipart-client.ts';
import { GROUP, Stage } from './stage.ts';
import { until } from './time.ts';

describeTransportContract(multipartClient());

const SUBSCRIBE = `subscription { memberStateChanged(groupId: "${GROUP}") { to } }`;
const post = (query: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: APOLLO_CLIENT_ACCEPT },
  body: JSON.stringify({ query }),
});
const part = (json: string): string => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n--graphql`;
const OPENING = '\r\n--graphql';

/** A schema whose subscription `text` gives these texts. */
function textsOf(...texts: string[]) {
  const schema = buildSchema('type Query { a: Int } type Subscription { text: String }');
  schema.getSubscriptionType()!.getFields()['text']!.subscribe = async function* all() {
    for (const text of texts) yield { text };
  };
  return schema;
}

describe('multipart/mixed', () => {
  it('is written as the protocol says, from the first byte to the last', async () => {
    await using front = await startFront({ schema: textsOf('one', 'two'), clock: new ManualClock() });
    const { headers, text } = await ask(`${front.url}/graphql`, post('subscription { text }'));
    expect(headers).toMatchObject({ 'content-type': MULTIPART_TYPE, 'cache-control': 'no-cache, no-transform' });
    expect(text).toBe(
      `${OPENING}${part('{"payload":{"data":{"text":"one"}}}')}${part('{"payload":{"data":{"text":"two"}}}')}--\r\n`,
    );
  });

  it('has its boundary in no text, for some readers look for it everywhere', async () => {
    const evil = 'a--graphql\r\n--graphql--';
    await using front = await startFront({ schema: textsOf(evil), clock: new ManualClock() });
    const { text } = await ask(`${front.url}/graphql`, post('subscription { text }'));
    expect(text.split('--graphql')).toHaveLength(3);
    const [json = ''] = /\{.*\}/.exec(text) ?? [];
    expect(JSON.parse(json)).toEqual({ payload: { data: { text: evil } } });
  });

  it('shows a sign of life when nothing happens', async () => {
    await using stage = await Stage.start();
    const { sent, response } = await open(`${stage.url}/graphql`, post(SUBSCRIBE));
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    response.on('error', () => {});
    await until('the stream has begun', () => text === OPENING);
    for (let beats = 1; beats <= 2; beats++) {
      stage.clock.advance(HEARTBEAT_MS);
      await until('there is a sign', () => text === OPENING + part('{}').repeat(beats));
    }
    sent.destroy();
    await until('the client is forgotten', () => stage.clock.pending === 0);
  });

  it('tells errors of the document as those of GraphQL, with their places', async () => {
    await using stage = await Stage.start();
    const { status, text } = await ask(`${stage.url}/graphql`, post('subscription { nothing }'));
    expect([status, text.endsWith('--graphql--\r\n')]).toEqual([200, true]);
    const [json = ''] = /\{.*\}/.exec(text) ?? [];
    expect(JSON.parse(json)).toMatchObject({ payload: { errors: [{ locations: [{ line: 1, column: 16 }] }] } });
  });

  it('ends with errors of its own, without places, when the process ends', async () => {
    await using stage = await Stage.start();
    const { response } = await open(`${stage.url}/graphql`, post(SUBSCRIBE));
    let text = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    void stage.front.close();
    stage.clock.advance(GOODBYE_SPREAD_MS.perClient);
    await until('the stream has ended', () => text.endsWith('--graphql--\r\n'));
    const [json = ''] = /\{.*\}/.exec(text) ?? [];
    expect(JSON.parse(json)).toEqual({
      payload: null,
      errors: [{ message: expect.any(String), extensions: { code: 'SHUTTING_DOWN' } }],
    });
  });

  it('is not begun any more by a process that has begun to end meanwhile', async () => {
    const { schema, state } = slowSubscription();
    await using front = await startFront({ schema, clock: new ManualClock() });
    const answer = ask(`${front.url}/graphql`, post('subscription { slow }'));
    await until('the subscription is being opened', () => state.asked === 1);
    void front.close();
    state.open();
    const { status, text } = await answer;
    expect([status, JSON.parse(text)]).toMatchObject([503, { errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] }]);
    expect(state.closed).toBeGreaterThan(0);
  });
});
