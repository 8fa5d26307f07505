import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Operations } from '../graphql/operation.ts';
import type { ResultStream } from '../graphql/subscribe.ts';
import { type Clock, type Random, systemClock, systemRandom } from '../kernel/clock.ts';
import { EventWriter } from './event-writer.ts';
import { goodbyeDelayMs } from './shutdown.ts';
import type { StreamRequest, StreamResponder } from './stream-responder.ts';

export interface SseDeps {
  readonly operations: Operations;
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
export function createSseResponder({
  operations,
  clock = systemClock,
  random = systemRandom,
}: SseDeps): StreamResponder {
  const open = new Set<ServerResponse>();

  const subscribe = async ({ request, viewer }: StreamRequest): Promise<ResultStream | ExecutionResult> => {
    const prepared = await operations.prepare(request);
    return 'errors' in prepared ? prepared : operations.subscribe(operations.forViewer(prepared.args, viewer));
  };

  return async (asked) => {
    const { response, draining } = asked;
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

    const subscribed = await subscribe(asked);
    if (Symbol.asyncIterator in subscribed) results = subscribed;
    if (response.closed) return whenGone();

    const writer = new EventWriter(response, clock);
    if (results === null) {
      await writer.write('next', operations.format(subscribed as ExecutionResult));
    } else {
      for await (const result of results) if (!(await writer.write('next', operations.format(result)))) break;
    }
    await writer.write('complete');
    response.end();
  };
}
