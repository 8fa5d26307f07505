import type { Viewer } from '../access/viewer.ts';
import { createNewestPositionLoader, type EventContext } from '../events/event.loaders.ts';
import type { SubscriptionContext } from '../events/event.resolver.ts';
import type { MemberSubscriptions } from '../events/member-subscriptions.ts';
import { createGroupLoader, type GroupContext } from '../groups/group.loaders.ts';
import { createOperationLoader, type OperationContext } from '../invitations/operation.loaders.ts';
import type { OperationSubscriptions } from '../invitations/progress.ts';
import { createMembershipLoader, type MemberContext } from '../members/member.loaders.ts';
import { createLinkedAccountLoader, type UserContext } from '../people/user.loaders.ts';
import type { Store } from '../store/store.ts';

type Loaders = GroupContext['loaders'] &
  MemberContext['loaders'] &
  OperationContext['loaders'] &
  UserContext['loaders'] &
  EventContext['loaders'];

export interface GraphQLContext extends SubscriptionContext {
  readonly viewer: Viewer;
  readonly loaders: Loaders;
  readonly subscriptions: { readonly members: MemberSubscriptions; readonly operations: OperationSubscriptions };
}

/** Makes the context of one request, or of one event of a subscription: loaders remember, and must not outlive either. */
export type ContextFactory = (viewer: Viewer) => GraphQLContext;

export function createContextFactory(store: Store, subscriptions: GraphQLContext['subscriptions']): ContextFactory {
  return (viewer) => ({ viewer, loaders: new LazyLoaders(store), subscriptions });
}

/** Most requests need none or one of them. */
class LazyLoaders implements Loaders {
  readonly #store: Store;
  #groups: Loaders['groups'] | undefined;
  #memberships: Loaders['memberships'] | undefined;
  #operations: Loaders['operations'] | undefined;
  #linkedAccounts: Loaders['linkedAccounts'] | undefined;
  #newestPositions: Loaders['newestPositions'] | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  get groups(): Loaders['groups'] {
    return (this.#groups ??= createGroupLoader(this.#store.groups));
  }

  get memberships(): Loaders['memberships'] {
    return (this.#memberships ??= createMembershipLoader(this.#store.members));
  }

  membershipsByRefs: Loaders['membershipsByRefs'] = (refs) => this.#store.members.byRefs(refs);
  operationsByIds: Loaders['operationsByIds'] = (ids) => this.#store.invitations.operations(ids);

  get operations(): Loaders['operations'] {
    return (this.#operations ??= createOperationLoader(this.#store.invitations));
  }

  get linkedAccounts(): Loaders['linkedAccounts'] {
    return (this.#linkedAccounts ??= createLinkedAccountLoader(this.#store.people));
  }

  get newestPositions(): Loaders['newestPositions'] {
    return (this.#newestPositions ??= createNewestPositionLoader(this.#store.events));
  }
}
