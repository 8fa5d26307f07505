import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { buildSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import {
  GOODBYE_SPREAD_MS,
  goodbyeDelayMs,
  LAST_ANSWERS_MS,
  SHUTDOWN_DEADLINE_MS,
} from '../../src/transports/shutdown.ts';
import { GOODBYE_ANSWER_MS } from '../../src/transports/websocket.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ask, open, postJson } from './clients.ts';
import { type Front, startFront } from './front.ts';
import { soon, until } from './time.ts';

interface Scene extends AsyncDisposable {
  readonly front: Front;
  readonly clock: ManualClock;
  /** Lets the field `slow` answer. */
  answer(): void;
  /** Lets the work that the shutdown waits for end. */
  finishWork(): void;
  /** Subscriptions that are open. */
  readonly silent: number;
}

/** A service with a query that takes its time and a subscription in which nothing happens. */
async function begin(random?: () => number): Promise<Scene> {
  const schema = buildSchema('type Query { a: Int slow: Int } type Subscription { silence: Int }');
  const clock = new ManualClock();
  const asked = Promise.withResolvers<number>();
  const work = Promise.withResolvers<void>();
  let silent = 0;
  schema.getQueryType()!.getFields()['slow']!.resolve = () => asked.promise;
  schema.getSubscriptionType()!.getFields()['silence']!.subscribe = () => {
    silent++;
    const end = Promise.withResolvers<IteratorResult<unknown>>();
    return {
      next: () => end.promise,
      return: () => {
        silent--;
        end.resolve({ done: true, value: undefined });
        return end.promise;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
  const front = await startFront({ schema, clock, drain: () => work.promise, ...(random && { random }) });
  return {
    front,
    clock,
    answer: () => asked.resolve(1),
    finishWork: () => work.resolve(),
    get silent() {
      return silent;
    },
    async [Symbol.asyncDispose]() {
      work.resolve();
      const closed = front.close();
      let done = false;
      void closed.then(() => (done = true));
      await until('the service has ended', () => {
        if (!done) clock.advance(1_000);
        return done;
      });
    },
  };
}

const watch = (closing: Promise<void>): { ended: boolean } => {
  const state = { ended: false };
  void closing.then(() => (state.ended = true));
  return state;
};

async function webSocket(scene: Scene): Promise<{ socket: WebSocket; closed: Promise<[number, Buffer]> }> {
  const socket = new WebSocket(`${scene.front.url.replace('http', 'ws')}/ws`, 'graphql-transport-ws');
  await soon('open socket', once(socket, 'open'));
  socket.send('{"type":"connection_init"}');
  await soon('acknowledgement', once(socket, 'message'));
  const before = scene.silent;
  socket.send('{"id":"1","type":"subscribe","payload":{"query":"subscription { silence }"}}');
  await until('the subscription is there', () => scene.silent > before);
  return { socket, closed: once(socket, 'close') as Promise<[number, Buffer]> };
}

async function eventStream(scene: Scene): Promise<{ ended: Promise<string> }> {
  const { response } = await open(`${scene.front.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: '{"query":"subscription { silence }"}',
  });
  let text = '';
  response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ended = new Promise<string>((resolve, reject) => {
    response.once('end', () => resolve(text));
    response.once('error', reject);
  });
  return { ended };
}

describe('shutdown', () => {
  it('is not ready, takes no new connections, and ends when the work under way has ended', async () => {
    await using scene = await begin();
    const state = watch(scene.front.close());
    expect((await scene.front.health.readiness()).ready).toBe(false);
    await expect(ask(`${scene.front.url}/healthz`)).rejects.toThrow('ECONNREFUSED');
    expect(state.ended).toBe(false);
    scene.finishWork();
    await until('it has ended', () => state.ended);
  });

  it('says goodbye with 1001 to every socket, each after a delay of its own, and frees the subscriptions', async () => {
    const delays = [0.99, 0];
    await using scene = await begin(() => delays.shift() ?? 0.5);
    const late = await webSocket(scene);
    const early = await webSocket(scene);
    const state = watch(scene.front.close());
    scene.clock.advance(0);
    const [code, reason] = await soon('goodbye', early.closed);
    expect([code, reason.toString('utf8')]).toEqual([1001, 'Going away']);
    await until('its subscription is freed', () => scene.silent === 1);
    expect(late.socket.readyState).toBe(WebSocket.OPEN);
    scene.clock.advance(2 * GOODBYE_SPREAD_MS.perClient - 1);
    expect((await soon('goodbye', late.closed))[0]).toBe(1001);
    scene.finishWork();
    await until('it has ended', () => state.ended);
    expect(scene.silent).toBe(0);
  });

  it('ends event streams without the word that would keep clients from coming back', async () => {
    await using scene = await begin();
    const stream = await eventStream(scene);
    const state = watch(scene.front.close());
    scene.clock.advance(GOODBYE_SPREAD_MS.perClient);
    expect(await soon('end of the stream', stream.ended)).toBe(':\n\n');
    await until('the subscription is freed', () => scene.silent === 0);
    scene.finishWork();
    await until('it has ended', () => state.ended);
  });

  it('cuts a client that does not answer the goodbye', async () => {
    await using scene = await begin(() => 0);
    const { socket } = await webSocket(scene);
    socket.pause();
    const state = watch(scene.front.close());
    scene.finishWork();
    scene.clock.advance(0);
    await until('the socket was told', () => scene.clock.nextAtMs === scene.clock.now() + GOODBYE_ANSWER_MS);
    expect(state.ended).toBe(false);
    scene.clock.advance(GOODBYE_ANSWER_MS);
    await until('it has ended', () => state.ended);
    socket.terminate();
  });

  const upgrade = [
    'GET /ws HTTP/1.1',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  const stream = ['GET /graphql?query=subscription{silence} HTTP/1.1', 'Accept: text/event-stream'];
  it.each([
    ['sockets', upgrade],
    ['streams', stream],
  ])('opens no more %s on connections that are still open', async (_what, lines) => {
    await using scene = await begin();
    const { hostname, port } = new URL(scene.front.url);
    const socket = connectSocket(Number(port), hostname);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write('GET /graphql?query={slow} HTTP/1.1\r\nHost: x\r\n\r\n');
    expect((await postJson(`${scene.front.url}/graphql`, { query: '{ a }' })).status).toBe(200);
    void scene.front.close();
    scene.answer();
    await until('the first request was answered', () => text.includes('{"data":{"slow":1}}'));
    text = '';
    socket.write(`${[...lines, 'Host: x'].join('\r\n')}\r\n\r\n`);
    await until('the connection is closed', () => socket.closed);
    expect(text).toMatch(/^(HTTP\/1.1 503 |$)/);
    expect(scene.silent).toBe(0);
  });

  it('does not wait for a client that keeps its half of a connection open on which no socket was opened', async () => {
    await using scene = await begin();
    const { hostname, port } = new URL(scene.front.url);
    const socket = connectSocket({ port: Number(port), host: hostname, allowHalfOpen: true });
    socket.write(`${upgrade.join('\r\n').replace('/ws', '/elsewhere')}\r\nHost: x\r\n\r\n`);
    const [answer] = (await soon('refusal', once(socket, 'data'))) as [Buffer];
    expect(answer.toString('utf8')).toMatch(/^HTTP\/1.1 404 /);
    const state = watch(scene.front.close());
    scene.finishWork();
    await until('it has ended', () => state.ended);
    socket.destroy();
  });

  it('waits a moment for answers that are still open, and for work at most until its deadline', async () => {
    await using scene = await begin();
    const slow = postJson(`${scene.front.url}/graphql`, { query: '{ slow }' });
    const cut = expect(slow).rejects.toThrow(/hang up|ECONNRESET/);
    expect((await postJson(`${scene.front.url}/graphql`, { query: '{ a }' })).status).toBe(200);
    const state = watch(scene.front.close());
    await until(
      'only the deadline is waited for',
      () => scene.clock.nextAtMs === scene.clock.now() + SHUTDOWN_DEADLINE_MS,
    );
    scene.clock.advance(SHUTDOWN_DEADLINE_MS);
    await until(
      'only the last answers are waited for',
      () => scene.clock.nextAtMs === scene.clock.now() + LAST_ANSWERS_MS,
    );
    expect(state.ended).toBe(false);
    scene.clock.advance(LAST_ANSWERS_MS);
    await until('it has ended', () => state.ended);
    await cut;
  });

  it('lets an answer out that comes in that moment', async () => {
    await using scene = await begin();
    const slow = postJson(`${scene.front.url}/graphql`, { query: '{ slow }' });
    expect((await postJson(`${scene.front.url}/graphql`, { query: '{ a }' })).status).toBe(200);
    const state = watch(scene.front.close());
    scene.finishWork();
    await until(
      'only the last answers are waited for',
      () => scene.clock.nextAtMs === scene.clock.now() + LAST_ANSWERS_MS,
    );
    scene.answer();
    expect(JSON.parse((await slow).text)).toEqual({ data: { slow: 1 } });
    await until('it has ended', () => state.ended);
  });

  it('closes everything although some work could not be ended', async () => {
    const schema = buildSchema('type Query { a: Int }');
    const front = await startFront({
      schema,
      clock: new ManualClock(),
      drain: () => Promise.reject(new Error('stuck')),
    });
    await soon('end', front.close());
    await expect(front.store.ping()).rejects.toThrow();
    expect(front.lines.map(({ msg, err }) => [msg, err?.message])).toEqual([['something could not be ended', 'stuck']]);
  });

  it('spreads the goodbyes of many clients over a longer time than those of few', () => {
    const last = () => 0.999_999;
    expect(goodbyeDelayMs(1, last)).toBeLessThan(GOODBYE_SPREAD_MS.perClient);
    expect(goodbyeDelayMs(100, last)).toBe(100 * GOODBYE_SPREAD_MS.perClient - 1);
    expect(goodbyeDelayMs(1_000_000, last)).toBe(GOODBYE_SPREAD_MS.atMost - 1);
    expect(goodbyeDelayMs(100, () => 0)).toBe(0);
  });
});
