import 'reflect-metadata';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { type Access, openAccess } from './access/access.ts';
import type { AccessDeps } from './access/create-access.ts';
import { type Config, isLoopback } from './config/config.ts';
import { type Connection, Connections } from './connections/connection.ts';
import { consoleDocuments } from './console/site.ts';
import { createBreaker } from './datasources/breaker.ts';
import { createDataSource } from './datasources/registry.ts';
import { MemberSubscriptions } from './events/member-subscriptions.ts';
import { openEvents } from './events/open-events.ts';
import { startRetention } from './events/retention.ts';
import { createContainer } from './graphql/container.ts';
import { createContextFactory } from './graphql/context.ts';
import { openDocuments } from './graphql/documents/open-documents.ts';
import { DocumentReader } from './graphql/documents/reader.ts';
import { Operations } from './graphql/operation.ts';
import { createResolvers } from './graphql/resolvers.ts';
import { createReferenceResolvers } from './graphql/references.ts';
import { buildMembershipSchema } from './graphql/schema.ts';
import { createApolloServer } from './graphql/server.ts';
import type { InvitationDeps } from './invitations/deps.ts';
import { OperationSubscriptions } from './invitations/progress.ts';
import type { Clock, Random } from './kernel/clock.ts';
import type { InviteExample } from './kernel/invite-example.ts';
import { Waiting } from './kernel/waiting.ts';
import { Errands } from './lanes/errands.ts';
import { Lanes } from './lanes/lanes.ts';
import { Reconciler } from './reconciliation/reconciler.ts';
import { SpareDesk } from './reconciliation/spare-desk.ts';
import { createPlayground, onePerConnection } from './playground/playground.ts';
import { FollowedResponse } from './signals/followed-response.ts';
import { Signals } from './signals/signals.ts';
import type { Tracing } from './signals/traces/tracing.ts';
import type { Store } from './store/store.ts';
import { createCallbackTransport } from './transports/callback/callback.ts';
import { Health } from './transports/health.ts';
import { createHttpFront } from './transports/http.ts';
import { Origins } from './transports/origin.ts';
import { shutDown } from './transports/shutdown.ts';
import { createStreamResponder } from './transports/streams/create-responder.ts';
import { multipartFormat } from './transports/streams/multipart.ts';
import { eventStreamFormat } from './transports/streams/sse.ts';
import { serveWebSockets } from './transports/websocket.ts';
import { WebhookInbox } from './webhooks/inbox.ts';
import { ReportApplier } from './webhooks/report-applier.ts';
import { WebhookWorker } from './webhooks/worker.ts';
import { openWire } from './wires/open-wire.ts';

/**
 * Connections that the kernel keeps for us while this thread is busy. Node's own number, 511, is less than one storm of
 * mutations opens, and a connection beyond it is dropped in silence: its client tries again only a second later.
 */
const ACCEPT_BACKLOG = 4096;

export interface AppOptions {
  readonly config: Config;
  /** Closed with the service. */
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** What to try; none where nobody knows the groups. */
  readonly examples: readonly InviteExample[];
  /** Closed with the service. Default: no traces are recorded. */
  readonly tracing?: Tracing | null | undefined;
}

export interface App {
  readonly url: string;
  readonly lanes: Lanes;
  /** Ends the service in order. */
  close(): Promise<void>;
}

