import { GraphQLDateTime } from 'graphql-scalars';
import { createUnionType, Field, ID, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { InviteAwaiting, InviteFailureReason } from '../kernel/vocabulary.ts';
import { Membership } from '../members/member.type.ts';
import type { InviteStanding } from './report.ts';
import type { InviteResult } from './result.ts';

registerEnumType(InviteAwaiting, {
  name: 'InviteAwaiting',
  description: 'What an invitation that the provider took still waits for.',
  valuesConfig: {
    CONSENT: { description: 'Somebody has to agree: the invitee, or whoever approves new members.' },
    CONFIRMATION: { description: 'The provider does not tell at once whether the invitee is in; a later look will.' },
  },
});

registerEnumType(InviteFailureReason, {
  name: 'InviteFailureReason',
  description: 'Why a member could not be invited. Clients should keep a default branch: reasons may be added.',
  valuesConfig: {
    INVALID_ACCOUNT: {
      description: "The account breaks the provider's own rules for ids, or no account of the user is linked.",
    },
    OPERATOR_NOT_FOUND: { description: 'The provider does not know the account on whose behalf was invited.' },
    OPERATOR_IS_INVITEE: { description: 'The account invites itself.' },
    GROUP_NOT_FOUND: { description: 'The provider does not know the group, or not any more.' },
    INVALID_GROUP: { description: "The group's id breaks the provider's rules." },
    GROUP_FULL: { description: 'The group has no room for the members of the call.' },
    INVITES_UNSUPPORTED: { description: 'Groups of this kind take no invites.' },
    PERMISSION_DENIED: { description: "The connection's account may not invite into this group." },
    REFUSED_BY_PROVIDER: { description: 'The provider, or a hook of its customer, refused this member.' },
    RATE_LIMITED: { description: 'The provider took no more calls for too long.' },
    PROVIDER_UNAVAILABLE: {
      description: 'The provider could not be reached, or kept failing, until the attempts were used up.',
    },
    PROVIDER_ERROR: {
      description: 'The provider gave an error that means none of the others; `providerCode` is its own code.',
    },
  },
});

/** Whom an outcome is about. */
export interface InviteSubject {
  /** As the caller named it, which is the membership's own account wherever a membership is kept. */
  readonly account: string;
  readonly membership: Membership;
}

@InterfaceType({
  description:
    'What all outcomes have in common. Select these beside `__typename`, and outcomes that are added later render too.',
})
export abstract class InviteMemberOutcome {
  @Field(() => ID, { description: "The provider's own id of the person." })
  readonly account: string;

  @Field(() => Membership, { description: 'The membership that the invite is about, as it stands now.' })
  readonly membership: Membership;

  constructor(subject: InviteSubject) {
    this.account = subject.account;
    this.membership = subject.membership;
  }
}

@ObjectType({ implements: InviteMemberOutcome, description: 'The account is a member now, because of this invite.' })
export class MemberJoined extends InviteMemberOutcome {
  @Field(() => GraphQLDateTime, { description: 'When it joined.' })
  readonly joinedAt: Date;

  constructor(subject: InviteSubject, joinedAtMs: number) {
    super(subject);
    this.joinedAt = new Date(joinedAtMs);
  }
}

@ObjectType({
  implements: InviteMemberOutcome,
  description: 'The account was a member already; nothing had to be done.',
})
export class MemberAlreadyJoined extends InviteMemberOutcome {}

@ObjectType({
  implements: InviteMemberOutcome,
  description: 'The provider took the invite; the account is not a member yet.',
})
export class MemberInvited extends InviteMemberOutcome {
  @Field(() => InviteAwaiting, { description: 'What joining still waits for.' })
  readonly awaiting: InviteAwaiting;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the invitation counts as expired, if nobody answers.',
  })
  readonly expiresAt: Date | null;

  constructor(subject: InviteSubject, awaiting: InviteAwaiting, expiresAtMs: number) {
    super(subject);
    this.awaiting = awaiting;
    this.expiresAt = new Date(expiresAtMs);
  }
}

@ObjectType({
  implements: InviteMemberOutcome,
  description: 'The invite is stored and will be sent; subscribe to `memberStateChanged` to learn what becomes of it.',
})
export class MemberQueued extends InviteMemberOutcome {
  @Field(() => Int, { description: 'Place among those who wait for the same group, from 1, the next to be sent.' })
  readonly position: number;

  @Field(() => GraphQLDateTime, { description: 'When it will probably be sent, as the quota stands now.' })
  readonly estimatedSendAt: Date;

  constructor(subject: InviteSubject, position: number, estimatedSendAtMs: number) {
    super(subject);
    this.position = position;
    this.estimatedSendAt = new Date(estimatedSendAtMs);
  }
}

@ObjectType({
  implements: InviteMemberOutcome,
  description: 'The account is in as many groups as the provider allows.',
})
export class MemberOverGroupLimit extends InviteMemberOutcome {
  @Field(() => String, { description: 'For people.' })
  readonly message: string;

  constructor(subject: InviteSubject, message: string) {
    super(subject);
    this.message = message;
  }
}

@ObjectType({ implements: InviteMemberOutcome, description: 'The provider does not know the account.' })
export class MemberNotFound extends InviteMemberOutcome {
  @Field(() => String, { description: 'For people.' })
  readonly message: string;

  constructor(subject: InviteSubject, message: string) {
    super(subject);
    this.message = message;
  }
}

@ObjectType({ implements: InviteMemberOutcome, description: 'The account could not be invited.' })
export class MemberFailed extends InviteMemberOutcome {
  readonly #result: InviteResult & { type: 'failed' };

  constructor(subject: InviteSubject, result: InviteResult & { type: 'failed' }) {
    super(subject);
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

  @Field(() => Boolean, { description: 'Whether `retryInvites` may succeed without anything being changed.' })
  get retryable(): boolean {
    return this.#result.retryable;
  }
}

@ObjectType({
  implements: InviteMemberOutcome,
  description: 'The invite was cancelled before it was sent, or taken back before it was accepted.',
})
export class MemberCancelled extends InviteMemberOutcome {}

export const InviteMemberResult = createUnionType({
  name: 'InviteMemberResult',
  description: 'What became of one invite. Clients should keep a default branch: outcomes may be added.',
  types: () =>
    [
      MemberJoined,
      MemberAlreadyJoined,
      MemberInvited,
      MemberQueued,
      MemberOverGroupLimit,
      MemberNotFound,
      MemberFailed,
      MemberCancelled,
    ] as const,
});
export type InviteMemberResult = InviteMemberOutcome;

/** The union's member for how an invite stands. */
export function toInviteMemberResult(standing: InviteStanding, membership: Membership): InviteMemberResult {
  const { invite, queued } = standing;
  const subject = { account: invite.account, membership };
  if (invite.result === null) return new MemberQueued(subject, queued?.position ?? 1, queued?.estimatedSendAtMs ?? 0);
  const { result } = invite;
  switch (result.type) {
    case 'joined':
      return new MemberJoined(subject, result.joinedAtMs);
    case 'alreadyJoined':
      return new MemberAlreadyJoined(subject);
    case 'invited':
      return new MemberInvited(subject, result.awaiting, result.expiresAtMs);
    case 'overGroupLimit':
      return new MemberOverGroupLimit(subject, result.message);
    case 'notFound':
      return new MemberNotFound(subject, result.message);
    case 'failed':
      return new MemberFailed(subject, result);
    case 'cancelled':
      return new MemberCancelled(subject);
  }
}
