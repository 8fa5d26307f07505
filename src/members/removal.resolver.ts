import { Arg, ID, Mutation, Resolver } from 'type-graphql';
import { Group } from '../groups/group.type.ts';
import { NotYetError } from '../kernel/not-yet-error.ts';
import { RemoveMembersInput, RemoveMembersPayload } from './removal.type.ts';

@Resolver()
export class RemovalResolver {
  @Mutation(() => RemoveMembersPayload, {
    description: 'Takes members out of a group. Not available yet: answers the error NOT_YET.',
  })
  removeMembers(
    @Arg('input', () => RemoveMembersInput, { description: 'Whom, and where.' }) _input: RemoveMembersInput,
  ): RemoveMembersPayload {
    throw new NotYetError('removeMembers');
  }

  @Mutation(() => Group, {
    description: 'Asks the provider for the group and its members now. Not available yet: answers the error NOT_YET.',
  })
  refreshGroup(@Arg('groupId', () => ID, { description: '`connection:group`.' }) _groupId: string): Group {
    throw new NotYetError('refreshGroup');
  }
}
