import { once } from 'node:events';
import { WebSocket } from 'ws';
import { soon, until } from './time.ts';

/** How the same things are said in each subprotocol of WebSocket. */
export interface Words {
  readonly protocol: string;
  readonly start: string;
  readonly stop: string;
  readonly result: string;
}

export const MODERN: Words = {
  protocol: 'graphql-transport-ws',
  start: 'subscribe',
  stop: 'complete',
  result: 'next',
};
export const LEGACY: Words = { protocol: 'graphql-ws', start: 'start', stop: 'stop', result: 'data' };

interface Message {
  readonly type: string;
  readonly id?: string;
  // Tests select what they expect and compare it whole; a type for each message would only repeat it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly payload?: any;
}

export interface RawSocketOptions {
  readonly words?: Words;
  /** Default: that of the words alone. */
  readonly protocols?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A socket without a client library: shows every message as it is. */
export class RawSocket {
  readonly socket: WebSocket;
  readonly words: Words;
  readonly messages: Message[] = [];
  closedWith: { code: number; reason: string } | null = null;

  /** @param url of HTTP, with the path */
  constructor(url: string, { words = MODERN, protocols = [words.protocol], headers = {} }: RawSocketOptions = {}) {
    this.words = words;
    this.socket = new WebSocket(url.replace('http', 'ws'), [...protocols], { headers });
    this.socket.on('message', (data) => this.messages.push(JSON.parse((data as Buffer).toString('utf8')) as Message));
    this.socket.on('close', (code, reason) => (this.closedWith = { code, reason: reason.toString('utf8') }));
    this.socket.on('error', () => {});
  }

  async say(...messages: (object | string)[]): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await soon('open socket', once(this.socket, 'open'));
    for (const message of messages) this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async begin(payload?: object): Promise<this> {
    await this.say({ type: 'connection_init', payload });
    await this.received('connection_ack');
    return this;
  }

  start(id: string, payload: object): Promise<void> {
    return this.say({ id, type: this.words.start, payload });
  }

  stop(id: string): Promise<void> {
    return this.say({ id, type: this.words.stop });
  }

  of(id: string | undefined, type: string): readonly Message[] {
    return this.messages.filter((message) => message.type === type && message.id === id);
  }

  /** Resolves with the payload of the first message of this kind. */
  async received(type: string, id?: string): Promise<Message['payload']> {
    await until(`${type} ${id ?? ''} came`, () => this.of(id, type).length > 0);
    return this.of(id, type)[0]?.payload;
  }

  /** Resolves with the first result of an operation. */
  result(id: string): Promise<Message['payload']> {
    return this.received(this.words.result, id);
  }

  async closed(): Promise<{ code: number; reason: string }> {
    await until('the socket was closed', () => this.closedWith !== null);
    return this.closedWith as { code: number; reason: string };
  }

  /** The status of the answer to the upgrade; 101 when the socket is open. */
  async status(): Promise<number | undefined> {
    if (this.socket.readyState === WebSocket.OPEN) return 101;
    const answered = new Promise<number | undefined>((resolve) => {
      this.socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
      this.socket.once('open', () => resolve(101));
    });
    return soon('answer to the upgrade', answered);
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}
