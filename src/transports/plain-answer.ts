import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ApolloServer, HeaderMap } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { Viewer } from '../access/viewer.ts';
import { RootOutcomes, withOutcomes } from '../graphql/compiled/root-outcomes.ts';
import type { Written } from '../graphql/compiled/run.ts';
import type { ContextFactory, GraphQLContext } from '../graphql/context.ts';
import type { NamedDocument, Operations, PreparedOperation } from '../graphql/operation.ts';
import { ContentTypes } from './content-types.ts';
import { withDocumentText } from './named-document.ts';
import { acceptPlainly, plainStatus } from './plain.ts';
import { answerRefusal } from './refusal.ts';
import { type GraphQLRequest, toOperationRequest } from './request.ts';
import type { RunFor } from './run-for.ts';

export interface PlainDeps {
  readonly apollo: ApolloServer<GraphQLContext>;
  readonly createContext: ContextFactory;
  readonly operations: Operations;
  readonly runFor: RunFor;
}

/** A request that is answered in one piece. */
export interface PlainRequest {
  readonly asked: GraphQLRequest;
  readonly named: NamedDocument;
  readonly search: string;
  readonly viewer: Viewer;
}

export type PlainResponder = (request: IncomingMessage, response: ServerResponse, plain: PlainRequest) => Promise<void>;

type Executable = Exclude<PreparedOperation, { readonly errors: unknown }>;

/** By this header a router asks for a trace of every field. */
const TRACE = 'apollo-federation-include-trace';

/**
 * Answers queries and mutations. What is asked again and again is executed by what was compiled of it; everything else, and whatever
 * turns out to be unusual, by Apollo Server. Nobody can tell one from the other by the answer.
 */
export function createPlainResponder(deps: PlainDeps): PlainResponder {
  const { operations, createContext, runFor } = deps;
  const contentTypes = new ContentTypes();

  return async (request, response, plain) => {
    const { asked, named, viewer } = plain;
    const prepared = operations.prepareNamed(toOperationRequest(asked), named);
    if ('errors' in prepared)
      return runFor(response, () => answerRefusal(request, response, operations.formatErrors(prepared.errors)));
    const { accept } = request.headers;
    const contentType = isHot(request) ? contentTypes.of(accept) : undefined;
    const outcomes = prepared.kind === OperationTypeNode.MUTATION ? new RootOutcomes() : undefined;
    if (contentType !== undefined) {
      const execute = () => executeCompiled(prepared, viewer, outcomes);
      // A hot query writes no line: what is unusual is executed again, normally.
      const executing = outcomes === undefined ? execute() : runFor(response, execute);
      const data = typeof executing === 'string' || executing === null ? executing : await executing;
      if (data !== null) return write(response, 200, { 'content-type': contentType }, `{"data":${data}}\n`);
    }
    const executed = await runFor(response, () => executeNormally(deps, request, { ...plain, prepared, outcomes }));
    const learnt = executed.headers['content-type'];
    if (executed.status === 200 && learnt !== undefined) contentTypes.learn(accept, learnt);
    write(response, plainStatus(executed.status, accept, executed.text), executed.headers, executed.text);
  };

  function executeCompiled(
    { args, operation }: Executable,
    viewer: Viewer,
    outcomes: RootOutcomes | undefined,
  ): Written | Promise<Written> {
    const compiled = operations.hot.use(args.document, operation);
    if (compiled === null) return null;
    const { variableValues } = args;
    const written = compiled.execute({ contextValue: createContext(viewer), variableValues, outcomes });
    if (typeof written === 'string') return written;
    return Promise.resolve(written).then((text) => {
      if (text === null) operations.hot.cool(operation);
      return text;
    });
  }
}

const isHot = ({ method, headers }: IncomingMessage): boolean => method === 'POST' && headers[TRACE] === undefined;

interface Executed {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

async function executeNormally(
  { apollo, createContext }: PlainDeps,
  request: IncomingMessage,
  {
    asked,
    search,
    viewer,
    prepared,
    outcomes,
  }: PlainRequest & { readonly prepared: Executable; readonly outcomes: RootOutcomes | undefined },
): Promise<Executed> {
  const named = withDocumentText(asked, search, prepared.text);
  const { body, status, headers } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? 'POST',
      headers: toHeaderMap(request),
      search: named.search === '' ? '' : `?${named.search}`,
      body: named.body,
    },
    context: () => {
      const context = createContext(viewer);
      return Promise.resolve(outcomes === undefined ? context : withOutcomes(context, outcomes));
    },
  });
  if (body.kind === 'chunked') throw new TypeError('incremental delivery needs a later graphql-js than this one');
  return { status: status ?? 200, headers: Object.fromEntries(headers), text: body.string };
}

function write(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
): void {
  const length = Buffer.byteLength(text);
  response.writeHead(status, { ...headers, 'content-length': length });
  // As many bytes as characters: the same bytes, in an encoding that nobody has to look into.
  response.end(text, length === text.length ? 'latin1' : 'utf8');
}

function toHeaderMap({ headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const accept = acceptPlainly(headers.accept);
  if (accept !== undefined) map.set('accept', accept);
  return map;
}
