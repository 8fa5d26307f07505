import { once } from 'node:events';
import { WebSocket } from 'ws';
import { soon, until } from '../../transports/time.ts';

/** A router as a client of WebSockets, as strict as its source is. */
export interface RouterKind {
  readonly name: string;
  readonly path: '/graphql' | '/ws';
  /** In the order in which it offers them. */
  readonly protocols: readonly string[];
  /** Where it puts what a client showed as `authorization`. */
  readonly initPayload: (authorization: string) => object;
  /** Whether it hands `extensions` of its clients on with each operation. */
  readonly forwardsExtensions: boolean;
  /** What it says last, when its client has left. */
  readonly terminates: boolean;
}

const MODERN = 'graphql-transport-ws';
const LEGACY = 'graphql-ws';
const nested = (token: string): object => ({ connectionParams: { token } });

/**
 * @see https://github.com/apollographql/router apollo-router/src/protocols/websocket.rs
 * @see https://github.com/graphql-hive/router lib/executor/src/executors/websocket_client.rs
 * @see https://github.com/wundergraph/graphql-go-tools v2/pkg/engine/datasource/graphql_datasource/subscriptionclient; all read 2026-11-21
 */
export const ROUTERS: readonly RouterKind[] = [
  {
    name: 'Apollo Router, graphql_ws',
    path: '/ws',
    protocols: [MODERN],
    initPayload: nested,
    forwardsExtensions: false,
    terminates: false,
  },
  {
    name: 'Apollo Router, graphql_transport_ws',
    path: '/ws',
    protocols: [LEGACY],
    initPayload: nested,
    forwardsExtensions: false,
    terminates: true,
  },
  {
    name: 'Hive Router',
    path: '/graphql',
    protocols: [MODERN],
    initPayload: (authorization) => ({ authorization }),
    forwardsExtensions: true,
    terminates: false,
  },
  {
    name: 'Cosmo Router, auto',
    path: '/graphql',
    protocols: [LEGACY, MODERN],
    initPayload: (authorization) => ({ Authorization: authorization }),
    forwardsExtensions: true,
    terminates: false,
  },
  {
    name: 'Cosmo Router, graphql-ws',
    path: '/graphql',
    protocols: [LEGACY],
    initPayload: (token) => ({ token }),
    forwardsExtensions: true,
    terminates: false,
  },
];

/** What each subprotocol may send to a client once it is acknowledged; anything else ends these routers' connection. */
const KNOWN = {
  [MODERN]: ['next', 'error', 'complete', 'ping', 'pong'],
  [LEGACY]: ['data', 'error', 'complete', 'ka'],
};
const WORDS = {
  [MODERN]: { start: 'subscribe', stop: 'complete', result: 'next' },
  [LEGACY]: { start: 'start', stop: 'stop', result: 'data' },
};

export interface RouterMessage {
  readonly type: string;
  readonly id?: string;
  // Tests select what they expect and compare it whole; a type for each message would only repeat it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly payload?: any;
}

/** One connection of a router. */
export class RouterConnection implements Disposable {
  readonly #kind: RouterKind;
  readonly #socket: WebSocket;
  readonly #protocol: typeof MODERN | typeof LEGACY;
  readonly #ids = new Set<string>();
  readonly messages: RouterMessage[] = [];
  /** What a strict router stumbles over. */
  complaint: string | null = null;
  closedWith: number | null = null;

  private constructor(kind: RouterKind, socket: WebSocket) {
    this.#kind = kind;
    this.#socket = socket;
    this.#protocol = socket.protocol === MODERN ? MODERN : LEGACY;
    socket.on('close', (code) => (this.closedWith = code));
  }

  /** Resolves when the connection is acknowledged; the first message has to be just that. */
  static async open(kind: RouterKind, url: string, authorization: string): Promise<RouterConnection> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${kind.path}`, [...kind.protocols]);
    await soon('open socket', once(socket, 'open'));
    const connection = new RouterConnection(kind, socket);
    socket.send(JSON.stringify({ type: 'connection_init', payload: kind.initPayload(authorization) }));
    const [first] = (await soon('acknowledgement', once(socket, 'message'))) as [Buffer];
    if (first.toString('utf8') !== '{"type":"connection_ack"}')
      throw new Error(`no acknowledgement: ${first.toString()}`);
    socket.on('message', (data) => connection.#hear(JSON.parse((data as Buffer).toString('utf8')) as RouterMessage));
    return connection;
  }

  subscribe(id: string, query: string, extensions: object = {}): void {
    this.#ids.add(id);
    const payload = { query, ...(this.#kind.forwardsExtensions && { extensions }) };
    this.#say({ id, type: WORDS[this.#protocol].start, payload });
  }

  async next(id: string, count = 1): Promise<RouterMessage['payload']> {
    const results = (): RouterMessage[] =>
      this.messages.filter(({ type, id: of }) => of === id && type === WORDS[this.#protocol].result);
    await until(`result ${count} of ${id} came`, () => results().length >= count);
    return results()[count - 1]?.payload;
  }

  async failure(id: string): Promise<RouterMessage['payload']> {
    const find = (): RouterMessage | undefined =>
      this.messages.find(({ type, id: of }) => of === id && type === 'error');
    await until('an error came', () => find() !== undefined);
    return find()?.payload;
  }

  /** The last client has left: says so and closes, as each of them does. */
  leave(): void {
    for (const id of this.#ids) this.#say({ id, type: WORDS[this.#protocol].stop });
    if (this.#kind.terminates) this.#say({ type: 'connection_terminate' });
    this.#socket.close(1000);
  }

  async closed(): Promise<number> {
    await until('the connection was closed', () => this.closedWith !== null);
    return this.closedWith as number;
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  #say(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }

  #hear(message: RouterMessage): void {
    const { type, id, payload } = message;
    if (!KNOWN[this.#protocol].includes(type)) this.complaint = `unknown type ${type}`;
    if (id !== undefined && !this.#ids.has(id)) this.complaint = `message for another subscription: ${id}`;
    if (type === 'error' && !Array.isArray(payload)) this.complaint = 'errors that are no list';
    if (type === 'ping') this.#say({ type: 'pong' });
    this.messages.push(message);
  }
}
