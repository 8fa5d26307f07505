import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import type { ErrorCode } from '../kernel/error-codes.ts';
import { readAccept } from './accept.ts';
import { acceptPlainly, plainStatus } from './plain.ts';

const GRAPHQL_JSON = 'application/graphql-response+json';
const OTHER_JSON: readonly string[] = ['application/json', 'application/*', '*/*'];

/** Apollo's clients read these from an answer that is none of a failure, and send the text next. */
const NO_FAILURE: ReadonlySet<unknown> = new Set<ErrorCode>([
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Answers a request whose document is not executed, as Apollo Server would. */
export function answerRefusal(
  { headers: { accept } }: IncomingMessage,
  response: ServerResponse,
  errors: readonly GraphQLFormattedError[],
): void {
  const isNoFailure = errors.every(({ extensions }) => NO_FAILURE.has(extensions?.['code']));
  if (isNoFailure) response.setHeader('cache-control', 'private, no-cache, must-revalidate');
  const text = `${JSON.stringify({ errors })}\n`;
  response.writeHead(isNoFailure ? 200 : plainStatus(400, accept, text), {
    'content-type': `${prefersGraphQLJson(accept) ? GRAPHQL_JSON : 'application/json'}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** Of the two kinds of JSON, the one that the client likes better. */
function prefersGraphQLJson(accept: string | undefined): boolean {
  const json = readAccept(acceptPlainly(accept)).find(({ type }) => type === GRAPHQL_JSON || OTHER_JSON.includes(type));
  return json?.type === GRAPHQL_JSON;
}
