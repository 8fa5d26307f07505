import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult, locatedError } from 'graphql';
import type { Viewer } from '../access/viewer.ts';
import { EventStream } from '../events/event-stream.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ContextFactory, GraphQLContext } from './context.ts';
import { audienceKeyOf } from './fan-out/audience-key.ts';
import { Audiences } from './fan-out/audiences.ts';
import { Pump } from './fan-out/pump.ts';
import type { ResultText } from './fan-out/results.ts';
import type { Subscription } from './fan-out/subscription.ts';
import { SharedExecutions } from './shared-executions.ts';

export interface SubscriptionsDeps {
  readonly createContext: ContextFactory;
  /** What is sent of a result. */
  readonly textOf: (result: ExecutionResult) => ResultText;
  readonly clock: Clock;
  readonly onCloseFailed: (error: unknown) => void;
}

/**
 * Subscribes like graphql-js, but executes each event once for all who are sent the same, with a context of its own: loaders
 * remember what they have loaded, so one that lived as long as the subscription would show yesterday's members.
 */
export class Subscriptions {
  readonly #deps: SubscriptionsDeps;
  readonly #audiences = new Audiences();
  readonly #executions = new SharedExecutions<ResultText | Promise<ResultText>>();

  constructor(deps: SubscriptionsDeps) {
    this.#deps = deps;
  }

  async subscribe(args: ExecutionArgs): Promise<Subscription | ExecutionResult> {
    const source = await createSourceEventStream(args);
    if (!(Symbol.asyncIterator in source)) return source;
    const { viewer } = args.contextValue as GraphQLContext;
    const key = audienceKeyOf(args, viewer);
    const execution = this.#executionOf(args, viewer);
    const textOf = (event: unknown): ResultText | Promise<ResultText> =>
      this.#executions.of(event, key, () => execution(event));
    const failureOf = (error: unknown): ResultText => this.#deps.textOf({ errors: [locatedError(error, undefined)] });
    const { clock, onCloseFailed } = this.#deps;
    if (source instanceof EventStream) {
      return this.#audiences.subscribe(key, source, { textOf, failureOf, now: () => clock.now() });
    }
    return new Pump(source[Symbol.asyncIterator](), { textOf, failureOf, onCloseFailed });
  }

  /** Executes one event for everybody who is sent the same, as JSON. */
  #executionOf(args: ExecutionArgs, viewer: Viewer): (event: unknown) => ResultText | Promise<ResultText> {
    // When a credential ends is a matter of each subscriber: it must not end what others are sent.
    const everybody = { ...viewer, expiresAtMs: null };
    const { contextValue: _own, ...shared } = args;
    return (event) => {
      const contextValue = this.#deps.createContext(everybody);
      const result = execute({ ...shared, rootValue: event, contextValue });
      return result instanceof Promise ? result.then((done) => this.#deps.textOf(done)) : this.#deps.textOf(result);
    };
  }
}
