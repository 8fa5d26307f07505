import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { parse } from './support.ts';

/** A webhook as it came in. */
export interface Received {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The text as JSON; undefined when it is none. */
  // Tests compare it whole or read the one field that they are about.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** What is answered; `hang` never answers. */
export type Reaction = { readonly status?: number; readonly json?: unknown } | 'hang';

/** Whoever the sandbox posts to. */
export class WebhookReceiver {
  readonly received: Received[] = [];
  /** Default 200 with an empty object. */
  react: (received: Received) => Reaction = () => ({});
  /** Sockets that are open now. */
  sockets = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.sockets++;
      socket.once('close', () => this.sockets--);
    });
    server.on('request', (request, response) => void this.#take(request, response));
  }

  /** Closed when the test is over. */
  static async start(): Promise<WebhookReceiver> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return new WebhookReceiver(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Something of every body, in the order of arrival. */
  bodies<Picked>(pick: (body: Received['body']) => Picked): Picked[] {
    return this.received.map(({ body }) => pick(body));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://receiver');
    const query = Object.fromEntries(url.searchParams);
    const received = { path: url.pathname, query, headers: request.headers, text, body: parse(text) };
    this.received.push(received);
    const reaction = this.react(received);
    if (reaction === 'hang') return;
    response.writeHead(reaction.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(reaction.json ?? {}));
  }
}
