import {
  createSourceEventStream,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  locatedError,
} from 'graphql';
import type { Viewer } from '../access/viewer.ts';
import { EventStream } from '../events/event-stream.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ContextFactory, GraphQLContext } from './context.ts';
import type { Written } from './compiled/run.ts';
import { audienceKeyOf } from './fan-out/audience-key.ts';
import { Audiences } from './fan-out/audiences.ts';
import { Pump } from './fan-out/pump.ts';
import type { ResultText } from './fan-out/results.ts';
import type { Subscription } from './fan-out/subscription.ts';
import type { HotLane } from './hot-lane.ts';
import { SharedExecutions } from './shared-executions.ts';

export interface SubscriptionsDeps {
  readonly createContext: ContextFactory;
  /** Executes events like everything else that is executed again and again. */
  readonly hot: HotLane;
  /** What is sent of a result. */
  readonly textOf: (result: ExecutionResult) => ResultText;
  /** What is sent of a result without errors whose data is JSON already. */
  readonly textOfData: (data: string) => ResultText;
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
    const { createContext, hot, textOf, textOfData } = this.#deps;
    const { document, operationName, variableValues } = shared;
    const operation = getOperationAST(document, operationName);
    const executeNormally = (rootValue: unknown): ResultText | Promise<ResultText> => {
      const result = execute({ ...shared, rootValue, contextValue: createContext(everybody) });
      return result instanceof Promise ? result.then(textOf) : textOf(result);
    };
    return (rootValue) => {
      const compiled = operation ? hot.use(document, operation) : null;
      if (!operation || compiled === null) return executeNormally(rootValue);
      const toText = (data: Written): ResultText | Promise<ResultText> => {
        if (data !== null) return textOfData(data);
        hot.cool(operation);
        return executeNormally(rootValue);
      };
      const written = compiled.execute({ rootValue, contextValue: createContext(everybody), variableValues });
      return written instanceof Promise ? written.then(toText) : toText(written);
    };
  }
}
