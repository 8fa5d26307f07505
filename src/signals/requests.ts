import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { OperationRequest } from '../graphql/operation.ts';
import type { Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import { PROTOCOL_HEADER } from '../transports/callback/posts.ts';
import { GRAPHQL_PATHS } from '../transports/paths.ts';
import { WEBHOOKS_PREFIX } from '../transports/webhooks.ts';
import { FollowedResponse, REQUEST_ID_HEADER } from './followed-response.ts';
import type { Metrics } from './metrics/metrics.ts';
import { enterScope, requestIdOf, RequestScope, runInScope } from './request-scope.ts';
import type { OperationTraces } from './traces/operation-traces.ts';
import { RequestTrace } from './traces/request-trace.ts';
import { parseTraceparent } from './traces/trace-context.ts';

/** How requests are told apart: by what answers them. `page` is everything that people and machines only look at. */
export type Delivery = 'plain' | 'eventStream' | 'multipart' | 'callback' | 'websocket' | 'webhook' | 'page';

const LASTING: readonly Delivery[] = ['eventStream', 'multipart'];
/** The status of an answer that never began. */
const ABORTED = 'aborted';

export interface RequestDeps {
  readonly metrics: Metrics;
  /** Null: no traces are recorded. */
  readonly traces: OperationTraces | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Counts and times requests, names them, and records their spans. */
export class Requests {
  readonly #deps: RequestDeps;

  constructor(deps: RequestDeps) {
    this.#deps = deps;
  }

  /** Follows every request of a server whose answers are {@link FollowedResponse}s; to be called once, when its routes are set. */
  follow(http: Server): void {
    http.prependListener('request', (request: IncomingMessage, response: FollowedResponse) => {
      const scope = this.#begin(request.headers[REQUEST_ID_HEADER], request.headers['traceparent']);
      response.follow(scope, () => this.#end(scope, request, response));
      if (this.#isTold) enterScope(scope);
    });
  }

  /**
   * Runs what may write lines of the log that name the request. Everything of a request runs so while spans or lines of details are told of it;
   * else hot queries do not, for to hand the scope on from promise to promise costs as much as some of them do.
   */
  readonly runFor = <Value>(response: ServerResponse, run: () => Value): Value => {
    const scope = response instanceof FollowedResponse ? response.scope : null;
    return scope === null || this.#isTold ? run() : runInScope(scope, run);
  };

  /** Runs one operation of a WebSocket as a request of its own; `extensions.traceparent` brings its trace. */
  readonly observeOperation = async ({ extensions }: OperationRequest, run: () => Promise<void>): Promise<void> => {
    const scope = this.#begin(undefined, extensions?.['traceparent']);
    await runInScope(scope, run);
    const delivery: Delivery = 'websocket';
    scope.end();
    this.#deps.metrics.requests.of(delivery, 'ended').value++;
    if (scope.asked === null || scope.asked.kind === 'subscription') return;
    this.#deps.metrics.requestSeconds.of(delivery).observe(scope.elapsedMs / SECOND);
    if (this.#isTold) this.#record(scope, { delivery, route: 'websocket', method: null, status: 'ended' });
  };

  /** Whether more than counts is told of requests. */
  get #isTold(): boolean {
    return this.#deps.traces !== null || this.#deps.log.isLevelEnabled('debug');
  }

  #begin(requestId: string | string[] | undefined, traceparent: unknown): RequestScope {
    const { traces, clock } = this.#deps;
    const trace = traces === null ? null : new RequestTrace(traces.tracing, parseTraceparent(traceparent));
    return new RequestScope(requestIdOf(requestId), trace, clock);
  }

  #end(scope: RequestScope, request: IncomingMessage, response: FollowedResponse): void {
    const { metrics } = this.#deps;
    const path = pathOf(request);
    const delivery = deliveryOf(path, response);
    const status = response.headersSent ? String(response.statusCode) : ABORTED;
    scope.end();
    metrics.requests.of(delivery, status).value++;
    if (!LASTING.includes(delivery)) metrics.requestSeconds.of(delivery).observe(scope.elapsedMs / SECOND);
    if (!this.#isTold) return;
    this.#record(scope, { delivery, route: routeOf(path, delivery), method: request.method ?? '', status });
  }

  #record(
    scope: RequestScope,
    { delivery, route, method, status }: { delivery: Delivery; route: string; method: string | null; status: string },
  ): void {
    const { traces, log } = this.#deps;
    const { requestId, asked, operationId } = scope;
    if (log.isLevelEnabled('debug')) {
      const ms = Math.round(scope.elapsedMs * 1e3) / 1e3;
      const traceId = scope.trace?.traceId ?? undefined;
      log.debug(
        {
          requestId,
          traceId,
          operationId: operationId ?? undefined,
          method: method ?? undefined,
          route,
          delivery,
          status,
          ms,
          ...asked,
        },
        'a request was answered',
      );
    }
    if (traces === null || scope.trace === null || delivery === 'page' || asked?.kind === 'subscription') return;
    scope.trace.record(traces, {
      name: asked === null ? `${method} ${route}` : [asked.kind, asked.name].filter(Boolean).join(' '),
      startMs: scope.startedAtMs,
      endMs: scope.nowMs,
      attributes: {
        ...(method === null ? {} : { 'http.request.method': method, 'http.route': route }),
        ...(/^\d+$/.test(status) ? { 'http.response.status_code': Number(status) } : {}),
        'rollcall.request.id': requestId,
        'rollcall.request.delivery': delivery,
        ...(asked === null ? {} : { 'graphql.operation.type': asked.kind, 'graphql.operation.name': asked.name ?? '' }),
      },
      error: status === ABORTED || status.startsWith('5') ? status : undefined,
    });
  }
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

function deliveryOf(path: string, response: FollowedResponse): Delivery {
  if (path.startsWith(WEBHOOKS_PREFIX)) return 'webhook';
  if (!GRAPHQL_PATHS.includes(path)) return 'page';
  const type = response.header('content-type');
  if (typeof type !== 'string') return 'plain';
  if (type.startsWith('text/event-stream')) return 'eventStream';
  if (type.startsWith('multipart/mixed')) return 'multipart';
  return response.header(PROTOCOL_HEADER) === undefined ? 'plain' : 'callback';
}

/** The path without what may be secret or endless: behind a webhook's connection stands a secret. */
function routeOf(path: string, delivery: Delivery): string {
  if (delivery !== 'webhook') return delivery === 'page' ? 'page' : path;
  const [connectionId = ''] = path.slice(WEBHOOKS_PREFIX.length).split('/', 1);
  return /^[\w-]{1,64}$/.test(connectionId) ? WEBHOOKS_PREFIX + connectionId : `${WEBHOOKS_PREFIX}:connection`;
}
