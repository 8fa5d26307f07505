import 'reflect-metadata';
import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type GraphQLSchema, parse } from 'graphql';
import { buildSchema, type ContainerType, createResolversMap, type NonEmptyArray, type PubSub } from 'type-graphql';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { enforceAccess, withoutAccess } from './enforce.ts';
import { RESOLVERS } from './resolvers.ts';
import { resolveEntities } from './entities.ts';
import type { ReferenceResolvers } from './references.ts';

/** The highest federation version that Apollo's, The Guild's and WunderGraph's composers all accept. */
const FEDERATION_LINK = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@cost", "@key", "@listSize", "@requiresScopes", "@shareable"])`;

// type-graphql wants a pub-sub as soon as there is a subscription; ours bring their own streams.
const NO_PUB_SUB: PubSub = {
  publish: () => {
    throw new TypeError('events are published through the feed');
  },
  subscribe: () => {
    throw new TypeError('subscriptions bring their own streams');
  },
};

export interface SchemaOptions {
  /** By which credentials end; default: the system's. */
  readonly clock?: Clock | undefined;
  /**
   * Whether it is decided here, or in front of us, who may have a field. Otherwise the SDL does not say it either: a router would
   * ask for credentials that nobody issues, and Apollo Gateway refuses to start with such an SDL at all. Default: true.
   */
  readonly guarded?: boolean | undefined;
}

/**
 * Builds the subgraph's schema: the code's own types, what federation adds to them, and who may have which field.
 *
 * @param container where type-graphql finds the instances of the resolver classes
 */
export async function buildMembershipSchema(
  container: ContainerType,
  references: ReferenceResolvers,
  { clock = systemClock, guarded = true }: SchemaOptions = {},
): Promise<GraphQLSchema> {
  const plain = await buildSchema({
    resolvers: RESOLVERS as unknown as NonEmptyArray<() => object>,
    container,
    pubSub: NO_PUB_SUB,
    // Input is checked by the commands: the shapes by GraphQL, the rest where the error can name its field.
    validate: false,
  });
  const resolvers = createResolversMap(plain);
  const typeDefs = parse(`${FEDERATION_LINK}\n${printSchemaWithDirectives(plain)}`);
  const served = guarded ? typeDefs : withoutAccess(typeDefs);
  const schema = buildSubgraphSchema([{ typeDefs: served, resolvers: resolvers as never }]);
  resolveEntities(schema, references);
  if (guarded) enforceAccess(schema, clock);
  return schema;
}

/** The SDL as composition wants it; committed as `schema/membership.graphql`. */
export const printMembershipSdl = (schema: GraphQLSchema): string => `${printSubgraphSchema(schema).trim()}\n`;
