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
  readonly #connections: Connection[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((client) => this.#tap(client));
  #target: string;

  private constructor(target: string) {
    this.#target = target;
  }

  /** @param target of the server, e.g. `http://127.0.0.1:4000`; absent: {@link pointTo} says it before anybody connects */
  static async start(target = ''): Promise<Wiretap> {
    const tap = new Wiretap(target);
    tap.#server.listen(0, '127.0.0.1');
    await once(tap.#server, 'listening');
    return tap;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  pointTo(target: string): void {
    this.#target = target;
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

  #tap(client: Socket): void {
    const connection: Connection = { sent: '', isOpen: true };
    this.#connections.push(connection);
    client.on('data', (chunk) => {
      if (connection.sent.length < MAX_KEPT_CHARACTERS) connection.sent += chunk.toString('latin1');
    });
    client.on('close', () => (connection.isOpen = false));
    const server = connect(Number(new URL(this.#target).port), '127.0.0.1');
    for (const [end, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(end);
      end.pipe(other);
      end.on('error', () => {});
      end.on('close', () => {
        this.#sockets.delete(end);
        other.destroy();
      });
    }
  }
}
