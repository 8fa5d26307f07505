import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import type { RequestTrace } from './traces/request-trace.ts';

/** A client's own name of a request is taken when it looks like one. */
const REQUEST_ID = /^[\w.:+/=@-]{1,128}$/;

/** Names of requests of this process: no other has the first part, and counting is cheaper than drawing lots. */
const PROCESS = randomBytes(6).toString('hex');
let counted = 0;

/** The name of a request: what its client calls it, or a new one. */
export function requestIdOf(header: string | string[] | undefined): string {
  if (typeof header === 'string' && REQUEST_ID.test(header)) return header;
  counted++;
  return `${PROCESS}-${counted.toString(36)}`;
}

/** What a request asks for in GraphQL. */
export interface AskedOperation {
  readonly kind: string;
  /** Undefined: it has none. */
  readonly name: string | undefined;
}

/**
 * What is known of one request while it is answered, for everything that is done on its behalf: lines of the log, statements, spans. It is
 * found wherever an `await` has led since the request came; work that outlives the request does not find it any more.
 */
export class RequestScope {
  readonly requestId: string;
  /** Null: no traces are recorded. */
  readonly trace: RequestTrace | null;
  readonly startedAtMs: number;
  readonly #stopwatchStart = performance.now();
  /** Of the first one that was stored. */
  operationId: string | null = null;
  asked: AskedOperation | null = null;
  #isOver = false;

  constructor(requestId: string, trace: RequestTrace | null, clock: Clock) {
    this.requestId = requestId;
    this.trace = trace;
    this.startedAtMs = clock.now();
  }

  /** Milliseconds since the request came. */
  get elapsedMs(): number {
    return performance.now() - this.#stopwatchStart;
  }

  /** Now, in milliseconds since 1970, finer than clocks tell. */
  get nowMs(): number {
    return this.startedAtMs + this.elapsedMs;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
  }
}

const scopes = new AsyncLocalStorage<RequestScope | undefined>();

/** The request on whose behalf this runs; undefined outside of requests, and once it is answered. */
export function currentScope(): RequestScope | undefined {
  const scope = scopes.getStore();
  return scope === undefined || scope.isOver ? undefined : scope;
}

/** From here on everything that follows belongs to the request. */
export const enterScope = (scope: RequestScope): void => scopes.enterWith(scope);

/** For what a request sets off and does for others as well: it belongs to none of them. */
export const runOutsideOfScopes = <Value>(run: () => Value): Value => scopes.run(undefined, run);

export const runInScope = <Value>(scope: RequestScope, run: () => Value): Value => scopes.run(scope, run);
