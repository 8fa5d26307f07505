import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');
/** The head may say so much about an answer before something is wrong. */
const MAX_HEAD_BYTES = 16 * 1_024;

/**
 * One connection that is kept alive, with one request at a time: as little work as it can be, because load and simulated providers
 * share a core.
 */
export class HttpConnection implements Disposable {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #answered: PromiseWithResolvers<HttpAnswer> | null = null;
  /** Why nothing can be sent any more. */
  #failure: Error | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (data: Buffer) => this.#receive(data));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server hung up')));
  }

  static async open(url: string): Promise<HttpConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    return new HttpConnection(socket);
  }

  /** Sends bytes of {@link graphqlRequest}. Servers hang up after some seconds of silence, so a connection is for one round. */
  send(request: Buffer): Promise<HttpAnswer> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    this.#answered = Promise.withResolvers();
    this.#socket.write(request);
    return this.#answered.promise;
  }

  [Symbol.dispose](): void {
    this.#answered = null;
    this.#socket.destroy();
  }

  #receive(data: Buffer): void {
    this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) {
      if (this.#received.length > MAX_HEAD_BYTES) this.#fail(new Error('the answer has no end of its head'));
      return;
    }
    const head = this.#received.toString('latin1', 0, headEnd);
    const body = this.#received.subarray(headEnd + HEAD_END.length);
    const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
    const whole = length === undefined ? unchunk(body) : body.length >= Number(length) ? body : null;
    if (whole === null) return;
    this.#received = Buffer.alloc(0);
    const answered = this.#answered;
    this.#answered = null;
    answered?.resolve({ status: Number(head.slice(9, 12)), body: whole });
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.#answered?.reject(error);
    this.#answered = null;
  }
}

/** The body of an answer in chunks; null while it is not complete. */
function unchunk(bytes: Buffer): Buffer | null {
  if (!bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)) return null;
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (size === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}

/** A GraphQL request as bytes; `body` is JSON. */
export function graphqlRequest(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const lines = Object.entries({
    host: new URL(url).host,
    'content-type': 'application/json',
    accept: 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST /graphql HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
