import type { Connections } from '../connections/connection.ts';
import { ProviderConnection } from '../connections/connection.type.ts';
import { type GroupReference, resolveGroupReference } from '../groups/group.reference.ts';
import { resolveOperationReference } from '../invitations/operation.reference.ts';
import { resolveMembershipReference } from '../members/member.reference.ts';
import { User } from '../people/user.type.ts';
import type { GraphQLContext } from './context.ts';

type ResolveReference = (reference: never, context: GraphQLContext) => unknown;
export type ReferenceResolvers = Readonly<Record<string, ResolveReference>>;

/** How other subgraphs' references to our entities are resolved; null where nothing is known. */
export function createReferenceResolvers(connections: Connections): ReferenceResolvers {
  return {
    ProviderConnection({ id }: { id: string }) {
      const connection = connections.get(id);
      return connection === undefined ? null : new ProviderConnection(connection);
    },
    Group: (reference: GroupReference) => resolveGroupReference(reference, connections),
    Membership: ({ id }: { id: string }, context) => resolveMembershipReference(id, context),
    InviteOperation: ({ id }: { id: string }, context) => resolveOperationReference(id, context),
    User: ({ id }: { id: string }) => new User(id),
  };
}
