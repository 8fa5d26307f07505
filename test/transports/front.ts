import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { type Logger, pino } from 'pino';
import { Connections } from '../../src/connections/connection.ts';
import { type Access, openAccess } from '../../src/access/access.ts';
import { type ContextFactory } from '../../src/graphql/context.ts';
import { anyDocument, type Documents } from '../../src/graphql/documents/documents.ts';
import { DocumentReader, type ReaderOptions } from '../../src/graphql/documents/reader.ts';
import { Operations } from '../../src/graphql/operation.ts';
import { createApolloServer } from '../../src/graphql/server.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { FollowedResponse } from '../../src/signals/followed-response.ts';
import type { Signals } from '../../src/signals/signals.ts';
import type { Store } from '../../src/store/store.ts';
import { type CallbackTransport, createCallbackTransport } from '../../src/transports/callback/callback.ts';
import { Health } from '../../src/transports/health.ts';
import { createHttpFront } from '../../src/transports/http.ts';
import { loopbackOrigins, type Origins } from '../../src/transports/origin.ts';
import { shutDown } from '../../src/transports/shutdown.ts';
import { createStreamResponder } from '../../src/transports/streams/create-responder.ts';
import { multipartFormat } from '../../src/transports/streams/multipart.ts';
import { eventStreamFormat } from '../../src/transports/streams/sse.ts';
import { serveWebSockets } from '../../src/transports/websocket.ts';
import { localWire } from '../../src/wires/local-wire.ts';
import type { EventWire } from '../../src/wires/wire.ts';
import type { ManualClock } from '../support/manual-clock.ts';
import { moveUntil } from './time.ts';
import { WebhookInbox } from '../../src/webhooks/inbox.ts';

export interface LogLine {
  readonly msg: string;
  readonly level: number;
  readonly err?: { readonly message: string };
  readonly errorId?: string;
}

/** Keeps what is logged. */
export function recordLog(): { log: Logger; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString('utf8')) as LogLine);
      done();
    },
  });
  return { log: pino({ level: 'debug' }, sink), lines };
}

export interface FrontOptions {
  readonly schema: GraphQLSchema;
  readonly clock: ManualClock;
  readonly createContext?: ContextFactory | undefined;
  /** Default: everybody may do everything. */
  readonly access?: Access | undefined;
  /** Default: every document is taken. */
  readonly documents?: Documents | undefined;
  /** Whether the legacy subprotocol of WebSocket is spoken; default: it is. */
  readonly legacy?: boolean | undefined;
  /** Default: the usual bounds, and introspection. */
  readonly reading?: ReaderOptions | undefined;
  /** Default: pages of this machine are welcome. */
  readonly origins?: Origins | undefined;
  readonly store?: Store | undefined;
  /** Default: none is needed. */
  readonly wire?: EventWire | undefined;
  /** Work that a shutdown waits for. */
  readonly drain?: (() => Promise<void>) | undefined;
  /** Who may be called back. Default: nobody. */
  readonly callbackOrigins?: readonly string[] | undefined;
  /** Default: as many callbacks as the service takes. */
  readonly maxCallbacks?: number | undefined;
  /** Default: the same number for ever. */
  readonly random?: (() => number) | undefined;
  /** Default: one that keeps its lines. */
  readonly log?: Logger | undefined;
  /** Who watches requests. Default: nobody. */
  readonly signals?: Signals | undefined;
}

export interface Front extends AsyncDisposable {
  readonly url: string;
  readonly lines: readonly LogLine[];
  readonly health: Health;
  readonly store: Store;
  readonly callbacks: Pick<CallbackTransport, 'open'>;
  /** Ends it as the service ends. */
  close(): Promise<void>;
}

/** All transports over any schema, on a free port, as the service puts them together. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { schema, clock, createContext = (viewer) => ({ viewer }) as never, random = () => 0.5 } = options;
  const { lines, ...recording } = recordLog();
  const { log = recording.log, signals } = options;
  const store = options.store ?? openSqliteStore(':memory:', clock);
  const reader = new DocumentReader(schema, options.reading);
  const apollo = createApolloServer(schema, log, reader.known.asDocumentStore());
  await apollo.start();
  const health = new Health(store, options.wire ?? localWire, new Connections([]), clock);
  const { access = openAccess, documents = anyDocument, origins = loopbackOrigins } = options;
  const operations = new Operations({ schema, documents, reader, createContext, log, clock });
  const { callbackOrigins = [], maxCallbacks: maxOpen } = options;
  const callbacks = createCallbackTransport({ operations, origins: callbackOrigins, log, clock, random, maxOpen });
  const streams = {
    eventStream: createStreamResponder(eventStreamFormat, { operations, clock, random }),
    multipart: createStreamResponder(multipartFormat, { operations, clock, random }),
    callback: callbacks.respond,
  };
  const inbox = new WebhookInbox({
    connections: new Connections([]),
    store: store.webhooks,
    clock,
    log,
    onKept: () => {},
  });
  const page = '<!doctype html>';
  const http = createHttpFront({
    apollo,
    createContext,
    operations,
    origins,
    access,
    streams,
    health,
    webhooks: inbox,
    playground: () => Promise.resolve(page),
    examples: [],
    log,
    ...(signals && { Response: FollowedResponse, runFor: signals.runFor }),
  });
  signals?.follow(http);
  const sockets = serveWebSockets(http, {
    operations,
    access,
    origins,
    log,
    legacy: options.legacy ?? true,
    clock,
    random,
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');

  let closed: Promise<void> | null = null;
  const close = (): Promise<void> =>
    (closed ??= shutDown({
      clock,
      log,
      stopTakingRequests: [() => health.drain()],
      http,
      closeSockets: () => sockets.close(),
      drain: [() => callbacks.close(), options.drain ?? (() => Promise.resolve()), () => apollo.stop()],
      answerWaiting: () => {},
      release: [() => store.close()],
    }));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    lines,
    health,
    store,
    callbacks,
    close,
    [Symbol.asyncDispose]: () => moveUntil(clock, close()),
  };
}

/** A schema with the subscription `slow`, which begins only when it is let, and a note of what became of it. */
export function slowSubscription() {
  const schema = buildSchema('type Query { a: Int } type Subscription { slow: Int }');
  const opening = Promise.withResolvers<void>();
  const state = { asked: 0, closed: 0, open: () => opening.resolve() };
  schema.getSubscriptionType()!.getFields()['slow']!.subscribe = async () => {
    state.asked++;
    await opening.promise;
    const end = Promise.withResolvers<IteratorResult<unknown>>();
    return {
      next: () => end.promise,
      return: () => {
        state.closed++;
        end.resolve({ done: true, value: undefined });
        return end.promise;
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
  return { schema, state };
}
