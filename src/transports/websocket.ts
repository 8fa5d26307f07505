import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Access } from '../access/access.ts';
import type { Operations } from '../graphql/operation.ts';
import { type Clock, type Random, sleep, systemClock, systemRandom } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import { Heartbeats } from './heartbeat.ts';
import { loopbackOrigins, type Origins } from './origin.ts';
import { GRAPHQL_PATHS } from './paths.ts';
import { MAX_BODY_BYTES } from './request.ts';
import { goodbyeDelayMs } from './shutdown.ts';
import { CLOSE_CODES } from './websocket/close-code.ts';
import { HeldSocket } from './websocket/held-socket.ts';
import { legacyDialect } from './websocket/legacy.ts';
import { modernDialect } from './websocket/modern.ts';
import type { SessionDeps } from './websocket/session.ts';

/** How long a client may take to answer a goodbye before its socket is cut, in milliseconds. */
export const GOODBYE_ANSWER_MS = SECOND;

export interface WebSocketDeps {
  readonly operations: Operations;
  readonly access: Access;
  readonly log: Logger;
  /** Whether the legacy subprotocol `graphql-ws` is spoken too. */
  readonly legacy: boolean;
  /** Which pages may open a socket. Default: our own, and those of this machine. */
  readonly origins?: Origins | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Default: the system's. */
  readonly random?: Random | undefined;
  /** Runs each operation. Default: runs it. */
  readonly observe?: SessionDeps['observe'];
}

export interface WebSocketTransport {
  /** Operations that are under way over all sockets: subscriptions, and what is about to be answered. */
  readonly operations: number;
  /** Opens no more sockets, says goodbye with 1001 to every one that is open, which frees its subscriptions, and cuts those that do not answer. */
  close(): Promise<void>;
}

/** GraphQL over WebSocket for every kind of operation, on the HTTP server's own port. */
export function serveWebSockets(http: Server, deps: WebSocketDeps): WebSocketTransport {
  const { operations, access, log, legacy, origins = loopbackOrigins } = deps;
  const { clock = systemClock, random = systemRandom } = deps;
  // Whoever offers several speaks the first one.
  const dialects = legacy ? [modernDialect, legacyDialect] : [modernDialect];
  let closing = false;
  const sockets = new WebSocketServer({
    noServer: true,
    WebSocket: HeldSocket,
    maxPayload: MAX_BODY_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => dialects.find(({ protocol }) => offered.has(protocol))?.protocol ?? false,
  });
  // A client that breaks the protocol of WebSocket itself; ws has closed the socket with the code that says so.
  const onError = (error: Error): void => log.info({ err: error }, 'a WebSocket was closed');
  const serve = (socket: HeldSocket, { headers, socket: connection }: IncomingMessage): void => {
    socket.on('error', onError);
    const dialect = dialects.find(({ protocol }) => protocol === socket.protocol);
    if (dialect === undefined) socket.close(CLOSE_CODES.subprotocolNotAcceptable, 'Subprotocol not acceptable');
    else socket.hold(connection, dialect, headers, sessionDeps);
  };
  const { observe } = deps;
  const sessionDeps: SessionDeps = { operations, access, log, clock, observe, heartbeats: new Heartbeats(clock) };

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', destroy);
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (!GRAPHQL_PATHS.includes(path)) return refuse(socket, '404 Not Found');
    if (origins.senderOf(request.headers) === 'foreign') return refuse(socket, '403 Forbidden');
    if (!access.admits(request.headers)) return refuse(socket, '401 Unauthorized');
    if (closing) return refuse(socket, '503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, serve);
  });

  return {
    get operations() {
      let count = 0;
      for (const socket of sockets.clients) count += socket.operations;
      return count;
    },
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

async function sayGoodbye(client: WebSocket, clock: Clock): Promise<void> {
  const closed = new Promise((resolve) => client.once('close', resolve));
  if (client.readyState === client.CLOSED) return;
  client.close(CLOSE_CODES.goingAway, 'Going away');
  const answered = new AbortController();
  sleep(clock, GOODBYE_ANSWER_MS, answered.signal).then(
    () => client.terminate(),
    () => {},
  );
  await closed;
  answered.abort();
}

/** Cuts the socket, too: nothing else would end one whose client leaves its half open, and a shutdown would wait for it. */
function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function destroy(this: Duplex): void {
  this.destroy();
}
