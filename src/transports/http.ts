import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { ApolloServer } from '@apollo/server';
import type { Logger } from 'pino';
import { AccessUnavailableError } from '../access/access-error.ts';
import type { Access } from '../access/access.ts';
import { consoleRoutes } from '../console/routes.ts';
import type { ContextFactory, GraphQLContext } from '../graphql/context.ts';
import type { Operations } from '../graphql/operation.ts';
import { SECOND } from '../kernel/duration.ts';
import { ERROR_CODES } from '../kernel/error-codes.ts';
import type { InviteExample } from '../kernel/invite-example.ts';
import type { WebhookInbox } from '../webhooks/inbox.ts';
import { answerOrigin } from './cors.ts';
import { chooseDelivery, type StreamKind } from './delivery.ts';
import type { Health } from './health.ts';
import { operationKindOf } from './operation-kind.ts';
import type { Origins } from './origin.ts';
import { GRAPHQL_PATHS } from './paths.ts';
import { createPlainResponder, type PlainResponder } from './plain-answer.ts';
import { type RunFor, runAtOnce } from './run-for.ts';
import { answerRefusal } from './refusal.ts';
import { HttpError, readGraphQLRequest, toOperationRequest } from './request.ts';
import { refuseWhenDraining } from './shutdown.ts';
import type { StreamResponder } from './streams/stream-responder.ts';
import { answerWebhook, WEBHOOKS_PREFIX } from './webhooks.ts';

export interface HttpDeps {
  readonly apollo: ApolloServer<GraphQLContext>;
  readonly createContext: ContextFactory;
  /** Who reads documents, also those that Apollo Server executes. */
  readonly operations: Operations;
  /** Which pages may use us from a browser. */
  readonly origins: Origins;
  readonly access: Access;
  /** Who answers subscriptions. */
  readonly streams: Readonly<Record<StreamKind, StreamResponder>>;
  readonly health: Health;
  readonly webhooks: WebhookInbox;
  /** Answers `/metrics`; absent: there is nothing. */
  readonly metrics?: Route | undefined;
  /** Default: node's own. */
  readonly Response?: typeof ServerResponse<IncomingMessage> | undefined;
  /** Runs what may write lines of the log on behalf of the request that is answered. Default: runs it. */
  readonly runFor?: RunFor | undefined;
  /** The page at `/playground`. */
  readonly playground: () => Promise<string>;
  /** What the console offers to try. */
  readonly examples: readonly InviteExample[];
  readonly log: Logger;
}

/**
 * How long a connection may stay silent between two requests, in milliseconds. Longer than gateways and load balancers keep
 * theirs: else we close one at the moment at which they send on it, and a mutation seems lost.
 */
export const KEEP_ALIVE_MS = 75 * SECOND;

export type Route = (request: IncomingMessage, response: ServerResponse, search: string) => Promise<void> | void;

/** The front: routes paths, and tells streams from plain answers before Apollo Server sees a request. */
export function createHttpFront(deps: HttpDeps): Server {
  const { Response = ServerResponse, runFor = runAtOnce } = deps;
  const plain = createPlainResponder({ ...deps, runFor });
  const graphql: Route = (request, response, search) => answerGraphQL(deps, plain, { request, response, search });
  const routes: Readonly<Record<string, Route>> = {
    ...Object.fromEntries(GRAPHQL_PATHS.map((path) => [path, graphql])),
    '/playground': page(async (response) => send(response, 200, 'text/html; charset=utf-8', await deps.playground())),
    '/healthz': page((response) => sendJson(response, 200, { status: 'ok' })),
    '/readyz': page(async (response) => {
      const readiness = await deps.health.readiness();
      sendJson(response, readiness.ready ? 200 : 503, readiness);
    }),
    ...(deps.metrics === undefined ? {} : { '/metrics': deps.metrics }),
    ...Object.fromEntries(Object.entries(consoleRoutes(deps.examples)).map(([path, answer]) => [path, page(answer)])),
  };
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS, ServerResponse: Response }, (request, response) => {
    const [path = '/', search = ''] = (request.url ?? '/').split(/\?(.*)/s);
    const route = Object.hasOwn(routes, path) ? routes[path] : webhookRoute(deps, path);
    if (deps.health.draining.aborted) response.setHeader('connection', 'close');
    Promise.try(() => {
      if (route === undefined) throw new HttpError(404, 'NOT_FOUND', 'there is nothing at this path');
      return route === graphql
        ? graphql(request, response, search)
        : runFor(response, () => route(request, response, search));
    }).catch((error: unknown) => runFor(response, () => fail(deps.log, response, error)));
  });
}

