import type { WebSocket } from 'ws';

/** Bytes that may wait for a client's network before nothing more is read from it: whoever asks and does not listen asks in vain. */
export const MAX_UNSENT_BYTES = 1024 * 1024;

/** One socket, as what is said over it sees it. */
export class Channel {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    // The library answers each ping by itself; answers that are not taken pile up as anything else does.
    socket.on('ping', () => this.#checkReading());
  }

  /** Resolves when the message has left for the network, or never will; so a slow reader slows its own operations alone. */
  send(text: string): Promise<void> {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
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

  #checkReading(): void {
    const socket = this.#socket;
    const listens = socket.bufferedAmount <= MAX_UNSENT_BYTES;
    if (listens && socket.isPaused) socket.resume();
    else if (!listens && !socket.isPaused) socket.pause();
  }
}
