import { type GraphQLSchema, isUnionType } from 'graphql';
import { InputError } from '../kernel/input-error.ts';
import type { GraphQLContext } from './context.ts';
import type { Keys, ReferenceResolvers } from './references.ts';

/** The references to one type in one request. */
interface Batch {
  readonly references: Keys[];
  /** Where each stands among all. */
  readonly places: number[];
}

/**
 * Resolves `_entities`: all references to one type together, so that a crowd costs one promise and not one for each. The library resolves
 * each by itself, and fails over a representation that names none of our entities, all others with it.
 */
export function resolveEntities(schema: GraphQLSchema, resolvers: ReferenceResolvers): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const union = schema.getType('_Entity');
  if (field === undefined || !isUnionType(union)) return;
  const names = union.getTypes().map(({ name }) => name);
  const typeNames = new Map<unknown, string>(Object.entries(resolvers).map(([name, { entity }]) => [entity, name]));
  union.resolveType = (value: object) => typeNames.get(value.constructor);
  field.resolve = (_source, { representations }: { readonly representations: readonly unknown[] }, context) => {
    const entities: unknown[] = [];
    const batches = new Map<string, Batch>();
    for (const [place, representation] of representations.entries()) {
      const name = (representation as Keys)['__typename'] as string;
      const batch = batches.get(name);
      if (batch !== undefined) {
        batch.references.push(representation as Keys);
        batch.places.push(place);
      } else if (names.includes(name)) batches.set(name, { references: [representation as Keys], places: [place] });
      else entities[place] = noEntity(place, names);
    }
    const waiting = [...batches].flatMap(
      ([name, batch]) => fill(entities, batch, () => found(resolvers, name, batch, context)) ?? [],
    );
    return waiting.length === 0 ? entities : Promise.all(waiting).then(() => entities);
  };
}

const noEntity = (place: number, names: readonly string[]): InputError =>
  new InputError(`representations[${place}].__typename`, `must be one of ${names.join(', ')}`);

function found(resolvers: ReferenceResolvers, name: string, { references }: Batch, context: GraphQLContext) {
  const resolver = resolvers[name];
  if (resolver === undefined) throw new TypeError(`nobody resolves references to ${name}`);
  return resolver.resolve(references, context);
}

/** Puts what is found in its places; a failure in each of them, so that no other type suffers from it. */
function fill(
  entities: unknown[],
  { places }: Batch,
  find: () => readonly unknown[] | Promise<readonly unknown[]>,
): Promise<void> | undefined {
  const put = (results: readonly unknown[]): void => {
    for (const [index, place] of places.entries()) entities[place] = results[index];
  };
  const fail = (reason: unknown): void => {
    const error = reason instanceof Error ? reason : new Error('references could not be resolved', { cause: reason });
    for (const place of places) entities[place] = error;
  };
  try {
    const results = find();
    if ('then' in results) return results.then(put, fail);
    put(results);
  } catch (error) {
    fail(error);
  }
  return undefined;
}
