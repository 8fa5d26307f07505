import { nextTick } from 'node:process';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { SEND_AHEAD_BYTES } from '../send-ahead.ts';

/** Bytes that may wait for a client's network before nothing more is read from it: whoever asks and does not listen asks in vain. */
export const MAX_UNSENT_BYTES = 1024 * 1024;

/** One socket, as what is said over it sees it. */
export class Channel {
  readonly #socket: WebSocket;
  /** What the socket writes to. */
  readonly #connection: Duplex;
  #gathering = false;
  /** When something was sent last. */
  #sentIn: Turn | null = null;

  constructor(socket: WebSocket, connection: Duplex) {
    this.#socket = socket;
    this.#connection = connection;
  }

  /**
   * Returns null when there is room for another message at once; or a promise that resolves when this one has left for the network or never
   * will, so a slow reader slows its own operations alone.
   */
  send(text: string): Promise<void> | null {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return null;
    this.#gatherRest();
    if (this.#hasRoomFor(text.length)) {
      socket.send(text, this.#whenSent);
      return null;
    }
    return this.#awaited((whenSent) => socket.send(text, whenSent));
  }

  /**
   * The same for messages that are frames already. They are written past the library, which would make a frame of its own for each; no
   * extension is in use, so it keeps nothing back that they could overtake.
   */
  sendFrames(frames: Buffer): Promise<void> | null {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return null;
    this.#gatherRest();
    if (this.#hasRoomFor(frames.length)) {
      this.#connection.write(frames, socket.isPaused ? this.#whenSent : undefined);
      return null;
    }
    return this.#awaited((whenSent) => this.#connection.write(frames, whenSent));
  }

  ping(): void {
    this.#socket.ping();
  }

  /** Ends it without a word. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Closes it. A client that does not answer the goodbye is cut by the heartbeat. */
  close(code: number, reason: string): void {
    this.#socket.resume();
    this.#socket.close(code, reason);
  }

  /** The client has said something that is answered by the library itself: answers that are not taken pile up as anything else does. */
  answered(): void {
    this.#checkReading();
  }

  #hasRoomFor(bytes: number): boolean {
    return this.#socket.bufferedAmount + bytes <= SEND_AHEAD_BYTES;
  }

  #awaited(send: (whenSent: () => void) => void): Promise<void> | null {
    const { promise, resolve } = Promise.withResolvers<void>();
    send(() => {
      resolve();
      this.#checkReading();
    });
    this.#checkReading();
    // However much it was: when nothing waits, the network has taken all of it.
    return this.#socket.bufferedAmount === 0 ? null : promise;
  }

  /** The first message of a turn leaves at once, and what else is sent before it ends in one more write. */
  #gatherRest(): void {
    const turn = currentTurn();
    if (this.#sentIn !== turn) {
      this.#sentIn = turn;
      return;
    }
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

/** Until nothing else is to be done now; compared by identity. */
type Turn = object;
let turn: Turn | null = null;

function currentTurn(): Turn {
  if (turn !== null) return turn;
  turn = {};
  nextTick(() => (turn = null));
  return turn;
}
