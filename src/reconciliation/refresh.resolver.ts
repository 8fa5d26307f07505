import { Arg, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { MAY_INVITE } from '../access/directives.ts';
import { Group } from '../groups/group.type.ts';
import type { Refreshes } from './refresh.ts';

@Resolver()
export class RefreshResolver {
  readonly #refreshes: Refreshes;

  constructor(refreshes: Refreshes) {
    this.#refreshes = refreshes;
  }

  @Directive(MAY_INVITE)
  // The provider is asked for everybody in the group.
  @Directive('@cost(weight: 1000)')
  @Mutation(() => Group, {
    description:
      'Asks the provider for the group and everybody in it now, and answers when all of it is stored. From then on members whom nobody invited here are followed as well.',
  })
  async refreshGroup(
    @Arg('groupId', () => ID, { description: '`connection:group`.' }) groupId: string,
  ): Promise<Group> {
    return new Group(await this.#refreshes.refresh(groupId));
  }
}
