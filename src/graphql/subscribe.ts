import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult, locatedError } from 'graphql';
import { hasExpired, type Viewer } from '../access/viewer.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ContextFactory, GraphQLContext } from './context.ts';
import { audienceOf, type SharedExecutions } from './shared-executions.ts';

/** Results of a subscription: closing it frees what is behind it, also while it waits. */
export type ResultStream = AsyncIterableIterator<ExecutionResult, undefined, undefined>;

/**
 * Subscribes like graphql-js, but executes each event once for all who are sent the same, with a context of its own: loaders
 * remember what they have loaded, so one that lived as long as the subscription would show yesterday's members.
 */
export async function subscribeWithFreshContext(
  args: ExecutionArgs,
  createContext: ContextFactory,
  { shared, clock }: { readonly shared: SharedExecutions; readonly clock: Clock },
): Promise<ResultStream | ExecutionResult> {
  const source = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in source)) return source;
  const { viewer } = args.contextValue as GraphQLContext;
  const audience = audienceOf(args, viewer);
  // When a credential ends is a matter of each subscriber: it must not end what others are sent.
  const everybody = { ...viewer, expiresAtMs: null };
  const executeFor = async (event: unknown, who: Viewer): Promise<ExecutionResult> =>
    execute({ ...args, rootValue: event, contextValue: createContext(who) });
  return mapEvents(source[Symbol.asyncIterator](), (event) =>
    hasExpired(viewer, clock)
      ? executeFor(event, viewer)
      : shared.of(event, audience, () => executeFor(event, everybody)),
  );
}

/** Not a generator: closing has to reach the source while it waits for its next event. */
function mapEvents(
  source: AsyncIterator<unknown>,
  toResult: (event: unknown) => Promise<ExecutionResult>,
): ResultStream {
  let failed = false;
  return {
    async next() {
      if (failed) return { done: true, value: undefined };
      try {
        const { done, value } = await source.next();
        return done === true ? { done: true, value: undefined } : { done: false, value: await toResult(value) };
      } catch (error) {
        // The last thing that the client sees is why the stream ended, with the cursor from which it may go on.
        failed = true;
        await source.return?.();
        return { done: false, value: { errors: [locatedError(error, undefined)] } };
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
