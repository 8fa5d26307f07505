import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { Channel } from './channel.ts';
import type { Dialect } from './dialect.ts';
import { Session, type SessionDeps } from './session.ts';
import type { IncomingHttpHeaders } from 'node:http';

/** A socket that knows its session, so that all sockets share their listeners. */
export class HeldSocket extends WebSocket {
  #session: Session | null = null;

  /** Operations that are under way. */
  get operations(): number {
    return this.#session?.operations ?? 0;
  }

  /** Keeps the socket and what is said over it together until it is closed. */
  hold(connection: Duplex, dialect: Dialect, headers: IncomingHttpHeaders, deps: SessionDeps): void {
    this.#session = new Session({ channel: new Channel(this, connection), dialect, headers }, deps);
    this.on('message', HeldSocket.#hear);
    this.on('ping', HeldSocket.#hearPing);
    this.on('pong', HeldSocket.#hearPong);
    this.once('close', HeldSocket.#end);
  }

  static #hear(this: WebSocket, data: unknown): void {
    (this as HeldSocket).#session?.hear(data as Buffer);
  }

  static #hearPing(this: WebSocket): void {
    (this as HeldSocket).#session?.channel.answered();
  }

  static #hearPong(this: WebSocket): void {
    (this as HeldSocket).#session?.hearPong();
  }

  static #end(this: WebSocket): void {
    (this as HeldSocket).#session?.end();
  }
}
