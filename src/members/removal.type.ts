import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { InviteFailureReason } from '../kernel/vocabulary.ts';
import { Membership } from './member.type.ts';

@InputType({ description: 'Whom to take out of which group.' })
export class RemoveMembersInput {
  @Field(() => ID, { description: '`connection:group`.' })
  readonly groupId!: string;

  @Field(() => [ID], { description: "The provider's own ids of the people." })
  readonly accounts!: string[];

  @Field(() => ID, { nullable: true, description: 'The account on whose behalf they are removed.' })
  readonly operator?: string | null;

  @Field(() => String, { nullable: true, description: 'Handed on to providers that take one.' })
  readonly reason?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether nobody in the group is notified.' })
  readonly silent?: boolean | null;
}

@ObjectType({ description: 'The account was taken out of the group.' })
export class MemberRemoved {
  @Field(() => ID, { description: "The provider's own id of the person." })
  readonly account!: string;

  @Field(() => Membership, { description: 'The membership as it stands now.' })
  readonly membership!: Membership;
}

@ObjectType({ description: 'The account was not in the group.' })
export class MemberNotInGroup {
  @Field(() => ID, { description: "The provider's own id of the person." })
  readonly account!: string;
}

@ObjectType({ description: 'The account could not be taken out of the group.' })
export class RemoveMemberFailed {
  @Field(() => ID, { description: "The provider's own id of the person." })
  readonly account!: string;

  @Field(() => InviteFailureReason, { description: 'Why.' })
  readonly reason!: InviteFailureReason;

  @Field(() => String, { description: 'For people; may quote the provider.' })
  readonly message!: string;

  @Field(() => String, { nullable: true, description: "The provider's own code, where it gave one." })
  readonly providerCode!: string | null;

  @Field(() => Boolean, { description: 'Whether the same removal may succeed without anything being changed.' })
  readonly retryable!: boolean;
}

export const RemoveMemberResult = createUnionType({
  name: 'RemoveMemberResult',
  description: 'What became of one removal. Clients should keep a default branch: outcomes may be added.',
  types: () => [MemberRemoved, MemberNotInGroup, RemoveMemberFailed] as const,
});

@ObjectType({ description: 'What became of a removal.' })
export class RemoveMembersPayload {
  @Field(() => [RemoveMemberResult], { description: 'One outcome for each distinct account, in input order.' })
  readonly results!: (MemberRemoved | MemberNotInGroup | RemoveMemberFailed)[];
}
