import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer, type Server as ProtocolServer } from 'graphql-ws';
import { execute } from 'graphql';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Access } from '../access/access.ts';
import type { Operations, ViewerArgs } from '../graphql/operation.ts';
import { type Clock, type Random, sleep, systemClock, systemRandom } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import { startHeartbeat } from './heartbeat.ts';
import { isWelcomeOrigin } from './origin.ts';
import { GRAPHQL_PATHS } from './paths.ts';
import { MAX_BODY_BYTES } from './request.ts';
import { goodbyeDelayMs } from './shutdown.ts';

/** How long a client may take to answer a goodbye before its socket is cut, in milliseconds. */
export const GOODBYE_ANSWER_MS = SECOND;

/** RFC 6455: the endpoint goes away. */
const GOING_AWAY = 1001;

export interface WebSocketDeps {
  readonly operations: Operations;
  readonly access: Access;
  readonly log: Logger;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Default: the system's. */
  readonly random?: Random | undefined;
}

export interface WebSocketTransport {
  /** Opens no more sockets, says goodbye with 1001 to every one that is open, which frees its subscriptions, and cuts those that do not answer. */
  close(): Promise<void>;
}

/** GraphQL over WebSocket (`graphql-transport-ws`) for every kind of operation, on the HTTP server's own port. */
export function serveWebSockets(http: Server, deps: WebSocketDeps): WebSocketTransport {
  const { access, log, clock = systemClock, random = systemRandom } = deps;
  const protocol = createProtocol(deps);
  let closing = false;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_BODY_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) ? GRAPHQL_TRANSPORT_WS_PROTOCOL : false),
  });

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (!GRAPHQL_PATHS.includes(path)) return refuse(socket, '404 Not Found');
    if (!isWelcomeOrigin(request)) return refuse(socket, '403 Forbidden');
    if (!access.admits(request.headers)) return refuse(socket, '401 Unauthorized');
    if (closing) return refuse(socket, '503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, (opened) =>
      serve(protocol, { request, socket: opened }, { log, clock }),
    );
  });

  return {
    async close() {
      closing = true;
      const clients = [...sockets.clients];
      await Promise.all(
        clients.map(async (client) => {
          await sleep(clock, goodbyeDelayMs(clients.length, random));
          await sayGoodbye(client, clock);
        }),
      );
    },
  };
}

/** The HTTP request that opened a socket. */
interface Upgrade {
  readonly request: IncomingMessage;
}

function createProtocol({ operations, access }: WebSocketDeps): ProtocolServer<Upgrade> {
  return makeServer<never, Upgrade>({
    async onSubscribe({ extra, connectionParams }, _id, payload) {
      const prepared = await operations.prepare(payload);
      if ('errors' in prepared) return prepared.errors;
      const { headers } = extra.request;
      const viewer = await access.viewerOf({ headers, connectionParams, extensions: payload.extensions });
      return operations.forViewer(prepared.args, viewer);
    },
    subscribe: (args) => operations.subscribe(args as ViewerArgs),
    execute,
    onNext: (_context, _id, _payload, _args, result) => operations.format(result),
    onError: (_context, _id, _payload, errors) => operations.formatErrors(errors),
  });
}

/** Speaks the protocol over one socket until it is closed. */
function serve(
  protocol: ProtocolServer<Upgrade>,
  { request, socket }: { request: IncomingMessage; socket: WebSocket },
  { log, clock }: { log: Logger; clock: Clock },
): void {
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      // Resolves when the message has left for the network, so that a slow reader slows its own subscriptions alone.
      send: (text) =>
        new Promise((resolve) => {
          if (socket.readyState === socket.OPEN) socket.send(text, () => resolve());
          else resolve();
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) =>
        socket.on('message', (data) => {
          handle((data as Buffer).toString('utf8')).catch((error: unknown) => {
            log.error({ err: error }, 'a message over WebSocket could not be handled');
            socket.close(CloseCode.InternalServerError, 'Internal server error');
          });
        }),
    },
    { request },
  );
  const heartbeat = startHeartbeat(clock, { sendSign: () => socket.ping(), giveUp: () => socket.terminate() });
  socket.on('pong', () => heartbeat.reached());
  // A client that breaks the protocol of WebSocket itself; ws has closed the socket with the code that says so.
  socket.on('error', (error) => log.info({ err: error }, 'a WebSocket was closed'));
  socket.once('close', (code, reason) => {
    heartbeat.stop();
    closed(code, String(reason)).catch((error: unknown) =>
      log.error({ err: error }, 'a subscription could not be closed'),
    );
  });
}

async function sayGoodbye(client: WebSocket, clock: Clock): Promise<void> {
  const closed = new Promise((resolve) => client.once('close', resolve));
  if (client.readyState === client.CLOSED) return;
  client.close(GOING_AWAY, 'Going away');
  const answered = new AbortController();
  sleep(clock, GOODBYE_ANSWER_MS, answered.signal).then(
    () => client.terminate(),
    () => {},
  );
  await closed;
  answered.abort();
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
