import { once } from 'node:events';
import { WebSocket } from 'ws';
import { soon } from '../../transports/time.ts';

export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** Why a socket was closed. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** A WebSocket that knows nothing of GraphQL: what is written arrives as it is, and what comes is kept in its order. */
export class RawSocket implements Disposable {
  readonly #socket: WebSocket;
  readonly #received: Message[] = [];
  #wake: () => void = () => {};
  /** Resolves when the server has closed it. */
  readonly closed: Promise<Closed>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      this.#received.push(JSON.parse((data as Buffer).toString('utf8')) as Message);
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        resolve({ code, reason: String(reason) });
        this.#wake();
      });
    });
  }

  /** Opens one; with no subprotocols none are offered. */
  static async open(url: string, ...subprotocols: string[]): Promise<RawSocket> {
    const socket = new WebSocket(url.replace('http', 'ws'), subprotocols);
    const opened = new RawSocket(socket);
    await soon('open socket', once(socket, 'open'));
    return opened;
  }

  /** The subprotocol that the server has chosen. */
  get subprotocol(): string {
    return this.#socket.protocol;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends one message, or a text as it is. */
  send(message: Message | string): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The next message, whatever it is; rejects when the socket is closed before. */
  async next(): Promise<Message> {
    while (this.#received.length === 0) {
      if (!this.isOpen) throw new Error(`closed: ${JSON.stringify(await this.closed)}`);
      await soon('message', new Promise<void>((resolve) => (this.#wake = resolve)));
    }
    return this.#received.shift() as Message;
  }

  /** The next so many messages. */
  async take(count: number): Promise<Message[]> {
    const messages: Message[] = [];
    while (messages.length < count) messages.push(await this.next());
    return messages;
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }
}
