import type { ServerResponse } from 'node:http';
import type { Clock } from '../../kernel/clock.ts';
import { startHeartbeat } from '../heartbeat.ts';
import { SEND_AHEAD_BYTES } from '../send-ahead.ts';
import type { StreamFormat } from './stream-format.ts';

/**
 * Writes a stream piece by piece. When {@link SEND_AHEAD_BYTES} wait for the network, the next one waits too, so that a slow
 * reader slows its own stream alone; one who takes nothing for the length of a heartbeat is disconnected.
 */
export class StreamWriter {
  readonly #response: ServerResponse;

  /** Begins the response. */
  constructor(response: ServerResponse, { contentType, opening, sign }: StreamFormat, clock: Clock) {
    this.#response = response;
    response.writeHead(200, {
      'content-type': contentType,
      'cache-control': 'no-cache, no-transform',
      // nginx would gather events otherwise.
      'x-accel-buffering': 'no',
    });
    response.write(opening);
    const heartbeat = startHeartbeat(clock, {
      // Who does not even take the end of the stream is given up one heartbeat later.
      sendSign: () => {
        if (this.#isOpen) response.write(sign, () => heartbeat.reached());
      },
      giveUp: () => response.destroy(),
    });
    response.once('close', () => heartbeat.stop());
  }

  /** Resolves when there is room for another text, with false when the client is gone or the stream has ended. */
  write(text: string): Promise<boolean> {
    if (!this.#isOpen) return Promise.resolve(false);
    if (this.#response.writableLength + text.length <= SEND_AHEAD_BYTES) {
      this.#response.write(text);
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      this.#response.write(text, (error) => resolve(!error));
    });
  }

  /** Ends the response with a last text, unless it has ended. */
  end(text: string): void {
    if (this.#isOpen) this.#response.end(text);
  }

  /** An end that waits for a slow reader is an end: another text after it would be an error that nobody catches. */
  get #isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }
}
