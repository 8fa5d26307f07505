import { createClient } from 'graphql-ws';
import { SubscriptionClient } from 'subscriptions-transport-ws';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { HEARTBEAT_MS } from '../../../src/transports/heartbeat.ts';
import { GROUP, Stage } from '../../transports/stage.ts';
import { moveUntil, until } from '../../transports/time.ts';
import { BRIEF_MS, SHORT_MS, TokenStage } from '../../transports/token-stage.ts';
import { RouterConnection, ROUTERS } from './websocket-routers.ts';

const CHANGES = `subscription { memberStateChanged(groupId: "${GROUP}") { to membership { account } } }`;
const WORDS = 'subscription { words }';
const UNAUTHENTICATED = [{ extensions: { code: 'UNAUTHENTICATED' } }];

describe.each(ROUTERS)('$name', (kind) => {
  it('gets the changes of a group over many heartbeats, and frees the subscription when its client leaves', async () => {
    await using stage = await Stage.start();
    using router = await RouterConnection.open(kind, stage.url, 'Bearer any');
    router.subscribe('a', CHANGES);
    router.subscribe('b', CHANGES);
    await until('both are there', () => stage.feed.subscribers === 2);
    await stage.invite(['first', 'second']);
    expect(await router.next('a')).toEqual({
      data: { memberStateChanged: { to: 'QUEUED', membership: { account: 'first' } } },
    });
    expect(await router.next('b', 2)).toMatchObject({
      data: { memberStateChanged: { membership: { account: 'second' } } },
    });
    stage.clock.advance(HEARTBEAT_MS);
    await stage.join(1);
    expect(await router.next('a', 3)).toMatchObject({ data: { memberStateChanged: { to: 'JOINED' } } });
    router.leave();
    await until('both are freed', () => stage.feed.subscribers === 0);
    expect([await router.closed(), router.complaint]).toEqual([1000, null]);
  });

  it('understands what is wrong with a document', async () => {
    await using stage = await Stage.start();
    using router = await RouterConnection.open(kind, stage.url, 'Bearer any');
    router.subscribe('a', 'subscription { nothing }');
    expect(await router.failure('a')).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
    expect(router.complaint).toBeNull();
  });

  it('shows whose subscription it is, and loses the connection when that credential ends', async () => {
    await using stage = await TokenStage.start();
    using router = await RouterConnection.open(kind, stage.url, 'Bearer short');
    router.subscribe('a', WORDS);
    await until('the subscription is there', () => stage.streams === 1);
    expect(stage.executedFor).toEqual(['short']);
    stage.clock.advance(SHORT_MS);
    expect([await router.closed(), router.messages.filter(({ id }) => id === 'a'), stage.streams]).toEqual([
      4403,
      [],
      0,
    ]);
  });

  it.runIf(kind.forwardsExtensions)(
    'carries many clients over one connection, each with its own credential',
    async () => {
      await using stage = await TokenStage.start();
      using router = await RouterConnection.open(kind, stage.url, 'Bearer ann');
      router.subscribe('brief', WORDS, { authorization: 'Bearer brief' });
      router.subscribe('bob', WORDS, { authorization: 'Bearer bob' });
      router.subscribe('stranger', WORDS, { authorization: 'Bearer forged' });
      router.subscribe('own', WORDS, { trace: 'x' });
      await until('those who may are there', () => stage.streams === 3);
      expect(stage.executedFor.toSorted()).toEqual(['ann', 'bob', 'brief']);
      expect(await router.next('stranger')).toMatchObject({ errors: UNAUTHENTICATED });
      stage.clock.advance(BRIEF_MS);
      expect(await router.next('brief')).toMatchObject({ errors: UNAUTHENTICATED });
      stage.publish('hello');
      expect(await router.next('bob')).toEqual({ data: { words: 'hello' } });
      expect(await router.next('own')).toEqual({ data: { words: 'hello' } });
      expect([router.closedWith, router.complaint]).toEqual([null, null]);
    },
  );
});

/** A client library with what it was told: it asks for `token` anew whenever it connects, and connects where `url` says. */
interface Library {
  readonly results: unknown[];
  token: string;
  url: string;
  leave(): void;
}

/** Connects where the test says, for both libraries keep the URL to which they connected first. */
function socketTo(library: { readonly url: string }): typeof WebSocket {
  return class extends WebSocket {
    constructor(_url: string, protocols: string) {
      super(`${library.url.replace('http', 'ws')}/graphql`, protocols);
    }
  } as typeof WebSocket;
}

const LIBRARIES = {
  'graphql-ws': (library: Library, query: string) => {
    const client = createClient({
      url: 'ws://nowhere',
      webSocketImpl: socketTo(library),
      connectionParams: () => ({ authorization: library.token }),
      retryWait: () => Promise.resolve(),
    });
    client.subscribe(
      { query },
      { next: (result) => library.results.push(result), error: () => {}, complete: () => {} },
    );
    return () => void client.dispose();
  },
  'subscriptions-transport-ws': (library: Library, query: string) => {
    const client = new SubscriptionClient(
      'ws://nowhere',
      { reconnect: true, connectionParams: () => ({ authorization: library.token }) },
      socketTo(library),
    );
    client.request({ query }).subscribe({ next: (result) => void library.results.push(result) });
    return () => client.close();
  },
};

describe.each(['graphql-ws', 'subscriptions-transport-ws'] as const)('the client of %s', (name) => {
  const subscribe = (url: string, token: string, query: string): Library => {
    const library: Library = { results: [], url, token, leave: () => {} };
    library.leave = LIBRARIES[name](library, query);
    return library;
  };

  it('gets changes, and frees its subscription when it leaves', async () => {
    await using stage = await Stage.start();
    const library = subscribe(stage.url, 'any', CHANGES);
    await until('the subscription is there', () => stage.feed.subscribers === 1);
    await stage.invite(['a']);
    await until('the change came', () => library.results.length === 1);
    expect(library.results).toMatchObject([{ data: { memberStateChanged: { membership: { account: 'a' } } } }]);
    library.leave();
    await until('it is freed', () => stage.feed.subscribers === 0);
  });

  it('comes back with a new credential when its old one has ended, and subscribes again', async () => {
    await using stage = await TokenStage.start();
    const library = subscribe(stage.url, 'Bearer short', WORDS);
    await until('the subscription is there', () => stage.streams === 1);
    library.token = 'Bearer ann';
    stage.clock.advance(SHORT_MS);
    await until('the subscription is there again', () => stage.streams === 1 && stage.executedFor.length === 2);
    stage.publish('hello');
    await until('the event came', () => library.results.length === 1);
    expect([stage.executedFor, library.results]).toEqual([['short', 'ann'], [{ data: { words: 'hello' } }]]);
    library.leave();
  });

  it('goes on elsewhere when the process ends', async () => {
    await using first = await TokenStage.start();
    await using second = await TokenStage.start();
    const library = subscribe(first.url, 'Bearer ann', WORDS);
    await until('the subscription is there', () => first.streams === 1);
    library.url = second.url;
    await moveUntil(first.clock, first.front.close());
    await until('the subscription is at the other process', () => second.streams === 1);
    expect([first.streams, library.results]).toEqual([0, []]);
    library.leave();
    await until('it is freed', () => second.streams === 0);
  });
});
