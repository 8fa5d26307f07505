import type { ServerResponse } from 'node:http';
import type { Clock } from '../kernel/clock.ts';
import { startHeartbeat } from './heartbeat.ts';

/**
 * Writes server-sent events one after the other. Each waits until the one before has left for the network, so that a slow
 * reader slows its own stream alone; one who takes nothing for the length of a heartbeat is disconnected.
 */
export class EventWriter {
  readonly #response: ServerResponse;

  /** Begins the response. */
  constructor(response: ServerResponse, clock: Clock) {
    this.#response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      // nginx would gather events otherwise.
      'x-accel-buffering': 'no',
    });
    // A comment, for some browsers wait for the first byte of the body.
    response.write(':\n\n');
    const heartbeat = startHeartbeat(clock, {
      sendSign: () => void response.write(':\n\n', () => heartbeat.reached()),
      giveUp: () => response.destroy(),
    });
    response.once('close', () => heartbeat.stop());
  }

  /** Resolves with whether the event has left; false when the client is gone. */
  write(event: string, data?: unknown): Promise<boolean> {
    if (!this.#response.writable || this.#response.destroyed) return Promise.resolve(false);
    const text = data === undefined ? '' : ` ${JSON.stringify(data)}`;
    return new Promise((resolve) => {
      this.#response.write(`event: ${event}\ndata:${text}\n\n`, (error) => resolve(!error));
    });
  }
}
