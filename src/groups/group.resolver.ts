import { Arg, Ctx, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { MAY_READ } from '../access/directives.ts';
import type { Connections } from '../connections/connection.ts';
import { ConnectionGoneError } from '../connections/connection-gone-error.ts';
import { ProviderConnection } from '../connections/connection.type.ts';
import { GroupType } from '../kernel/vocabulary.ts';
import type { GroupContext } from './group.loaders.ts';
import { resolveGroupReference } from './group.reference.ts';
import { Group } from './group.type.ts';

@Resolver(() => Group)
export class GroupResolver {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  @Directive(MAY_READ)
  @Query(() => Group, {
    nullable: true,
    description: 'A group; null when the id is not well-formed or its connection is not configured.',
  })
  group(@Arg('id', () => ID, { description: '`connection:group`.' }) id: string): Group | null {
    return resolveGroupReference({ id }, this.#connections);
  }

  @FieldResolver(() => ProviderConnection, { description: 'The connection through which the group is reached.' })
  connection(@Root() group: Group): ProviderConnection {
    const connection = this.#connections.get(group.connectionId);
    if (connection === undefined) throw new ConnectionGoneError(group.connectionId);
    return new ProviderConnection(connection);
  }

  @FieldResolver(() => GroupType, {
    nullable: true,
    description: 'What the provider says, as far as it was asked; null until then.',
  })
  async type(@Root() group: Group, @Ctx() context: GroupContext): Promise<GroupType | null> {
    return (await context.loaders.groups.load(group.ref))?.type ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'What the provider says, as far as it was asked; null until then.',
  })
  async name(@Root() group: Group, @Ctx() context: GroupContext): Promise<string | null> {
    return (await context.loaders.groups.load(group.ref))?.name ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'What the provider says, as far as it was asked; null until then.',
  })
  async avatarUrl(@Root() group: Group, @Ctx() context: GroupContext): Promise<string | null> {
    return (await context.loaders.groups.load(group.ref))?.avatarUrl ?? null;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'How many members the provider counted when it was last asked; null until then.',
  })
  async memberCount(@Root() group: Group, @Ctx() context: GroupContext): Promise<number | null> {
    return (await context.loaders.groups.load(group.ref))?.memberCount ?? null;
  }
}
