import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { InviteFailureReason } from '../kernel/vocabulary.ts';
import { Membership } from './member.type.ts';
import type { RemovalResult } from './removal-result.ts';
import type { RemovalReport } from './remove.ts';

@InputType({ description: 'Whom to take out of which group.' })
export class RemoveMembersInput {
  @Field(() => ID, { description: '`connection:group`; the connection has to be able to remove members.' })
  readonly groupId!: string;

  @Field(() => [ID], { description: "The provider's own ids of the people, 1 to 10 000." })
  readonly accounts!: string[];

  @Field(() => ID, {
    nullable: true,
    description:
      'The account on whose behalf they are removed; absent: the one in the configuration. An error where the provider knows no such thing.',
  })
  readonly operator?: string | null;

  @Field(() => String, { nullable: true, description: 'Handed on to providers that take one.' })
  readonly reason?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether nobody in the group is notified, at providers that can keep silent.',
  })
  readonly silent?: boolean | null;
}

@ObjectType({ description: 'The account was taken out of the group.' })
export class MemberRemoved {
  @Field(() => ID, { description: "The provider's own id of the person." })
  readonly account: string;

  @Field(() => Membership, { description: 'The membership as it stands now.' })
  readonly membership: Membership;

  constructor(account: string, membership: Membership) {
    this.account = account;
    this.membership = membership;
  }
}

@ObjectType({ description: 'The account was not in the group.' })
export class MemberNotInGroup {
  @Field(() => ID, { description: "The provider's own id of the person." })
  readonly account: string;

  constructor(account: string) {
    this.account = account;
  }
}

@ObjectType({ description: 'The account could not be taken out of the group.' })
export class RemoveMemberFailed {
  readonly #result: RemovalResult & { type: 'failed' };

  @Field(() => ID, { description: "The provider's own id of the person." })
  readonly account: string;

  constructor(account: string, result: RemovalResult & { type: 'failed' }) {
    this.account = account;
    this.#result = result;
  }

  @Field(() => InviteFailureReason, { description: 'Why.' })
  get reason(): InviteFailureReason {
    return this.#result.reason;
  }

  @Field(() => String, { description: 'For people; may quote the provider.' })
  get message(): string {
    return this.#result.message;
  }

  @Field(() => String, { nullable: true, description: "The provider's own code, where it gave one." })
  get providerCode(): string | null {
    return this.#result.providerCode;
  }

  @Field(() => Boolean, { description: 'Whether the same removal may succeed without anything being changed.' })
  get retryable(): boolean {
    return this.#result.retryable;
  }
}

export const RemoveMemberResult = createUnionType({
  name: 'RemoveMemberResult',
  description: 'What became of one removal. Clients should keep a default branch: outcomes may be added.',
  types: () => [MemberRemoved, MemberNotInGroup, RemoveMemberFailed] as const,
});

@ObjectType({ description: 'What became of a removal.' })
export class RemoveMembersPayload {
  @Field(() => [RemoveMemberResult], { description: 'One outcome for each distinct account, in input order.' })
  readonly results: readonly (MemberRemoved | MemberNotInGroup | RemoveMemberFailed)[];

  constructor(reports: readonly RemovalReport[]) {
    this.results = reports.map(toRemoveMemberResult);
  }
}

function toRemoveMemberResult({
  account,
  result,
}: RemovalReport): MemberRemoved | MemberNotInGroup | RemoveMemberFailed {
  switch (result.type) {
    case 'removed':
      return new MemberRemoved(account, new Membership(result.membership));
    case 'notInGroup':
      return new MemberNotInGroup(account);
    case 'failed':
      return new RemoveMemberFailed(account, result);
  }
}
