import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CancelTimer, Clock } from '../../kernel/clock.ts';
import { jsonAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import type { Reply } from './exchange.ts';
import { parseJson } from './received.ts';
import type { ReceivedRequest } from './received.ts';

/** The largest request body, in bytes; a larger one gets 413. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Where reading an oversized body ends and its socket is destroyed, in bytes. */
const MAX_DRAINED_BYTES = 16 * MAX_BODY_BYTES;
/** Requests that can wait at once; the socket of a further one is destroyed. */
export const MAX_PARKED = 10_000;
/** Longer than any client keeps a socket, so that the client is the one who closes it. */
const KEEP_ALIVE_MS = 65_000;

export interface WebServerOptions {
  readonly clock: Clock;
  readonly host: string;
  readonly port: number;
  /** `request.path` is the whole path here. */
  readonly respond: (request: ReceivedRequest) => Reply | Promise<Reply>;
}

/** The sandbox's socket side: reads requests whole, holds back answers that are late or never come, and writes the others. */
export class WebServer {
  readonly #options: WebServerOptions;
  readonly #server: Server;
  /** Requests that wait, each with what stops its timer. */
  readonly #parked = new Map<ServerResponse, CancelTimer>();

  constructor(options: WebServerOptions) {
    this.#options = options;
    this.#server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  /** Resolves with the base URL; rejects when the port is taken. */
  listen(): Promise<string> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.removeListener('error', reject);
        const address = this.#server.address() as AddressInfo;
        resolve(`http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`);
      });
    });
  }

  get parked(): number {
    return this.#parked.size;
  }

  /** Breaks every request that waits. */
  releaseParked(): void {
    for (const [response, cancel] of this.#parked) {
      cancel();
      response.destroy();
    }
    this.#parked.clear();
  }

  close(): Promise<void> {
    this.releaseParked();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAtMs = this.#options.clock.now();
    const text = await readText(message);
    if (text === null) {
      write(
        response,
        jsonAnswer({ error: `the body is larger than ${MAX_BODY_BYTES} bytes` }, 413, { connection: 'close' }),
      );
      return;
    }
    const reply = await this.#respond(received(message, text, arrivedAtMs));
    if (reply.kind === 'break') response.destroy();
    else if (reply.kind === 'hang') this.#park(response, () => () => undefined);
    else if (reply.delayMs === 0) write(response, reply.answer);
    else this.#delay(response, reply.answer, reply.delayMs);
  }

  /** A mistake of the sandbox itself must not look like a fault that was ordered. */
  async #respond(request: ReceivedRequest): Promise<Reply> {
    try {
      return await this.#options.respond(request);
    } catch (error) {
      const answer = jsonAnswer({ error: `the sandbox itself failed: ${String(error)}` }, 500);
      return { kind: 'answer', answer, delayMs: 0 };
    }
  }

  #delay(response: ServerResponse, answer: Answer, delayMs: number): void {
    const { clock } = this.#options;
    this.#park(response, () =>
      clock.setTimer(clock.now() + delayMs, () => {
        this.#parked.delete(response);
        write(response, answer);
      }),
    );
  }

  #park(response: ServerResponse, setTimer: () => CancelTimer): void {
    if (this.#parked.size >= MAX_PARKED) {
      response.destroy();
      return;
    }
    this.#parked.set(response, setTimer());
    response.once('close', () => {
      this.#parked.get(response)?.();
      this.#parked.delete(response);
    });
  }
}

/** Null when the body is too large: it is read to its end all the same, for a client that still writes would not see the answer. */
async function readText(message: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_DRAINED_BYTES) throw new RangeError(`a body of more than ${MAX_DRAINED_BYTES} bytes`);
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}

function received(message: IncomingMessage, text: string, arrivedAtMs: number): ReceivedRequest {
  const target = message.url ?? '/';
  const queryAt = target.indexOf('?');
  return {
    method: message.method ?? 'GET',
    path: queryAt < 0 ? target : target.slice(0, queryAt),
    query: new URLSearchParams(queryAt < 0 ? '' : target.slice(queryAt + 1)),
    headers: message.headers,
    text,
    body: text === '' ? undefined : parseJson(text),
    arrivedAtMs,
  };
}

function write(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(answer.body),
    ...answer.headers,
  });
  response.end(answer.body);
}
