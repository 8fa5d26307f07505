import type { Connections } from '../connections/connection.ts';
import { ProviderConnection } from '../connections/connection.type.ts';
import { resolveGroupReference } from '../groups/group.reference.ts';
import { Group } from '../groups/group.type.ts';
import { resolveOperationReferences } from '../invitations/operation.reference.ts';
import { InviteOperation } from '../invitations/operation.type.ts';
import { resolveMembershipReferences } from '../members/member.reference.ts';
import { Membership } from '../members/member.type.ts';
import { User } from '../people/user.type.ts';
import type { GraphQLContext } from './context.ts';

/** A representation of one of our entities, as a router sends it. */
export type Keys = Readonly<Record<string, unknown>>;

type Found = readonly (object | null)[];

/** How references to one type of entity are resolved. */
export interface EntityReferences {
  /** What entities of the type are instances of. */
  readonly entity: abstract new (...given: never[]) => object;
  /** All that one request has, in their order; null where nothing is known, or can be. */
  readonly resolve: (references: readonly Keys[], context: GraphQLContext) => Found | Promise<Found>;
}

/** By the name of the type. */
export type ReferenceResolvers = Readonly<Record<string, EntityReferences>>;

/** Ids as `ID` takes them: texts, and whole numbers where another subgraph spells them so. Null for something else. */
function idOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : null;
}

const byId =
  (resolve: (id: string) => object | null): EntityReferences['resolve'] =>
  (references) =>
    references.map(({ id: given }) => {
      const id = idOf(given);
      return id === null ? null : resolve(id);
    });

/** Each id is looked for once, however many references have it. */
const byIds =
  (resolve: (ids: readonly string[], context: GraphQLContext) => Promise<Found>): EntityReferences['resolve'] =>
  async (references, context) => {
    const ids = references.map(({ id }) => idOf(id));
    const distinct = [...new Set(ids)].filter((id) => id !== null);
    if (distinct.length === 0) return ids.map(() => null);
    const entities = await resolve(distinct, context);
    const byDistinctId = new Map(distinct.map((id, index) => [id, entities[index] ?? null]));
    return ids.map((id) => (id === null ? null : (byDistinctId.get(id) ?? null)));
  };

/** How other subgraphs' references to our entities are resolved. */
export function createReferenceResolvers(connections: Connections): ReferenceResolvers {
  const groupOf = ({ id: given, connectionId, externalId }: Keys): Group | null => {
    if (given !== undefined) {
      const id = idOf(given);
      return id === null ? null : resolveGroupReference({ id }, connections);
    }
    const ref = { connectionId: idOf(connectionId), externalId: idOf(externalId) };
    if (ref.connectionId === null || ref.externalId === null) return null;
    return resolveGroupReference({ connectionId: ref.connectionId, externalId: ref.externalId }, connections);
  };
  const connectionOf = (id: string): ProviderConnection | null => {
    const connection = connections.get(id);
    return connection === undefined ? null : new ProviderConnection(connection);
  };
  return {
    ProviderConnection: { entity: ProviderConnection, resolve: byId(connectionOf) },
    Group: { entity: Group, resolve: (references) => references.map(groupOf) },
    Membership: { entity: Membership, resolve: byIds(resolveMembershipReferences) },
    InviteOperation: { entity: InviteOperation, resolve: byIds(resolveOperationReferences) },
    User: { entity: User, resolve: byId((id) => new User(id)) },
  };
}