/** Builds every object of the service by hand, in the order in which they need each other, and begins to serve. */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, clock, random, log, examples, tracing = null } = options;
  const signals = new Signals({ tracing, clock, log });
  const store = signals.observeStore(options.store);
  const connections = new Connections(
    config.connections.map((settings) => ({
      id: settings.id,
      dataSource: signals.observeDataSource(createDataSource(settings, { clock, random, log })),
      breaker: createBreaker(clock, (state) => signals.breakerChanged(settings.id, state)),
      retry: settings.retry,
      inviteExpiresAfterMs: settings.inviteExpiresAfter,
    })),
  );
  const wire = await openWire(
    { eventsUrl: config.events.url ?? null, databaseUrl: store.shared ? (config.store.url ?? null) : null },
    { clock, random, log },
  );
  const events = openEvents(store, wire, { clock, random, log, onHandedOver: signals.observeEvents() });
  const { feed, watch } = events;
  const onSettled = signals.observeCalls(connections, store);
  const lanes = new Lanes(connections, { clock, random, store: store.lanes, shared: store.shared, log, onSettled });
  const waiting = new Waiting();
  const errands = new Errands({ clock, random, store: store.lanes, waiting, log });
  const deps: InvitationDeps = { store, connections, watch, waiting, clock, lanes, errands };

  const spareDeskOf = (connection: Connection, signal: AbortSignal): SpareDesk =>
    new SpareDesk(connection, { clock, store: store.lanes, signal });
  const reconciler = new Reconciler({ store, connections, clock, random, log, deskOf: spareDeskOf });
  const applier = new ReportApplier({ store, connections, clock, random, log, deskOf: spareDeskOf });
  const webhookWorker = new WebhookWorker({ store, connections, applier, clock, log });
  const onKept = (connectionId: string): void => webhookWorker.wake(connectionId);
  const webhooks = new WebhookInbox({ store: store.webhooks, connections, clock, log, onKept });

  const { retention: retentionMs } = config.subscriptions;
  const createContext = createContextFactory(store, {
    members: new MemberSubscriptions({ feed, log: store.events, connections, clock, retentionMs }),
    operations: new OperationSubscriptions(store.invitations, watch, clock),
  });
  const container = createContainer(createResolvers(deps));
  const schema = await buildMembershipSchema(container, createReferenceResolvers(connections), {
    clock,
    guarded: config.auth !== undefined,
  });
  const reader = new DocumentReader(schema, {
    bounds: config.documents,
    introspection: config.documents.introspection,
  });
  // Where scopes decide who may do what, a list has no such meaning, and the console's documents do no harm.
  const hasScopes = typeof config.auth === 'object' && config.auth.jwt !== undefined;
  const documents = openDocuments(config.documents, reader, hasScopes ? consoleDocuments() : null);
  const apollo = createApolloServer(schema, log, reader.known.asDocumentStore());
  await apollo.start();

  const health = new Health(store, wire, connections, clock);
  const access = await loadAccess(config.auth, { clock, log });
  const { onPrepared } = signals;
  const operations = new Operations({ schema, documents, reader, createContext, log, clock, onPrepared });
  const origins = new Origins({
    origins: config.server.origins,
    loopback: isLoopback(config.server.host),
    open: config.auth === undefined,
  });
  const callbacks = createCallbackTransport({ operations, origins: config.subscriptions.callbackOrigins, log });
  const streams = {
    eventStream: signals.countOpen('eventStream', createStreamResponder(eventStreamFormat, { operations })),
    multipart: signals.countOpen('multipart', createStreamResponder(multipartFormat, { operations })),
    callback: callbacks.respond,
  };
  const playground = createPlayground(
    onePerConnection(
      config.connections.map(({ id }) => id),
      examples,
    ),
  );
  const metrics = signals.createPage(connections, store, {
    config,
    access,
    origins,
    inFlightOf: (id) => lanes.inFlightOf(id),
    subscribers: { callback: () => callbacks.open, websocket: () => sockets.operations },
  });
  const http = createHttpFront({
    apollo,
    createContext,
    operations,
    origins,
    access,
    streams,
    health,
    webhooks,
    metrics,
    Response: FollowedResponse,
    runFor: signals.runFor,
    playground,
    examples,
    log,
  });
  const sockets = serveWebSockets(http, {
    operations,
    access,
    origins,
    log,
    legacy: config.subscriptions.legacyWebSocket,
    observe: signals.observeOperation,
  });
  signals.follow(http);
  const stopRetention = startRetention(store, clock, retentionMs, log);
  await lanes.start();
  webhookWorker.start();
  reconciler.start();
  await listen(http, config.server);

  return {
    url: urlOf(http, config.server.host),
    lanes,
    close: () =>
      shutDown({
        clock,
        log,
        stopTakingRequests: [() => health.drain(), stopRetention],
        http,
        closeSockets: () => sockets.close(),
        drain: [
          () => callbacks.close(),
          () => lanes.stop(),
          () => errands.stop(),
          () => reconciler.stop(),
          () => webhookWorker.stop(),
        ],
        answerWaiting: () => waiting.end(),
        release: [
          // Not before: requests still come over connections that were open when the drain began.
          () => apollo.stop(),
          ...connections.all().map(
            ({ dataSource }) =>
              () =>
                dataSource.close(),
          ),
          async () => events.close(),
          () => wire.close(),
          () => signals.close(),
          () => store.close(),
        ],
      }),
  };
}

/** What judges credentials is loaded only where there are any to judge. */
async function loadAccess(settings: Config['auth'], deps: AccessDeps): Promise<Access> {
  if (settings === undefined || settings === 'none') return openAccess;
  const { createAccess } = await import('./access/create-access.ts');
  return createAccess(settings, deps);
}

function listen(http: Server, { host, port }: Config['server']): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port, host, backlog: ACCEPT_BACKLOG }, () => {
      http.off('error', reject);
      resolve();
    });
  });
}

function urlOf(http: Server, host: string): string {
  const { port, family } = http.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
}
