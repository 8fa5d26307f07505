import type { ExecutionResult } from 'graphql';
import type { Subscription } from '../../graphql/fan-out/subscription.ts';
import type { Operations } from '../../graphql/operation.ts';
import { type Clock, type Random, systemClock, systemRandom } from '../../kernel/clock.ts';
import { Heartbeats } from '../heartbeat.ts';
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
  const heartbeats = new Heartbeats(clock);
  const open = new Set<StreamWriter>();
  const watched = new WeakSet<AbortSignal>();

  const subscribe = async ({ request, viewer }: StreamRequest): Promise<Subscription | ExecutionResult> => {
    const prepared = await operations.prepare(request);
    return 'errors' in prepared ? prepared : openResults(operations, prepared.args, viewer);
  };

  const sayGoodbye = (): void => {
    for (const writer of open) {
      clock.setTimer(clock.now() + goodbyeDelayMs(open.size, random), () => writer.endWith(format.goodbye));
    }
  };

  /** One listener for all streams: there is one signal in a process. */
  const watch = (draining: AbortSignal): void => {
    if (watched.has(draining)) return;
    watched.add(draining);
    draining.addEventListener('abort', sayGoodbye, { once: true });
  };

  return async (asked) => {
    const { response, draining } = asked;
    let subscription: Subscription | null = null;
    let writer: StreamWriter | null = null;
    const whenGone = (): void => {
      subscription?.close();
      if (writer === null) return;
      writer.gone();
      open.delete(writer);
    };
    response.once('close', whenGone);

    const subscribed = await subscribe(asked);
    if ('passTo' in subscribed) subscription = subscribed;
    if (response.closed) return whenGone();
    if (draining.aborted) whenGone();
    refuseWhenDraining(draining);

    writer = new StreamWriter(response, format, heartbeats);
    open.add(writer);
    watch(draining);
    if (subscription === null)
      writer.endWith(format.result(operations.toJson(subscribed as ExecutionResult)) + format.complete);
    else subscription.passTo(writer);
  };
}
