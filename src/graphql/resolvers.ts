import type { Connections } from '../connections/connection.ts';
import { ConnectionResolver, ProviderCapabilitiesResolver } from '../connections/connection.resolver.ts';
import {
  GroupCursorResolver,
  MembershipHistoryResolver,
  MemberStateChangedResolver,
} from '../events/event.resolver.ts';
import { GroupResolver } from '../groups/group.resolver.ts';
import type { InvitationDeps } from '../invitations/deps.ts';
import { InvitationResolver, OperationResultsResolver } from '../invitations/invitation.resolver.ts';
import { GroupMembershipsResolver, MembershipResolver, UserMembershipsResolver } from '../members/member.resolver.ts';
import { RemovalResolver } from '../members/removal.resolver.ts';
import { AccountLinkResolver, UserAccountsResolver } from '../people/user.resolver.ts';
import { Refreshes } from '../reconciliation/refresh.ts';
import { RefreshResolver } from '../reconciliation/refresh.resolver.ts';

// Their constructors differ, and the container hands out what was built: all that matters here is that they are classes.
type ResolverClass = abstract new (...dependencies: never[]) => object;

/** Every class that answers a part of the schema. */
export const RESOLVERS: readonly ResolverClass[] = [
  ConnectionResolver,
  ProviderCapabilitiesResolver,
  GroupResolver,
  GroupMembershipsResolver,
  GroupCursorResolver,
  MembershipResolver,
  MembershipHistoryResolver,
  UserMembershipsResolver,
  AccountLinkResolver,
  UserAccountsResolver,
  InvitationResolver,
  OperationResultsResolver,
  RemovalResolver,
  RefreshResolver,
  MemberStateChangedResolver,
];

/** One of each of {@link RESOLVERS}. */
export function createResolvers(deps: InvitationDeps & { readonly connections: Connections }): object[] {
  const { store, connections, clock } = deps;
  return [
    new ConnectionResolver(connections),
    new ProviderCapabilitiesResolver(store.lanes),
    new GroupResolver(connections),
    new GroupMembershipsResolver(store.members),
    new GroupCursorResolver(clock),
    new MembershipResolver(),
    new MembershipHistoryResolver(store.events),
    new UserMembershipsResolver(store.members),
    new AccountLinkResolver({ connections, people: store.people }),
    new UserAccountsResolver(connections),
    new InvitationResolver(deps),
    new OperationResultsResolver(deps),
    new RemovalResolver(deps),
    new RefreshResolver(new Refreshes(deps)),
    new MemberStateChangedResolver(),
  ];
}
