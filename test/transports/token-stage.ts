import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import type { Viewer } from '../../src/access/viewer.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type Front, startFront } from './front.ts';
import { TokenAccess, viewer } from './token-access.ts';

/** How long the tokens `short` and `brief` hold, in milliseconds: less than a heartbeat, which a client has to answer. */
export const SHORT_MS = 10_000;
export const BRIEF_MS = 5_000;

/** A clock whose timers may be late, as those of a busy process. */
class LateClock extends ManualClock {
  #lateMs = 0;

  override now(): number {
    return super.now() + this.#lateMs;
  }

  /** Lets `ms` pass in which no timer fires. */
  delayTimers(ms: number): void {
    this.#lateMs += ms;
  }
}

/** A service in which every field wants to know who asks, and streams are silent until the test says something. */
export class TokenStage implements AsyncDisposable {
  readonly clock = new LateClock();
  readonly access = new TokenAccess({
    ann: viewer('ann'),
    bob: viewer('bob'),
    short: viewer('short', this.clock.now() + SHORT_MS),
    brief: viewer('brief', this.clock.now() + BRIEF_MS),
  });
  readonly #sources = new Set<(text: string) => void>();
  /** Lets the mutation `slow` end. */
  readonly #slow = Promise.withResolvers<void>();
  /** Who was executed for, in turn. */
  readonly executedFor: string[] = [];
  slowBegun = 0;
  slowDone = 0;
  #front: Front | undefined;

  static async start(): Promise<TokenStage> {
    const stage = new TokenStage();
    stage.#front = await startFront({ schema: stage.#schema(), clock: stage.clock, access: stage.access });
    return stage;
  }

  get front(): Front {
    return this.#front as Front;
  }

  get url(): string {
    return this.front.url;
  }

  get streams(): number {
    return this.#sources.size;
  }

  publish(text: string): void {
    for (const push of this.#sources) push(text);
  }

  finishSlow(): void {
    this.#slow.resolve();
  }

  #schema(): GraphQLSchema {
    const schema = buildSchema(
      'type Query { me: String } type Mutation { slow: String } type Subscription { words: String }',
    );
    const check = (context: { viewer: Viewer }): string => {
      const { id, refusal } = context.viewer;
      if (refusal !== null) throw new GraphQLError(refusal, { extensions: { code: 'UNAUTHENTICATED' } });
      this.executedFor.push(id);
      return id;
    };
    schema.getQueryType()!.getFields()['me']!.resolve = (_root, _args, context) => check(context as never);
    schema.getMutationType()!.getFields()['slow']!.resolve = async (_root, _args, context) => {
      const id = check(context as never);
      this.slowBegun++;
      await this.#slow.promise;
      this.slowDone++;
      return id;
    };
    const words = schema.getSubscriptionType()!.getFields()['words']!;
    words.subscribe = (_root, _args, context) => {
      check(context as never);
      return this.#silentSource();
    };
    return schema;
  }

  #silentSource(): AsyncIterableIterator<unknown> {
    const waiting: string[] = [];
    let wake: () => void = () => {};
    const state = { ended: false };
    const push = (text: string): void => {
      waiting.push(text);
      wake();
    };
    this.#sources.add(push);
    return {
      next: async () => {
        while (waiting.length === 0 && !state.ended) await new Promise<void>((resolve) => (wake = resolve));
        if (state.ended) return { done: true, value: undefined };
        return { done: false, value: { words: waiting.shift() } };
      },
      return: async () => {
        state.ended = true;
        this.#sources.delete(push);
        wake();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    this.finishSlow();
    return this.front[Symbol.asyncDispose]();
  }
}
