import type { ServerResponse } from 'node:http';
import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { Operations } from '../../graphql/operation.ts';
import type { Subscription } from '../../graphql/fan-out/subscription.ts';
import { type Clock, type Random, sleep, systemClock, systemRandom } from '../../kernel/clock.ts';
import { HttpError } from '../request.ts';
import { GOODBYE_ERRORS, goodbyeDelayMs, refuseWhenDraining } from '../shutdown.ts';
import { openResults } from '../streams/open-results.ts';
import type { StreamResponder } from '../streams/stream-responder.ts';
import { CallbackEmitter } from './emitter.ts';
import { CallbackPosts, PROTOCOL, PROTOCOL_HEADER } from './posts.ts';
import { readRegistration, type Registration } from './registration.ts';
import { singleResult } from './single-result.ts';

/** Subscriptions by callback that one process has open or being checked. */
export const MAX_CALLBACK_SUBSCRIPTIONS = 20_000;

export interface CallbackDeps {
  readonly operations: Operations;
  /** URLs of those we may post to; what counts of them is their origin. Nobody else, no loopback either. */
  readonly origins: readonly string[];
  readonly log: Logger;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Default: the system's. */
  readonly random?: Random | undefined;
  /** Default: {@link MAX_CALLBACK_SUBSCRIPTIONS}. */
  readonly maxOpen?: number | undefined;
}

export interface CallbackTransport {
  readonly respond: StreamResponder;
  /** Subscriptions that are open now. */
  readonly open: number;
  /** Tells every router that its subscription ends, each after a delay of its own, and frees everything. */
  close(): Promise<void>;
}

/**
 * Subscriptions by Apollo's HTTP callback protocol 1.0: the request is answered at once, and events are posted to the router.
 *
 * The credential and the document are checked before anything is posted, the router is asked by `check` before anything is subscribed to, and the first event
 * leaves after the answer. What goes wrong after the `check` is told by `complete`.
 *
 * An id that is open already is replaced once the router has taken the new `check`: a router that sends its request again, because it got
 * no answer, means the new one.
 *
 * @see https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/callback-protocol, read 2026-11-21
 */
export function createCallbackTransport({
  operations,
  origins,
  log,
  clock = systemClock,
  random = systemRandom,
  maxOpen = MAX_CALLBACK_SUBSCRIPTIONS,
}: CallbackDeps): CallbackTransport {
  const allowed = new Set(origins.map((url) => new URL(url).origin));
  const posts = new CallbackPosts(clock);
  const emitters = new Map<string, CallbackEmitter>();
  let checking = 0;

  /** @throws HttpError 400 when the router does not take it, 503 when there are too many */
  const check = async (registration: Registration, gone: AbortSignal): Promise<void> => {
    if (emitters.size + checking >= maxOpen) {
      throw new HttpError(
        503,
        'TOO_MANY_SUBSCRIPTIONS',
        'this process has as many subscriptions by callback as it takes',
      );
    }
    checking++;
    const { kind, reason } = await posts.post(registration, { action: 'check' }, gone).finally(() => checking--);
    if (kind === 'taken') return;
    throw new HttpError(400, 'CALLBACK_CHECK_FAILED', `the callback URL did not take the message "check": ${reason}`);
  };

  const register = (registration: Registration, subscription: Subscription): CallbackEmitter => {
    const key = `${registration.id} ${registration.url.href}`;
    const onEnded = (): void => {
      if (emitters.get(key) === emitter) emitters.delete(key);
    };
    const emitter = new CallbackEmitter(registration, subscription, { posts, clock, random, log, onEnded });
    emitters.get(key)?.abandon();
    emitters.set(key, emitter);
    return emitter;
  };

  return {
    async respond({ request, viewer, response, draining }) {
      // Otherwise strangers could have us post to any path of a router.
      if (viewer.refusal !== null) throw new HttpError(401, 'UNAUTHENTICATED', viewer.refusal);
      const registration = readRegistration(request.extensions?.['subscription'], allowed);
      const prepared = await operations.prepare(request);
      if ('errors' in prepared) return answer(response, 400, { errors: operations.formatErrors(prepared.errors) });
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      await check(registration, gone.signal);
      if (gone.signal.aborted) return;

      const opened = await openResults(operations, prepared.args, viewer);
      const subscription = 'passTo' in opened ? opened : singleResult(operations.textOf(opened));
      if (gone.signal.aborted || draining.aborted) subscription.close();
      if (gone.signal.aborted) return;
      refuseWhenDraining(draining);
      const emitter = register(registration, subscription);
      response.once('close', () => {
        if (response.writableFinished) emitter.run();
        else emitter.abandon();
      });
      answer(response, 200, { data: null });
    },

    get open() {
      return emitters.size;
    },

    async close() {
      const leaving = [...emitters.values()];
      await Promise.all(
        leaving.map(async (emitter) => {
          await sleep(clock, goodbyeDelayMs(leaving.length, random));
          await emitter.leave(GOODBYE_ERRORS);
        }),
      );
      await posts.close();
    },
  };
}

function answer(response: ServerResponse, status: number, result: ExecutionResult | { errors: unknown }): void {
  const text = JSON.stringify(result);
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      [PROTOCOL_HEADER]: PROTOCOL,
    })
    .end(text);
}
