import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';

type Outcome = { readonly returned: unknown } | { readonly thrown: unknown };

/**
 * What the root fields of one mutation have returned or thrown. When the rest of its answer turns out to be unusual, graphql-js
 * executes it again, but no effect happens twice: root fields are read back from here.
 */
export class RootOutcomes {
  readonly #outcomes = new Map<string, Outcome>();

  /** Calls a root field's resolver and notes what comes of it. */
  record(responseName: string, resolve: () => unknown): unknown {
    try {
      const returned = resolve();
      this.#outcomes.set(responseName, { returned });
      return returned;
    } catch (thrown) {
      this.#outcomes.set(responseName, { thrown });
      throw thrown;
    }
  }

  has(responseName: string): boolean {
    return this.#outcomes.has(responseName);
  }

  /** The same again, once. */
  replay(responseName: string): unknown {
    const outcome = this.#outcomes.get(responseName);
    if (outcome === undefined) throw new TypeError('nothing was recorded of this field');
    if ('thrown' in outcome) throw outcome.thrown;
    return outcome.returned;
  }
}

const OUTCOMES = Symbol('outcomes of root fields');

/** A context with which graphql-js reads back what root fields have returned already; other libraries may copy it. */
export const withOutcomes = <Context extends object>(context: Context, outcomes: RootOutcomes): Context =>
  Object.assign(context, { [OUTCOMES]: outcomes });

/** Makes the mutations of a schema look for outcomes in their context before they do anything. */
export function readBackMutations(schema: GraphQLSchema): void {
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const resolve: GraphQLFieldResolver<unknown, unknown> = field.resolve ?? defaultFieldResolver;
    field.resolve = (source, args, context, info) => {
      const outcomes = (context as { readonly [OUTCOMES]?: RootOutcomes } | null | undefined)?.[OUTCOMES];
      const responseName = String(info.path.key);
      return outcomes?.has(responseName) === true
        ? outcomes.replay(responseName)
        : resolve(source, args, context, info);
    };
  }
}
