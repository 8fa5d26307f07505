import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'Which account belongs to which user.' })
export class LinkAccountInput {
  @Field(() => ID, { description: 'The user, as the subgraph that owns users spells it.' })
  readonly userId!: string;

  @Field(() => ID, { description: 'Where the account is.' })
  readonly connectionId!: string;

  @Field(() => ID, { description: "The provider's own id of the person." })
  readonly account!: string;
}
