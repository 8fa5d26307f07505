import type { ServerResponse } from 'node:http';
import type { Results, ResultText } from '../../graphql/fan-out/results.ts';
import type { ResultSink } from '../../graphql/fan-out/subscription.ts';
import type { Heartbeats, Patient } from '../heartbeat.ts';
import { SEND_AHEAD_BYTES } from '../send-ahead.ts';
import type { StreamFormat } from './stream-format.ts';

/**
 * Writes a stream piece by piece. When {@link SEND_AHEAD_BYTES} wait for the network, the next one waits too, so that a slow
 * reader slows its own stream alone; one who takes nothing for the length of a heartbeat is disconnected.
 */
export class StreamWriter implements ResultSink, Patient {
  readonly #response: ServerResponse;
  readonly #format: StreamFormat;
  readonly #heartbeats: Heartbeats;

  /** Begins the response. Whoever hears that it is closed has to say so: {@link gone}. */
  constructor(response: ServerResponse, format: StreamFormat, heartbeats: Heartbeats) {
    this.#response = response;
    this.#format = format;
    this.#heartbeats = heartbeats;
    response.writeHead(200, {
      'content-type': format.contentType,
      'cache-control': 'no-cache, no-transform',
      // nginx would gather events otherwise.
      'x-accel-buffering': 'no',
    });
    response.write(format.opening);
    heartbeats.start(this);
  }

  /** Writes them as one piece, which is made once for all streams of the format. */
  take(results: Results): Promise<void> | null {
    if (!this.#isOpen) return null;
    const piece = results.once(this.#format, (texts) => pieceOf(texts, this.#format));
    if (this.#response.writableLength + piece.body.length <= SEND_AHEAD_BYTES) {
      this.#write(piece);
      return null;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#write(piece, () => resolve());
    // However much it was: when nothing waits, the network has taken all of it.
    return this.#response.writableLength === 0 ? null : promise;
  }

  /** Ends the response with the word that the subscription is over. */
  end(): void {
    this.endWith(this.#format.complete);
  }

  /** Ends the response with a last text, unless it has ended. */
  endWith(text: string): void {
    if (this.#isOpen) this.#response.end(text);
  }

  gone(): void {
    this.#heartbeats.stop(this);
  }

  /** Who does not even take the end of the stream is given up one heartbeat later. */
  sendSign(): void {
    if (this.#isOpen) this.#response.write(this.#format.sign, () => this.#heartbeats.reached(this));
  }

  giveUp(): void {
    this.#response.destroy();
  }

  /** Past the response where that can be: it would write three pieces for each chunk. */
  #write({ chunk, body }: Piece, whenWritten?: () => void): void {
    const { socket, chunkedEncoding } = this.#response;
    if (socket === null || !chunkedEncoding) this.#response.write(body, whenWritten);
    else socket.write(chunk, whenWritten);
  }

  /** An end that waits for a slow reader is an end: another text after it would be an error that nobody catches. */
  get #isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }
}

interface Piece {
  readonly body: Buffer;
  /** The same as a chunk of a response whose length nobody knows (RFC 9112, 7.1). */
  readonly chunk: Buffer;
}

function pieceOf(texts: readonly ResultText[], format: StreamFormat): Piece {
  const text = texts
    .map(({ json, failure }) => (failure === null ? format.result(json) : format.failure(failure)))
    .join('');
  const length = Buffer.byteLength(text);
  const head = `${length.toString(16)}\r\n`;
  const chunk = Buffer.from(`${head}${text}\r\n`);
  return { chunk, body: chunk.subarray(head.length, head.length + length) };
}
