import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import type { Results } from '../../graphql/fan-out/results.ts';
import type { ResultSink, Subscription } from '../../graphql/fan-out/subscription.ts';
import { backoffMs, type RetryPolicy } from '../../kernel/backoff.ts';
import { type CancelTimer, type Clock, type Random, sleep } from '../../kernel/clock.ts';
import { MINUTE, SECOND } from '../../kernel/duration.ts';
import type { CallbackPosts, Message, Verdict } from './posts.ts';
import type { Registration } from './registration.ts';

/** How often a message is posted to a router that does not answer or cannot be reached, and how long is waited in between. */
export const CALLBACK_RETRY: RetryPolicy = { attempts: 5, firstDelayMs: 200, maxDelayMs: 3 * SECOND };
/** After this part of the interval in which a router expects a sign of life it is sent: the rest is for its way. */
export const HEARTBEAT_PART = 0.8;
/** After so many milliseconds a router is asked whether it still wants a subscription, also one that expects no signs of life. */
export const CALLBACK_CHECK_MS = 5 * MINUTE;

export interface EmitterDeps {
  readonly posts: Pick<CallbackPosts, 'post'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Called once, when nothing of the subscription is left. */
  readonly onEnded: () => void;
}

/**
 * Tells a router of one subscription: one message at a time, each after the one before was taken.
 *
 * | state | enters when | leaves when |
 * |---|---|---|
 * | running | {@link run} | the results end or fail, the process goes, the router does not take a message |
 * | completing | the results have ended or the process goes; no result and no check is posted any more | `complete` was taken, or given up |
 * | ended | the router says 404 or refuses a message, or a message was given up; at once, also while a message is under way | never |
 */
export class CallbackEmitter implements ResultSink {
  readonly #registration: Registration;
  readonly #subscription: Subscription;
  readonly #deps: EmitterDeps;
  /** Ends all posts. */
  readonly #over = new AbortController();
  /** Ends waiting for the next attempt. */
  readonly #hurry = new AbortController();
  /** Resolves when the last message was taken or given up. */
  #lane: Promise<unknown> = Promise.resolve();
  #cancelCheck: CancelTimer = () => {};
  #checking = false;
  #completion: Promise<void> | null = null;

  constructor(registration: Registration, subscription: Subscription, deps: EmitterDeps) {
    this.#registration = registration;
    this.#subscription = subscription;
    this.#deps = deps;
  }

  run(): void {
    if (this.#over.signal.aborted || this.#completion !== null) return;
    this.#planCheck();
    this.#subscription.passTo(this);
  }

  /** Posts them one by one, and wants more when the last one was taken. */
  async take({ texts }: Results): Promise<void> {
    for (const { json, failure } of texts) {
      // A result without data is the last one, and says why.
      if (failure !== null) return this.#complete(failure);
      if (!(await this.#post({ action: 'next', payload: json }))) return;
    }
  }

  end(): void {
    void this.#complete();
  }

  /** Posts `complete` with these errors after what is under way, without waiting for second attempts. */
  async leave(errors: readonly GraphQLFormattedError[]): Promise<void> {
    this.#hurry.abort();
    await this.#complete(errors);
  }

  /** Frees everything at once, without a word to the router. */
  abandon(): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#hurry.abort();
    this.#stopListening();
    this.#deps.onEnded();
  }

  #complete(errors?: readonly GraphQLFormattedError[]): Promise<void> {
    this.#stopListening();
    return (this.#completion ??= this.#post({ action: 'complete', ...(errors && { errors }) }).then(() =>
      this.abandon(),
    ));
  }

  #stopListening(): void {
    this.#cancelCheck();
    this.#subscription.close();
  }

  #planCheck(): void {
    const { clock } = this.#deps;
    const { heartbeatIntervalMs } = this.#registration;
    const wantedMs = heartbeatIntervalMs === 0 ? CALLBACK_CHECK_MS : heartbeatIntervalMs * HEARTBEAT_PART;
    this.#cancelCheck = clock.setTimer(clock.now() + Math.min(wantedMs, CALLBACK_CHECK_MS), () => {
      this.#planCheck();
      void this.#check();
    });
  }

  async #check(): Promise<void> {
    if (this.#checking) return;
    this.#checking = true;
    await this.#post({ action: 'check' });
    this.#checking = false;
  }

  /** Resolves with whether the router has taken the message; ends the subscription when it has not. */
  #post(message: Message): Promise<boolean> {
    const posted = this.#lane.then(() => this.#deliver(message));
    this.#lane = posted;
    return posted;
  }

  async #deliver(message: Message): Promise<boolean> {
    const { posts, clock, random } = this.#deps;
    for (let attempt = 1; this.#mayPost(message); attempt++) {
      const { kind, reason } = await posts.post(this.#registration, message, this.#over.signal);
      if (kind === 'taken') return true;
      if (kind === 'failed' && !this.#mayPost(message)) return false;
      if (kind !== 'failed' || attempt === CALLBACK_RETRY.attempts || this.#hurry.signal.aborted) {
        this.#giveUp(message, { kind, reason, attempt });
        return false;
      }
      await sleep(clock, backoffMs(CALLBACK_RETRY, attempt, random), this.#hurry.signal).catch(() => {});
    }
    return false;
  }

  /** Once the subscription completes nothing else is worth another attempt. */
  #mayPost({ action }: Message): boolean {
    return !this.#over.signal.aborted && (this.#completion === null || action === 'complete');
  }

  #giveUp({ action }: Message, why: Verdict & { readonly attempt: number }): void {
    const { url, id: subscriptionId } = this.#registration;
    const level = why.kind === 'gone' ? 'debug' : 'warn';
    const { attempt, reason } = why;
    this.#deps.log[level](
      { origin: url.origin, subscriptionId, action, attempt, reason },
      'a subscription by callback was ended',
    );
    this.abandon();
  }
}
