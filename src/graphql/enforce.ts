import { getDirective } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type DocumentNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
  visit,
} from 'graphql';
import { demand, type Demand } from '../access/demand.ts';
import type { Clock } from '../kernel/clock.ts';
import type { GraphQLContext } from './context.ts';

type Field = GraphQLField<unknown, GraphQLContext>;
type Resolve = GraphQLFieldResolver<unknown, GraphQLContext>;

/** What tells routers who may have something. */
const ACCESS_DIRECTIVES: readonly string[] = ['authenticated', 'requiresScopes'];

/** The same type definitions for everybody: without the directives about access, and the import of them. */
export function withoutAccess(typeDefs: DocumentNode): DocumentNode {
  return visit(typeDefs, {
    Directive: ({ name }) => (ACCESS_DIRECTIVES.includes(name.value) ? null : undefined),
    StringValue: ({ value }, _key, parent) =>
      Array.isArray(parent) && ACCESS_DIRECTIVES.includes(value.slice(1)) ? null : undefined,
  });
}

/** Federation's own field has no directive in the SDL: whoever resolves references reads. */
const ENTITIES: Demand = [['membership:read']];

/**
 * Makes every field check what its own directives `@requiresScopes` and `@authenticated` say, for routers are not the only
 * ones who ask. Subscriptions check when they begin and with each event. Fields without a directive are left as they are.
 *
 * A directive on a type is left to routers: to get at an object here, one has to go through a field that is checked.
 */
export function enforceAccess(schema: GraphQLSchema, clock: Clock): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields()) as Field[]) {
      const needed = demandOf(schema, field);
      if (needed !== null) guard(field, needed, clock);
    }
  }
  const entities = schema.getQueryType()?.getFields()['_entities'];
  if (entities !== undefined) guard(entities as Field, ENTITIES, clock);
}

/** Null when anybody may have the field who may have its object. */
export function demandOf(schema: GraphQLSchema, field: GraphQLField<unknown, never>): Demand | null {
  const scopes = getDirective(schema, field as Field, 'requiresScopes')?.[0] as { scopes: Demand } | undefined;
  if (scopes !== undefined) return scopes.scopes;
  return getDirective(schema, field as Field, 'authenticated') === undefined ? null : [];
}

function guard(field: Field, needed: Demand, clock: Clock): void {
  const checked =
    (resolve: Resolve): Resolve =>
    (source, args, context, info) => {
      demand(context.viewer, needed, clock);
      return resolve(source, args, context, info);
    };
  field.resolve = checked(field.resolve ?? defaultFieldResolver);
  if (field.subscribe !== undefined) field.subscribe = checked(field.subscribe);
}
