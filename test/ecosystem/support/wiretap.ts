import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** So much is kept of what a client sends over one connection; heads of requests are far shorter. */
const MAX_KEPT_CHARACTERS = 64 * 1024;

/** One connection that a client has made. */
interface Connection {
  /** What the client has sent so far. */
  sent: string;
  /** Whether the client still holds it. */
  isOpen: boolean;
}

export type Tapped = Readonly<Connection>;

/** Stands between a client and a server on this machine, changes nothing, and tells how the client asks and when it leaves. */
export class Wiretap implements AsyncDisposable {
  readonly url: string;
  readonly #connections: readonly Connection[];
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;

  private constructor(server: Server, connections: readonly Connection[], sockets: ReadonlySet<Socket>) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#server = server;
    this.#connections = connections;
    this.#sockets = sockets;
  }

  /** @param target of the server, e.g. `http://127.0.0.1:4000` */
  static async start(target: string): Promise<Wiretap> {
    const connections: Connection[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      const tapped: Connection = { sent: '', isOpen: true };
      connections.push(tapped);
      client.on('data', (chunk) => {
        if (tapped.sent.length < MAX_KEPT_CHARACTERS) tapped.sent += chunk.toString('latin1');
      });
      client.on('close', () => (tapped.isOpen = false));
      join(client, connect(Number(new URL(target).port), '127.0.0.1'), sockets);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Wiretap(server, connections, sockets);
  }

  /** From now on only what comes later counts as sent: a connection may serve many requests, one after the other. */
  forget(): void {
    for (const connection of this.#connections) connection.sent = '';
  }

  /** Connections over which something like this was asked for. */
  asked(pattern: RegExp): readonly Tapped[] {
    return this.#connections.filter(({ sent }) => pattern.test(sent));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

function join(client: Socket, server: Socket, sockets: Set<Socket>): void {
  for (const [end, other] of [
    [client, server],
    [server, client],
  ] as const) {
    sockets.add(end);
    end.pipe(other);
    end.on('error', () => {});
    end.on('close', () => {
      sockets.delete(end);
      other.destroy();
    });
  }
}
