import { type GraphQLSchema, isUnionType } from 'graphql';
import type { Connections } from '../connections/connection.ts';
import { ProviderConnection } from '../connections/connection.type.ts';
import { resolveGroupReference } from '../groups/group.reference.ts';
import { resolveOperationReference } from '../invitations/operation.reference.ts';
import { InputError } from '../kernel/input-error.ts';
import { resolveMembershipReference } from '../members/member.reference.ts';
import { User } from '../people/user.type.ts';
import type { GraphQLContext } from './context.ts';

type ResolveReference = (reference: never, context: GraphQLContext) => unknown;
export type ReferenceResolvers = Readonly<Record<string, ResolveReference>>;

/** A representation, as a router sends it. */
type Keys = Readonly<Record<string, unknown>>;

/** Ids as `ID` takes them: texts, and whole numbers where another subgraph spells them so. Null when one is something else. */
function idsOf<Key extends string>(keys: Readonly<Record<Key, unknown>>): Record<Key, string> | null {
  const ids: Partial<Record<Key, string>> = {};
  for (const [key, value] of Object.entries(keys) as [Key, unknown][]) {
    if (typeof value !== 'string' && !Number.isSafeInteger(value)) return null;
    ids[key] = String(value);
  }
  return ids as Record<Key, string>;
}

const byId =
  (resolve: (id: string, context: GraphQLContext) => unknown): ResolveReference =>
  ({ id }: Keys, context) => {
    const ids = idsOf({ id });
    return ids === null ? null : resolve(ids.id, context);
  };

/** How other subgraphs' references to our entities are resolved; null where nothing is known, or can be. */
export function createReferenceResolvers(connections: Connections): ReferenceResolvers {
  return {
    ProviderConnection: byId((id) => {
      const connection = connections.get(id);
      return connection === undefined ? null : new ProviderConnection(connection);
    }),
    Group({ id, connectionId, externalId }: Keys) {
      const reference = id === undefined ? idsOf({ connectionId, externalId }) : idsOf({ id });
      return reference === null ? null : resolveGroupReference(reference, connections);
    },
    Membership: byId(resolveMembershipReference),
    InviteOperation: byId(resolveOperationReference),
    User: byId((id) => new User(id)),
  };
}

/**
 * Makes `_entities` say what is wrong with a representation that names none of our entities, and resolve the others. The library
 * fails over it, all others with it, and a failure is logged as ours.
 */
export function checkRepresentations(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const entity = schema.getType('_Entity');
  if (field?.resolve === undefined || !isUnionType(entity)) return;
  const types = entity.getTypes().map(({ name }) => name);
  const isOurs = (representation: unknown): boolean =>
    types.some((name) => name === (representation as Keys)['__typename']);
  const { resolve } = field;
  field.resolve = (source, args: { readonly representations: readonly unknown[] }, context, info) => {
    const representations = args.representations.filter(isOurs);
    const entities = (resolve(source, { representations }, context, info) as readonly unknown[]).values();
    return args.representations.map((representation, index) =>
      isOurs(representation)
        ? entities.next().value
        : new InputError(`representations[${index}].__typename`, `must be one of ${types.join(', ')}`),
    );
  };
}
