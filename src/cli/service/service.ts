import { Agent, type Dispatcher, request } from 'undici';
import { SECOND } from '../../kernel/duration.ts';
import { ERROR_CODES } from '../../kernel/error-codes.ts';
import { maskedUrl } from '../configuration/masked.ts';
import { usageError } from '../exit.ts';
import { NETWORK_REASONS, type NetworkFault, networkFaultOf } from '../network.ts';
import type { TypedDocumentString } from './__generated__/graphql.ts';
import texts from './__generated__/persisted-documents.json' with { type: 'json' };
import { readEventStream } from './event-stream.ts';
import { ServiceLost, ServiceRefusal } from './failure.ts';
import type { ServiceOptions } from './options.ts';

/** A service that says nothing for so long is lost, in milliseconds: it gives a sign of life every twelve seconds. */
export const SILENCE_MS = 40 * SECOND;
const CONNECT_WITHIN_MS = 10 * SECOND;
/** The largest answer, in bytes: 10 000 outcomes are three million. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Codes of a service that is about to end, or has lost its database: soon it, or another one at its address, answers. */
const CANNOT_NOW: ReadonlySet<unknown> = new Set(
  Object.entries(ERROR_CODES).flatMap(([code, { status }]) => (status === 503 ? [code] : [])),
);
/** Faults that come before a question is sent. */
const UNHEARD: ReadonlySet<NetworkFault> = new Set(['refused', 'unknownHost', 'certificate']);

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
}

/** A running service, asked over HTTP; subscriptions come as server-sent events. */
export class Service {
  /** As it may be shown. */
  readonly url: string;
  readonly #endpoint: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #agent = new Agent({
    connect: { timeout: CONNECT_WITHIN_MS },
    headersTimeout: SILENCE_MS,
    bodyTimeout: SILENCE_MS,
    maxResponseSize: -1,
  });

  /** @throws CommandError when the URL is none, or the token can be none */
  constructor({ url, token }: ServiceOptions) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw usageError('--url or ROLLCALL_URL must be an http or https URL');
    const given = new URL(url);
    if (given.username !== '' || given.password !== '')
      throw usageError('--url or ROLLCALL_URL must hold no user and password: ROLLCALL_TOKEN gives a bearer token');
    if (given.pathname === '/') given.pathname = '/graphql';
    this.#endpoint = given.href;
    this.url = maskedUrl(given.href);
    this.#headers = { 'content-type': 'application/json', ...authorizationOf(token?.trim() ?? '') };
  }

  /**
   * Asks once.
   *
   * @throws ServiceLost, ServiceRefusal
   */
  async ask<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    signal: AbortSignal,
  ): Promise<Data> {
    const response = await this.#post(document, variables, 'application/json', signal);
    return dataIn(await this.#readAnswer(response)) as Data;
  }

  /**
   * Subscribes once: ends when the service says that nothing more will come.
   *
   * @param onOpen called when the service has taken the subscription
   * @throws ServiceLost also when the stream ends in any other way; ServiceRefusal
   */
  async *subscribe<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    { signal, onOpen }: { readonly signal: AbortSignal; readonly onOpen: () => void },
  ): AsyncGenerator<Data> {
    const response = await this.#post(document, variables, 'text/event-stream', signal);
    if (!isOfType(response, 'text/event-stream')) {
      dataIn(await this.#readAnswer(response));
      throw new ServiceLost(`${this.url} answered a subscription without a stream`);
    }
    onOpen();
    try {
      for await (const { name, data } of readEventStream(response.body as AsyncIterable<Uint8Array>)) {
        if (name === 'complete') return;
        yield dataIn(JSON.parse(data) as Answer) as Data;
      }
    } catch (error) {
      throw this.#lostBy(error);
    }
    throw new ServiceLost(`${this.url} has ended the stream`);
  }

  /** Breaks what is under way. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #post<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    accept: string,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const hash = String(document.__meta__?.['hash']);
    const query = (texts as Readonly<Record<string, string>>)[hash];
    try {
      return await request(this.#endpoint, {
        method: 'POST',
        headers: { ...this.#headers, accept },
        body: JSON.stringify({ query, variables }),
        dispatcher: this.#agent,
        signal,
      });
    } catch (error) {
      throw this.#lostBy(error);
    }
  }

  async #readAnswer(response: Dispatcher.ResponseData): Promise<Answer> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of response.body) {
        bytes += (chunk as Buffer).length;
        if (bytes > MAX_ANSWER_BYTES) throw new ServiceLost(`${this.url} answered more than ${MAX_ANSWER_BYTES} bytes`);
        chunks.push(chunk as Buffer);
      }
    } catch (error) {
      throw this.#lostBy(error);
    }
    const answer = parse(Buffer.concat(chunks).toString());
    if (answer !== null) return answer;
    const { statusCode } = response;
    throw new ServiceLost(`${this.url} is no GraphQL service: it answered HTTP ${statusCode} without one's JSON`);
  }

  /** What broke a request on its way; what was answered passes, and so does our own end of it. */
  #lostBy(error: unknown): unknown {
    if (error instanceof ServiceLost || error instanceof ServiceRefusal) return error;
    if (error instanceof Error && error.name === 'AbortError') return error;
    const fault = networkFaultOf(error);
    return new ServiceLost(`${this.url} cannot be reached: ${NETWORK_REASONS[fault]}`, {
      cause: error,
      isUnheard: UNHEARD.has(fault),
    });
  }
}

/** @throws CommandError when no header can hold the token */
function authorizationOf(token: string): Readonly<Record<string, string>> {
  if (token === '') return {};
  if (!/^[\x21-\x7e]+$/.test(token))
    throw usageError('--token or ROLLCALL_TOKEN has characters that no token has, such as blanks or line ends');
  return { authorization: `Bearer ${token}` };
}

/** @throws ServiceLost when the service cannot answer now; ServiceRefusal */
function dataIn({ data, errors }: Answer): unknown {
  const [error] = errors ?? [];
  if (error === undefined) return data;
  const { code, field } = error.extensions ?? {};
  if (CANNOT_NOW.has(code)) throw new ServiceLost(`the service cannot answer now: ${error.message}`);
  throw new ServiceRefusal(error.message, stringOr(code), stringOr(field));
}

const stringOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const isOfType = ({ headers }: Dispatcher.ResponseData, type: string): boolean =>
  String(headers['content-type'] ?? '').startsWith(type);

/** Null for what no GraphQL service answers. */
function parse(text: string): Answer | null {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null && ('data' in json || 'errors' in json) ? (json as Answer) : null;
  } catch {
    return null;
  }
}
