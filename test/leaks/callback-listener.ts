import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of the next message of a subscription. */
type Reaction = (response: ServerResponse) => void;

const TAKE: Reaction = (response) => void response.writeHead(204).end();

/** Where the service posts to: the side of a router that has subscriptions called back, without its strictness. */
export class CallbackListener implements AsyncDisposable {
  readonly #server: Server;
  readonly #reactions = new Map<string, Reaction>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response: ServerResponse) => {
      request.resume();
      // So that the service keeps no socket for the next one, which would be seen as kept.
      response.setHeader('connection', 'close');
      request.once('end', () => (this.#reactions.get(request.url ?? '') ?? forget)(response));
    });
  }

  static async start(): Promise<CallbackListener> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CallbackListener(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Takes every message at this path. */
  know(path: string): void {
    this.#reactions.set(path, TAKE);
  }

  /** Resolves when the service was told that nobody knows the subscription. */
  leave(path: string): Promise<void> {
    return new Promise((resolve) => {
      this.#reactions.set(path, (response) => {
        this.#reactions.delete(path);
        response.once('finish', resolve);
        forget(response);
      });
    });
  }

  /** Breaks the connection at the next message; at the one after that nobody knows the subscription. */
  async cut(path: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#reactions.set(path, (response) => {
        response.destroy();
        resolve();
      });
    });
    await this.leave(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const forget: Reaction = (response) => void response.writeHead(404).end();
