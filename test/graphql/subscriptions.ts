import { buildSchema, type GraphQLFieldResolver, parse } from 'graphql';
import type { Viewer } from '../../src/access/viewer.ts';
import type { GraphQLContext } from '../../src/graphql/context.ts';
import { ResultText } from '../../src/graphql/fan-out/results.ts';
import type { Subscription } from '../../src/graphql/fan-out/subscription.ts';
import { HotLane } from '../../src/graphql/hot-lane.ts';
import { Subscriptions } from '../../src/graphql/subscribe.ts';
import type { Clock } from '../../src/kernel/clock.ts';

export interface PositionsDeps {
  readonly clock: Clock;
  readonly subscribe: (args: Readonly<Record<string, unknown>>) => unknown;
  /** Default: the position of the event. */
  readonly resolve?: GraphQLFieldResolver<{ readonly position: number }, GraphQLContext>;
  /** Characters that each result is longer than it has to be. Default: none. */
  readonly padding?: number;
}

/** Subscriptions to the positions of events, from any source. */
export function positionSubscriptions({
  clock,
  subscribe,
  resolve = ({ position }) => position,
  padding = 0,
}: PositionsDeps) {
  const schema = buildSchema('type Query { a: Int } type Subscription { position(a: Int, after: Int): Int }');
  const field = schema.getSubscriptionType()!.getFields()['position']!;
  field.subscribe = (_root, args: Readonly<Record<string, unknown>>) => subscribe(args);
  field.resolve = resolve as never;
  const document = parse('subscription ($a: Int, $after: Int) { position(a: $a, after: $after) }');
  const createContext = (viewer: Viewer) => ({ viewer }) as GraphQLContext;
  const padded = (json: string): string => `${' '.repeat(padding)}${json}`;
  const notClosed: unknown[] = [];
  const subscriptions = new Subscriptions({
    createContext,
    hot: new HotLane(schema),
    textOf: (result) => new ResultText(padded(JSON.stringify(result)), result.data === undefined ? [] : null),
    textOfData: (data) => new ResultText(padded(`{"data":${data}}`), null),
    clock,
    onCloseFailed: (error) => notClosed.push(error),
  });
  return {
    notClosed,
    open: async (viewer: Viewer, variableValues: Readonly<Record<string, unknown>> = {}): Promise<Subscription> =>
      (await subscriptions.subscribe({
        schema,
        document,
        variableValues,
        contextValue: createContext(viewer),
      })) as Subscription,
  };
}
