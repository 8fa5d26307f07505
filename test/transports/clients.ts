import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { soon } from './time.ts';

export interface StreamedResult {
  // Tests select what they expect and compare it whole; a type for each document would only repeat it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data?: any;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** One subscription, as its client sees it. */
export interface Subscriber {
  /** The next result; null when the server says that the subscription is over. Rejects when the connection ends before. */
  next(): Promise<StreamedResult | null>;
  /** Ends the subscription as the protocol wants it. */
  leave(): Promise<void>;
  /** Cuts the connection without a word. */
  vanish(): void;
  /** Reads nothing any more, until {@link resume}. */
  pause(): void;
  resume(): void;
}

/** What a way to subscribe needs besides the service. */
export interface Surroundings extends AsyncDisposable {
  /** Whom the service may call back. */
  readonly callbackOrigins: readonly string[];
}

/** A way to subscribe. */
export interface TransportClient {
  readonly name: string;
  /**
   * What the server does when the credential ends with which it was subscribed: the last result says so, or the client's
   * connection is closed, of which the client hears this.
   */
  readonly atExpiry: 'lastResult' | RegExp;
  /** The same when the service ends. */
  readonly atShutdown: 'lastResult' | RegExp;
  /** How far time has to move, perhaps again and again, until the server sees that a client has gone; 0: it sees that by itself. */
  readonly noticedAfterMs: number;
  /** Called before each test; absent: nothing is needed. */
  readonly surround?: () => Promise<Surroundings>;
  subscribe(url: string, query: string, variables?: object): Promise<Subscriber>;
}

/** Hands what is pushed to whoever asks next. */
export class Inbox<Item> {
  readonly #items: Item[] = [];
  #ended: { error: Error | null } | null = null;
  #wake: () => void = () => {};

  push(item: Item): void {
    this.#items.push(item);
    this.#wake();
  }

  end(error: Error | null): void {
    this.#ended ??= { error };
    this.#wake();
  }

  async next(): Promise<Item | null> {
    while (this.#items.length === 0 && this.#ended === null) {
      await soon('result', new Promise<void>((resolve) => (this.#wake = resolve)));
    }
    const item = this.#items.shift();
    if (item !== undefined) return item;
    if (this.#ended?.error) throw this.#ended.error;
    return null;
  }
}

export function webSocketClient(path: '/graphql' | '/ws'): TransportClient {
  return {
    name: `graphql-transport-ws on ${path}`,
    atExpiry: /^closed: 4403$/,
    atShutdown: /^closed: 1001$/,
    noticedAfterMs: 0,
    async subscribe(url, query, variables) {
      const sockets: WebSocket[] = [];
      class Recorded extends WebSocket {
        constructor(address: string, protocols: string) {
          super(address, protocols);
          sockets.push(this);
        }
      }
      const client = connect(`${url.replace('http', 'ws')}${path}`, Recorded);
      const inbox = new Inbox<StreamedResult>();
      const subscribed = new Promise<void>((resolve) => void client.on('message', () => resolve()));
      const end = client.subscribe<StreamedResult['data']>(
        { query, variables: variables as Record<string, unknown> },
        {
          next: (result) => inbox.push(result as StreamedResult),
          // Errors of the document come as a list; a closed socket as its close event.
          error: (error) => {
            if (Array.isArray(error)) inbox.push({ errors: error as never });
            inbox.end(Array.isArray(error) ? null : new Error(`closed: ${(error as CloseEvent).code}`));
          },
          complete: () => inbox.end(null),
        },
      );
      await soon('acknowledgement', subscribed);
      const [socket] = sockets;
      return {
        next: () => inbox.next(),
        leave: async () => {
          end();
          await client.dispose();
        },
        vanish: () => socket?.terminate(),
        pause: () => socket?.pause(),
        resume: () => socket?.resume(),
      };
    },
  };
}

export const connect = (url: string, webSocketImpl: unknown = WebSocket): Client =>
  createClient({ url, webSocketImpl, lazy: true, retryAttempts: 0, onNonLazyError: () => {} });

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export interface Opened {
  readonly sent: ClientRequest;
  readonly response: IncomingMessage;
}

/** Sends one request exactly as it is written down, and resolves with the head of the answer. */
export async function open(url: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Opened> {
  const sent = request(url, { method, headers, agent: false });
  sent.end(body);
  const [response] = (await soon('answer', once(sent, 'response'))) as [IncomingMessage];
  return { sent, response };
}

/** The same with the whole answer. */
export async function ask(url: string, asked: Asked = {}): Promise<HttpAnswer> {
  const { response } = await open(url, asked);
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
}

export const postJson = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
  ask(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

const METHODS = {
  POST: (query: string, variables: object) => ({
    search: '',
    asked: {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query, variables }),
    },
  }),
  GET: (query: string, variables: object) => ({
    search: `?${new URLSearchParams({ query, variables: JSON.stringify(variables) })}`,
    asked: { method: 'GET', headers: { accept: 'text/event-stream' } },
  }),
};

export function serverSentEventsClient(method: keyof typeof METHODS): TransportClient {
  return {
    name: `server-sent events by ${method}`,
    atExpiry: 'lastResult',
    atShutdown: /^the stream ended without a word$/,
    noticedAfterMs: 0,
    async subscribe(url, query, variables = {}) {
      const { search, asked } = METHODS[method](query, variables);
      const inbox = new Inbox<StreamedResult>();
      return streamedBy(await open(`${url}/graphql${search}`, asked), inbox, (text) => {
        const blocks = text.split('\n\n');
        const rest = blocks.pop() ?? '';
        for (const block of blocks) readBlock(block, inbox);
        return rest;
      });
    },
  };
}

/**
 * A subscription that comes in one response.
 *
 * @param read takes what has come, and returns what is not whole yet
 */
export function streamedBy(
  { sent, response }: Opened,
  inbox: Inbox<StreamedResult>,
  read: (text: string) => string,
): Subscriber {
  if (response.statusCode !== 200) throw new Error(`the answer has status ${response.statusCode}`);
  let text = '';
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => (text = read(text + chunk)));
  response.on('end', () => inbox.end(new Error('the stream ended without a word')));
  response.on('error', (error) => inbox.end(error));
  return {
    next: () => inbox.next(),
    leave: () => Promise.resolve(void sent.destroy()),
    vanish: () => sent.destroy(),
    pause: () => response.pause(),
    resume: () => response.resume(),
  };
}

function readBlock(block: string, inbox: Inbox<StreamedResult>): void {
  if (block.startsWith(':')) return;
  const [event, data = ''] = block.split('\n');
  if (event === 'event: complete') inbox.end(null);
  else if (event === 'event: next') inbox.push(JSON.parse(data.slice('data: '.length)) as StreamedResult);
  else inbox.end(new Error(`a block that is no event: ${block}`));
}
