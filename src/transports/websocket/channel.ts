import { nextTick } from 'node:process';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { SEND_AHEAD_BYTES } from '../send-ahead.ts';

/** Bytes that may wait for a client's network before nothing more is read from it: whoever asks and does not listen asks in vain. */
export const MAX_UNSENT_BYTES = 1024 * 1024;

const SENT = Promise.resolve();

/** One socket, as what is said over it sees it. */
export class Channel {
  readonly #socket: WebSocket;
  /** What the socket writes to. */
  readonly #connection: Duplex;
  #gathering = false;

  constructor(socket: WebSocket, connection: Duplex) {
    this.#socket = socket;
    this.#connection = connection;
    // The library answers each ping by itself; answers that are not taken pile up as anything else does.
    socket.on('ping', () => this.#checkReading());
  }

  /**
   * Resolves when there is room for another message: at once, or when this one has left for the network or never will; so a slow reader
   * slows its own operations alone.
   */
  send(text: string): Promise<void> {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return SENT;
    this.#gather();
    if (socket.bufferedAmount + text.length <= SEND_AHEAD_BYTES) {
      socket.send(text, this.#whenSent);
      return SENT;
    }
    return new Promise((resolve) => {
      socket.send(text, () => {
        resolve();
        this.#checkReading();
      });
      this.#checkReading();
    });
  }

  /** Closes it. A client that does not answer the goodbye is cut by the heartbeat. */
  close(code: number, reason: string): void {
    this.#socket.resume();
    this.#socket.close(code, reason);
  }

  /** What is sent until nothing else is to be done now leaves in one write. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.#connection.cork();
    nextTick(this.#letGo);
  }

  readonly #letGo = (): void => {
    this.#gathering = false;
    this.#connection.uncork();
  };

  readonly #whenSent = (): void => this.#checkReading();

  #checkReading(): void {
    const socket = this.#socket;
    const listens = socket.bufferedAmount <= MAX_UNSENT_BYTES;
    if (listens && socket.isPaused) socket.resume();
    else if (!listens && !socket.isPaused) socket.pause();
  }
}
