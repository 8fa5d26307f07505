import { Arg, Mutation, Resolver } from 'type-graphql';
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
}
