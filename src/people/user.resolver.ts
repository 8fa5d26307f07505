import { Arg, Field, ID, InputType, Mutation, Resolver } from 'type-graphql';
import { NotYetError } from '../kernel/not-yet-error.ts';
import { User } from './user.type.ts';

@InputType({ description: 'Which account belongs to which user.' })
export class LinkAccountInput {
  @Field(() => ID, { description: 'The user, as the subgraph that owns users spells it.' })
  readonly userId!: string;

  @Field(() => ID, { description: 'Where the account is.' })
  readonly connectionId!: string;

  @Field(() => ID, { description: "The provider's own id of the person." })
  readonly account!: string;
}

@Resolver()
export class AccountLinkResolver {
  @Mutation(() => User, {
    description: 'Says that an account belongs to a user. Not available yet: answers the error NOT_YET.',
  })
  linkAccount(
    @Arg('input', () => LinkAccountInput, { description: 'Which account, which user.' }) _input: LinkAccountInput,
  ): User {
    throw new NotYetError('linkAccount');
  }

  @Mutation(() => User, { description: 'Takes such a link back. Not available yet: answers the error NOT_YET.' })
  unlinkAccount(
    @Arg('input', () => LinkAccountInput, { description: 'Which account, which user.' }) _input: LinkAccountInput,
  ): User {
    throw new NotYetError('unlinkAccount');
  }
}