/** Paths of webhooks hold the connection's id. */
function webhookRoute({ webhooks }: HttpDeps, path: string): Route | undefined {
  if (!path.startsWith(WEBHOOKS_PREFIX)) return undefined;
  return (request, response, search) => {
    allowMethods(request, 'POST');
    return answerWebhook(webhooks, request, response, path, search);
  };
}

/** A route that is only read. */
const page =
  (answer: (response: ServerResponse, request: IncomingMessage) => Promise<void> | void): Route =>
  (request, response) => {
    allowMethods(request, 'GET', 'HEAD');
    return answer(response, request);
  };

function allowMethods({ method = '' }: IncomingMessage, ...allowed: string[]): void {
  if (allowed.includes(method)) return;
  const allow = allowed.join(', ');
  throw new HttpError(405, 'METHOD_NOT_ALLOWED', `this path takes ${allow}`, { allow });
}

async function answerGraphQL(
  deps: HttpDeps,
  plain: PlainResponder,
  { request, response, search }: { request: IncomingMessage; response: ServerResponse; search: string },
): Promise<void> {
  const { runFor = runAtOnce } = deps;
  if (answerOrigin(deps.origins, request, response)) return;
  allowMethods(request, 'GET', 'POST');
  if (!deps.access.admits(request.headers)) {
    // What is challenged for tells clients that a token would not help.
    throw new HttpError(401, 'UNAUTHENTICATED', "the request does not show the router's secret", {
      'www-authenticate': 'X-Router-Secret',
    });
  }
  const asked = await readGraphQLRequest(request, search);
  const named = deps.operations.name(asked);
  if ('errors' in named) {
    return runFor(response, () => answerRefusal(request, response, deps.operations.formatErrors(named.errors)));
  }
  const delivery = chooseDelivery({
    kind: operationKindOf(named, asked.operationName),
    method: request.method,
    accept: request.headers.accept,
    extensions: asked.extensions,
  });
  const viewer = await deps.access.viewerOf({ headers: request.headers, extensions: asked.extensions });
  if (delivery === 'plain') return plain(request, response, { asked, named, search, viewer });
  const draining = deps.health.draining;
  refuseWhenDraining(draining);
  const respond = deps.streams[delivery];
  return runFor(response, () => respond({ request: toOperationRequest(asked), viewer, response, draining }));
}

function send(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }).end(text);
}

const sendJson = (response: ServerResponse, status: number, value: unknown): void =>
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(value));

function fail(log: Logger, response: ServerResponse, thrown: unknown): void {
  const error =
    thrown instanceof AccessUnavailableError
      ? new HttpError(503, thrown.extensions.code, thrown.message, { 'retry-after': '5' })
      : thrown;
  const known = error instanceof HttpError;
  if (!known) log.error({ err: error }, 'a request failed unexpectedly');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (known) for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
  const message = known ? error.message : 'Something went wrong in Rollcall; its log says what.';
  const code = known ? error.code : 'INTERNAL_SERVER_ERROR';
  sendJson(response, known ? error.status : ERROR_CODES[code].status, { errors: [{ message, extensions: { code } }] });
}
