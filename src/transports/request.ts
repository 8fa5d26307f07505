import type { IncomingMessage } from 'node:http';
import type { OperationRequest } from '../graphql/operation.ts';
import type { RefusalCode, RefusalStatus } from '../kernel/error-codes.ts';

/** The largest request body, in bytes: 10 000 members with long accounts fit. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** So many times the limit is read of a body that is too large, without keeping it: most clients read an answer only after they have sent all. */
const DISCARDED_TIMES = 16;
/** What is read of a GraphQL request that is too large. */
export const MAX_DISCARDED_BYTES = DISCARDED_TIMES * MAX_BODY_BYTES;

/** A request that cannot be answered as asked; becomes an HTTP status with a GraphQL error in JSON. */
export class HttpError<Code extends RefusalCode = RefusalCode> extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly code: RefusalCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: RefusalStatus<Code>,
    code: Code,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** @throws HttpError 413 when the body is larger than {@link MAX_BODY_BYTES}, 400 when the client went away before its end */
async function readBody(request: IncomingMessage): Promise<string> {
  return (await readRawBody(request, MAX_BODY_BYTES)).toString('utf8');
}

/** @throws HttpError 413 when the body is larger than `maxBytes`, 400 when the client went away before its end */
export function readRawBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isOver = false;
    const gone = (): void => {
      // Every request is closed in the end, and an error takes longer to make than all the rest here.
      if (!isOver) reject(new HttpError(400, 'BAD_REQUEST', 'the request ended before its body did'));
      isOver = true;
    };
    const tooLarge = (): void => {
      isOver = true;
      const headers = { connection: 'close' };
      reject(new HttpError(413, 'PAYLOAD_TOO_LARGE', `the request is larger than ${maxBytes} bytes`, headers));
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes) chunks.push(chunk);
      else if (bytes > DISCARDED_TIMES * maxBytes && !isOver) {
        tooLarge();
        request.destroy();
      }
    });
    request.on('end', () => {
      if (isOver) return;
      if (bytes > maxBytes) return tooLarge();
      isOver = true;
      const [only] = chunks;
      resolve(chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks));
    });
    request.on('error', gone);
    request.on('close', gone);
  });
}

/** A GraphQL request as it came by POST or GET, before anything of it was checked but its shape. */
export interface GraphQLRequest {
  readonly query: string | undefined;
  readonly documentId: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Record<string, unknown> | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
  /** The JSON body of a POST. */
  readonly body: unknown;
}

/** @throws HttpError 415 and 400 for what is no GraphQL request, whatever its document says */
export async function readGraphQLRequest(request: IncomingMessage, search: string): Promise<GraphQLRequest> {
  if (request.method === 'GET') {
    const params = new URLSearchParams(search);
    return {
      query: params.get('query') ?? undefined,
      documentId: params.get('documentId') ?? undefined,
      operationName: params.get('operationName') ?? undefined,
      variables: toObject(parseJson(params.get('variables') ?? 'null', 'variables'), 'variables'),
      extensions: toObject(parseJson(params.get('extensions') ?? 'null', 'extensions'), 'extensions'),
      body: undefined,
    };
  }
  const { 'content-type': contentType = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!/^application\/(json|graphql\+json)\s*(;|$)/i.test(contentType)) {
    throw new HttpError(415, 'UNSUPPORTED_MEDIA_TYPE', 'a POST has to bring application/json');
  }
  if (encoding !== 'identity') throw new HttpError(415, 'UNSUPPORTED_MEDIA_TYPE', 'the body must not be compressed');
  const body = parseJson(await readBody(request), 'the body');
  if (!isObject(body)) {
    throw new HttpError(400, 'BAD_REQUEST', 'the body has to be one JSON object with the key "query"');
  }
  const { query, documentId, operationName, variables, extensions } = body;
  return {
    query: toText(query, 'query'),
    documentId: toText(documentId, 'documentId'),
    operationName: toText(operationName, 'operationName'),
    variables: toObject(variables, 'variables'),
    extensions: toObject(extensions, 'extensions'),
    body,
  };
}

export function toOperationRequest(asked: GraphQLRequest): OperationRequest {
  const { query, documentId, operationName, variables, extensions } = asked;
  return { query, documentId, operationName, variables, extensions };
}

function toText(value: unknown, what: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new HttpError(400, 'BAD_REQUEST', `${what} has to be a text`);
}

function toObject(value: unknown, what: string): Record<string, unknown> | undefined {
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return value;
  throw new HttpError(400, 'BAD_REQUEST', `${what} has to be one JSON object`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpError(400, 'BAD_REQUEST', `${what} cannot be read as JSON`);
  }
}
