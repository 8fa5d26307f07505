import { once } from 'node:events';
import { Agent, createServer, request as send } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { SandboxConnectionId } from '../../../src/sandbox/connections.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { type ServiceOptions, TestService } from '../../support/service.ts';

/** A request as it went over the wire. */
export interface TappedRequest {
  readonly connection: SandboxConnectionId;
  readonly atMs: number;
  readonly method: string;
  /** Below the connection's base URL, percent-encoded as it came. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  /** Parsed; undefined when there was none. */
  // Tests compare it whole or read the one field that they are about.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** An answer in place of the sandbox's; `text` is sent as it is, anything else as JSON. */
export type TapAnswer =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly json: unknown }
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly text: string };

/** Answers in place of the sandbox; null leaves the request to the sandbox. */
export type Reaction = (request: TappedRequest) => TapAnswer | null;

/** The sandbox behind a wire that is listened to: shows what the sandbox's journal leaves out, and says what it never would. */
export class Tap implements AsyncDisposable {
  readonly requests: TappedRequest[] = [];
  /** The sandbox, with connections that lead through this tap. */
  readonly sandbox: Sandbox;
  readonly #clock: ManualClock;
  readonly #server: Server;
  readonly #upstream: Sandbox;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #reactions = new Map<SandboxConnectionId, Reaction>();

  private constructor(clock: ManualClock, server: Server, upstream: Sandbox) {
    this.#clock = clock;
    this.#server = server;
    this.#upstream = upstream;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connections = upstream.connections.map((connection) => ({
      ...connection,
      baseUrl: connection.baseUrl.replace(upstream.url, url),
    }));
    this.sandbox = Object.create(upstream, { url: { value: url }, connections: { value: connections } }) as Sandbox;
    server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      this.#serve(incoming, response).catch(() => response.destroy());
    });
  }

  static async start(clock: ManualClock): Promise<Tap> {
    const server = createServer({ keepAliveTimeout: 65_000 });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Tap(clock, server, await startSandbox({ clock, random: () => 0.5 }));
  }

  /** Reacts like this to a connection's requests from now on; null: not any more. */
  react(connection: SandboxConnectionId, reaction: Reaction | null): void {
    if (reaction === null) this.#reactions.delete(connection);
    else this.#reactions.set(connection, reaction);
  }

  /** Reacts to the connection's next matching requests, to each with one of the answers, and to no other. */
  answerOnce(
    connection: SandboxConnectionId,
    matches: (request: TappedRequest) => boolean,
    ...answers: TapAnswer[]
  ): void {
    this.react(connection, (request) => (matches(request) ? (answers.shift() ?? null) : null));
  }

  requestsOf(connection: SandboxConnectionId): TappedRequest[] {
    return this.requests.filter((request) => request.connection === connection);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#upstream.close();
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const request = this.#note(incoming, text);
    const answer = this.#reactions.get(request.connection)?.(request) ?? null;
    if (answer === null) return this.#forward(incoming, text, response);
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end('text' in answer ? answer.text : JSON.stringify(answer.json));
  }

  #note(incoming: IncomingMessage, text: string): TappedRequest {
    const [path = '', query = ''] = (incoming.url ?? '').split('?', 2);
    const connection = this.sandbox.connections
      .map(({ id, baseUrl }) => ({ id, prefix: new URL(baseUrl).pathname }))
      .find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
    if (connection === undefined) throw new Error(`a request to nobody: ${path}`);
    const request: TappedRequest = {
      connection: connection.id,
      atMs: this.#clock.now(),
      method: incoming.method ?? '',
      path: path.slice(connection.prefix.length),
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: incoming.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    this.requests.push(request);
    return request;
  }

  async #forward({ method, url, headers }: IncomingMessage, text: string, response: ServerResponse): Promise<void> {
    const onward = send(this.#upstream.url + url, { method, headers, agent: this.#agent });
    onward.on('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    onward.end(text);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  }
}

/** A service whose wire is tapped. */
export interface TappedService extends AsyncDisposable {
  readonly service: TestService;
  readonly tap: Tap;
}

/** To be disposed of, which fails the test when a provider was called more often than it allows. */
export async function startTapped(options: Omit<ServiceOptions, 'sandbox' | 'clock'> = {}): Promise<TappedService> {
  const clock = new ManualClock();
  const tap = await Tap.start(clock);
  const service = await TestService.start({ ...options, clock, sandbox: tap.sandbox });
  return {
    service,
    tap,
    async [Symbol.asyncDispose]() {
      const { violations } = service.sandbox.journal;
      await service.stop();
      await tap[Symbol.asyncDispose]();
      expect(violations).toEqual({});
    },
  };
}
