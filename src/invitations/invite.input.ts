import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int } from 'type-graphql';

@InputType({ description: 'Whom to invite: exactly one of `account` and `userId`.' })
export class InviteeInput {
  @Field(() => ID, { nullable: true, description: "The provider's own id of the person." })
  readonly account?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'A user; the account that was linked first at this connection is invited.',
  })
  readonly userId?: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the member is to count as having joined, not in the future. For providers that take JOINED_AT.',
  })
  readonly joinedAt?: Date | null;
}

@InputType({ description: 'Whom to invite where, and how. An option that the provider does not take is an error.' })
export class InviteMembersInput {
  @Field(() => ID, { description: '`connection:group`.' })
  readonly groupId!: string;

  @Field(() => [InviteeInput], { description: '1 to 10 000 members; of two entries of one account the first counts.' })
  readonly members!: InviteeInput[];

  @Field(() => ID, {
    nullable: true,
    description:
      'The account on whose behalf is invited; absent: the one in the configuration. For providers that take OPERATOR.',
  })
  readonly operator?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Shown to whoever approves the invitation. For providers that take REASON.',
  })
  readonly reason?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the invitee has to accept before joining. For providers that take REQUIRE_CONSENT.',
  })
  readonly requireConsent?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether nobody in the group is notified. For providers that take SILENT.',
  })
  readonly silent?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a message in the group says who was added. For providers that take SYSTEM_MESSAGE.',
  })
  readonly systemMessage?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'For 24 hours the same key from the same caller with the same input returns the same operation and invites nobody again; with other input it is an error.',
  })
  readonly idempotencyKey?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How long the answer may wait for the provider, in milliseconds: 5000 when absent, at most 60000. Whoever is not settled by then is MemberQueued and goes on in the background.',
  })
  readonly waitMs?: number | null;
}

@InputType({ description: 'Which invites to cancel: queued ones, and open invitations.' })
export class CancelInvitesInput {
  @Field(() => ID, { description: 'The operation.' })
  readonly operationId!: string;

  @Field(() => [ID], { nullable: true, description: 'Members of the operation; absent: all of them.' })
  readonly accounts?: string[] | null;
}

@InputType({ description: 'Which failed invites to send again, with the options of their operation.' })
export class RetryInvitesInput {
  @Field(() => ID, { description: 'The operation.' })
  readonly operationId!: string;

  @Field(() => [ID], {
    nullable: true,
    description: 'Members of the operation, whatever kept them out; absent: those whose failure is retryable.',
  })
  readonly accounts?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'As for `inviteMembers`.' })
  readonly waitMs?: number | null;
}
