import { once } from 'node:events';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../kernel/clock.ts';
import type { Parcel } from './webhook.ts';

/** Sockets that are open to the target at once. */
export const MAX_SOCKETS = 256;
/** What is kept of an answer, in bytes. */
export const MAX_ANSWER_BYTES = 64 * 1024;

export interface Reply {
  readonly status: number;
  readonly text: string;
}

export interface Posting {
  readonly url: string;
  readonly parcel: Parcel;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** Posts over sockets of its own, which {@link close} destroys. */
export class Poster {
  readonly #clock: Clock;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Null when there was no whole answer by the deadline, for whatever reason. Never rejects. */
  post({ url, parcel, deadlineMs, signal }: Posting): Promise<Reply | null> {
    if (signal.aborted) return Promise.resolve(null);
    const ended = new AbortController();
    return new Promise((resolve) => {
      const end = (reply: Reply | null): void => {
        cancelDeadline();
        signal.removeEventListener('abort', giveUp);
        resolve(reply);
        ended.abort();
      };
      const giveUp = (): void => end(null);
      const cancelDeadline = this.#clock.setTimer(this.#clock.now() + deadlineMs, giveUp);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#send(url, parcel, ended.signal).then(end, giveUp);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** A kept socket that the other side closed just now is no fault of the target: then it goes over another one. */
  async #send(url: string, parcel: Parcel, signal: AbortSignal): Promise<Reply> {
    const query = parcel.query === undefined ? '' : `?${new URLSearchParams(parcel.query).toString()}`;
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(parcel.body),
      ...parcel.headers,
    };
    const sent = request(url + query, { method: 'POST', agent: this.#agent, headers, signal });
    // An error after the head of the answer ends the reading of its body, which tells of it.
    sent.on('error', () => undefined);
    sent.end(parcel.body);
    try {
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      return { status: response.statusCode ?? 0, text: await readText(response) };
    } catch (error) {
      if (sent.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET' && !signal.aborted)
        return this.#send(url, parcel, signal);
      throw error;
    }
  }
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_ANSWER_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
