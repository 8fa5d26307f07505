import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between a client and a server, and can be cut and mended at one and the same port. */
export class TcpProxy implements AsyncDisposable {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  readonly #servers = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;

  readonly #onConnection: () => void;

  private constructor(target: URL, defaultPort: number, onConnection: () => void) {
    this.#onConnection = onConnection;
    this.#target = { host: target.hostname, port: Number(target.port || defaultPort) };
  }

  /** Knows its port from the beginning; `open: false` refuses connections until {@link mend}. */
  static async start(
    target: string,
    defaultPort: number,
    { open = true, onConnection = () => {} } = {},
  ): Promise<TcpProxy> {
    const proxy = new TcpProxy(new URL(target), defaultPort, onConnection);
    await proxy.mend();
    if (!open) await proxy.cut();
    return proxy;
  }

  /** The URL with this proxy in the server's place. */
  through(url: string): string {
    const changed = new URL(url);
    changed.hostname = '127.0.0.1';
    changed.port = String(this.#port);
    return changed.href;
  }

  /** How many connections to the server are open. */
  get open(): number {
    return this.#servers.size;
  }

  async mend(): Promise<void> {
    const server = createServer((socket) => this.#join(socket));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** From now on the server hears everything, and the client nothing any more, until the connections are cut. */
  silenceServer(): void {
    for (const socket of this.#servers) socket.unpipe().resume();
  }

  /** Ends every connection, and refuses new ones. */
  async cut(): Promise<void> {
    const closed = this.#server && once(this.#server, 'close');
    this.#server?.close();
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.cut();
  }

  #join(socket: Socket): void {
    this.#onConnection();
    const upstream = connect(this.#target);
    this.#servers.add(upstream);
    upstream.on('close', () => this.#servers.delete(upstream));
    for (const [end, other] of [
      [socket, upstream],
      [upstream, socket],
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
