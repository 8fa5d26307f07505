import type { ExecutionResult } from 'graphql';
import type { Operations } from '../../graphql/operation.ts';
import type { ResultStream } from '../../graphql/subscribe.ts';
import { type Clock, type Random, systemClock, systemRandom } from '../../kernel/clock.ts';
import { goodbyeDelayMs, refuseWhenDraining } from '../shutdown.ts';
import { openResults } from './open-results.ts';
import type { StreamFormat } from './stream-format.ts';
import type { StreamRequest, StreamResponder } from './stream-responder.ts';
import { StreamWriter } from './stream-writer.ts';

export interface StreamDeps {
  readonly operations: Operations;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Default: the system's. */
  readonly random?: Random | undefined;
}

/** Answers subscriptions as streams of one format. What is behind a stream is freed the moment its client leaves. */
export function createStreamResponder(
  format: StreamFormat,
  { operations, clock = systemClock, random = systemRandom }: StreamDeps,
): StreamResponder {
  let open = 0;

  const subscribe = async ({ request, viewer }: StreamRequest): Promise<ResultStream | ExecutionResult> => {
    const prepared = await operations.prepare(request);
    return 'errors' in prepared ? prepared : openResults(operations, prepared.args, viewer, clock);
  };

  const write = async (writer: StreamWriter, results: ResultStream): Promise<void> => {
    for await (const result of results) {
      const isFailure = result.data === undefined;
      const text = isFailure
        ? format.failure(operations.formatErrors(result.errors ?? []))
        : format.result(operations.toJson(result));
      if (!(await writer.write(text))) return;
    }
  };

  return async (asked) => {
    const { response, draining } = asked;
    let results: ResultStream | null = null;
    const whenGone = (): void => void results?.return?.();
    response.once('close', whenGone);

    const subscribed = await subscribe(asked);
    if (Symbol.asyncIterator in subscribed) results = subscribed;
    if (response.closed) return whenGone();
    if (draining.aborted) whenGone();
    refuseWhenDraining(draining);

    const writer = new StreamWriter(response, format, clock);
    const leave = (): void =>
      void clock.setTimer(clock.now() + goodbyeDelayMs(open, random), () => writer.end(format.goodbye));
    open++;
    draining.addEventListener('abort', leave);
    response.once('close', () => {
      open--;
      draining.removeEventListener('abort', leave);
    });
    if (results === null) await writer.write(format.result(operations.toJson(subscribed as ExecutionResult)));
    else await write(writer, results);
    writer.end(format.complete);
  };
}
