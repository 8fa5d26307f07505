import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed; undefined when there was none. */
  readonly body: unknown;
}

/** What the provider answers. */
export interface WireAnswer {
  /** 200 when absent. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly text?: string | undefined;
}

/** `hang` never answers; `break` answers a head and half a body, and then hangs up. */
export type WireReaction = WireAnswer | 'hang' | 'break';

/** One recorded request and its answer. A value that starts with `re:` in the query is a pattern. */
export interface WireExchange {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    /** Those that must be there; others may. */
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly response: WireAnswer;
}

/** Exchanges that belong together, and where they come from. */
export interface WireFixture {
  /** The provider's page, or when and where it was recorded. */
  readonly provenance: string;
  readonly exchanges: readonly WireExchange[];
}

/** Reads `test/wire/<provider>/<scenario>.json`. */
export function readFixture(provider: string, scenario: string): WireFixture {
  const url = new URL(`../wire/${provider}/${scenario}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as WireFixture;
}

/** A provider on a real socket: replays recorded exchanges, or reacts as a function says. */
export class WireServer {
  readonly #server: Server;
  readonly #expected: WireExchange[] = [];
  readonly #unmatched: string[] = [];
  readonly #arrivals: { count: number; arrived: () => void }[] = [];
  #react: ((request: WireRequest) => WireReaction) | null = null;
  readonly seen: WireRequest[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<WireServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new WireServer(server);
  }

  /** The URL of a port at which nobody listens any more. */
  static async unreachableUrl(): Promise<string> {
    const server = await WireServer.start();
    const { url } = server;
    await server.stop();
    return url;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Expects these exchanges, each once, in any order. */
  replay(fixture: WireFixture): void {
    this.#expected.push(...fixture.exchanges);
  }

  /** Reacts like this from now on, instead of replaying. */
  react(react: (request: WireRequest) => WireReaction): void {
    this.#react = react;
  }

  /** Resolves when `count` requests have arrived since the start. */
  async arrived(count: number): Promise<void> {
    if (this.seen.length >= count) return;
    await new Promise<void>((arrived) => this.#arrivals.push({ count, arrived }));
  }

  /** Throws when a request came that nobody expected, or one did not come that was expected. */
  verify(): void {
    const missing = this.#expected.map(({ request }) => `missing: ${request.method} ${request.path}`);
    const problems = [...this.#unmatched, ...missing];
    if (problems.length > 0) throw new Error(problems.join('\n'));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    const reaction = this.#react?.(request) ?? this.#replayed(request);
    this.seen.push(request);
    for (const { count, arrived } of this.#arrivals) if (this.seen.length >= count) arrived();
    if (reaction === 'hang') return;
    if (reaction === 'break') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"half":', () => response.destroy());
      return;
    }
    response.writeHead(reaction.status ?? 200, { 'content-type': 'application/json', ...reaction.headers });
    response.end(reaction.text ?? JSON.stringify(reaction.body));
  }

  #replayed(request: WireRequest): WireAnswer {
    const index = this.#expected.findIndex((exchange) => matches(exchange, request));
    const [exchange] = index < 0 ? [] : this.#expected.splice(index, 1);
    if (exchange !== undefined) return exchange.response;
    this.#unmatched.push(`unexpected: ${request.method} ${request.path} ${JSON.stringify(request.body)}`);
    return { status: 418, body: { unexpected: true } };
  }
}

async function readRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const [path = '', query = ''] = (incoming.url ?? '').split('?', 2);
  return {
    method: incoming.method ?? '',
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers: incoming.headers,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

function matches({ request: expected }: WireExchange, request: WireRequest): boolean {
  const { method, path, query = {}, headers = {}, body } = expected;
  return (
    method === request.method &&
    path === request.path &&
    isDeepStrictEqual(Object.keys(query).toSorted(), Object.keys(request.query).toSorted()) &&
    Object.entries(query).every(([name, value]) => fits(value, request.query[name] ?? '')) &&
    Object.entries(headers).every(([name, value]) => request.headers[name.toLowerCase()] === value) &&
    isDeepStrictEqual(body, request.body)
  );
}

function fits(expected: string, value: string): boolean {
  return expected.startsWith('re:') ? new RegExp(`^(?:${expected.slice(3)})$`).test(value) : expected === value;
}
