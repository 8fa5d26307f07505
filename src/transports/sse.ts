import type { ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { ANYBODY, type ContextFactory } from '../graphql/context.ts';
import { formatStreamedError } from '../graphql/format-error.ts';
import { createOperationPreparer, type OperationRequest } from '../graphql/operation.ts';
import { type ResultStream, subscribeWithFreshContext } from '../graphql/subscribe.ts';
import { type Clock, type Random, systemClock, systemRandom } from '../kernel/clock.ts';
import { EventWriter } from './event-writer.ts';
import { goodbyeDelayMs } from './shutdown.ts';

/** Whether the client takes server-sent events. */
export const takesEventStream = (accept: string | undefined): boolean => accept?.includes('text/event-stream') === true;

export interface SseDeps {
  readonly schema: GraphQLSchema;
  readonly createContext: ContextFactory;
  readonly log: Logger;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Default: the system's. */
  readonly random?: Random | undefined;
}

/**
 * Answers one subscription as a stream of server-sent events ("distinct connections" of the GraphQL over SSE protocol).
 *
 * The stream ends with the event `complete` when the subscription is over. It ends without it when `draining` says that the
 * process is about to end: then clients ask again.
 */
export type SseResponder = (
  request: OperationRequest,
  response: ServerResponse,
  draining: AbortSignal,
) => Promise<void>;

export function createSseResponder({
  schema,
  createContext,
  log,
  clock = systemClock,
  random = systemRandom,
}: SseDeps): SseResponder {
  const prepare = createOperationPreparer(schema);
  const open = new Set<ServerResponse>();

  const subscribe = async (request: OperationRequest): Promise<ResultStream | ExecutionResult> => {
    const prepared = await prepare(request);
    if ('errors' in prepared) return prepared;
    return subscribeWithFreshContext({ ...prepared.args, contextValue: createContext(ANYBODY) }, createContext);
  };
  const format = (result: ExecutionResult): object =>
    result.errors === undefined
      ? result
      : { ...result, errors: result.errors.map((error) => formatStreamedError(log, error)) };

  return async (request, response, draining) => {
    let results: ResultStream | null = null;
    const whenGone = (): void => void results?.return?.();
    const leave = (): void =>
      void clock.setTimer(clock.now() + goodbyeDelayMs(open.size, random), () => response.end());
    open.add(response);
    draining.addEventListener('abort', leave);
    response.once('close', () => {
      open.delete(response);
      draining.removeEventListener('abort', leave);
      whenGone();
    });

    const subscribed = await subscribe(request);
    if (Symbol.asyncIterator in subscribed) results = subscribed;
    if (response.closed) return whenGone();

    const writer = new EventWriter(response, clock);
    if (results === null) {
      await writer.write('next', format(subscribed as ExecutionResult));
    } else {
      for await (const result of results) if (!(await writer.write('next', format(result)))) break;
    }
    await writer.write('complete');
    response.end();
  };
}
