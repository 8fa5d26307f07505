import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ONLY_KNOWN_VIEWERS } from '../access/directives.ts';
import type { ProfileFacts } from '../datasources/datasource.ts';
import { Group } from '../groups/group.type.ts';
import { formatRowCursor } from '../kernel/cursor.ts';
import { formatMembershipId } from '../kernel/ids.ts';
import { MemberState } from '../kernel/vocabulary.ts';
import { PageInfo } from '../pagination/page-info.type.ts';
import { User } from '../people/user.type.ts';
import type { MembershipRecord, Page, PageRequest } from '../store/records.ts';

registerEnumType(MemberState, {
  name: 'MemberState',
  description: 'Where a membership stands. Clients should keep a default branch: states may be added.',
  valuesConfig: {
    QUEUED: { description: 'An invite is stored here and will be sent; the provider has not settled it yet.' },
    INVITED: { description: "The provider took the invite; joining awaits the invitee's consent, or a confirmation." },
    JOINED: { description: 'The account is a member of the group.' },
    DECLINED: { description: 'The invitee said no.' },
    EXPIRED: { description: 'The invitation was not answered in time.' },
    FAILED: { description: "The account could not be invited; the operation's result says why." },
    CANCELLED: { description: 'The invite was cancelled before the account joined.' },
    LEFT: { description: 'The account left the group.' },
    REMOVED: { description: 'The account was removed from the group.' },
  },
});

@ObjectType({ description: "What the provider's member list or answer says of an account." })
export class MemberProfile {
  readonly facts: ProfileFacts;

  constructor(facts: ProfileFacts) {
    this.facts = facts;
  }

  @Field(() => String, { nullable: true, description: 'The name that others see.' })
  get nickname(): string | null {
    return this.facts.nickname ?? null;
  }

  @Field(() => String, { nullable: true, description: "Address of the account's picture." })
  get avatarUrl(): string | null {
    return this.facts.avatarUrl ?? null;
  }

  @Field(() => Boolean, { nullable: true, description: 'Whether a program is behind the account.' })
  get isRobot(): boolean | null {
    return this.facts.isRobot ?? null;
  }
}

/** A membership as GraphQL sees it; also one that is not stored, of a user for whom no account is linked. */
export type MembershipSource = Omit<MembershipRecord, 'key'> & { readonly key: number | null };

@Directive('@key(fields: "id")')
@Directive(ONLY_KNOWN_VIEWERS)
@ObjectType({ description: 'One account in one group, from its first invite or sighting on.' })
export class Membership {
  readonly record: MembershipSource;

  constructor(record: MembershipSource) {
    this.record = record;
  }

  @Field(() => ID, {
    description: "`connection:group:account`; inside a part ':' is written %3A and '%' is written %25.",
  })
  get id(): string {
    return formatMembershipId(this.record);
  }

  @Field(() => Group, { description: 'The group that it is a membership of.' })
  get group(): Group {
    return new Group(this.record);
  }

  @Field(() => ID, { description: "The provider's own id of the person." })
  get account(): string {
    return this.record.account;
  }

  @Field(() => User, {
    nullable: true,
    description: 'The user to whom the account is linked; null when it is linked to nobody.',
  })
  get user(): User | null {
    return this.record.userId === null ? null : new User(this.record.userId);
  }

  @Field(() => MemberProfile, { nullable: true, description: 'Null until the provider told anything of the account.' })
  get profile(): MemberProfile | null {
    return this.record.profile === null ? null : new MemberProfile(this.record.profile);
  }

  @Field(() => MemberState, { description: 'Where it stands now.' })
  get state(): MemberState {
    return this.record.state;
  }

  @Field(() => GraphQLDateTime, { description: 'When it came into this state.' })
  get changedAt(): Date {
    return new Date(this.record.changedAtMs);
  }

  @Field(() => ID, {
    nullable: true,
    description: 'The account on whose behalf the newest invite was made; null when the provider knows no such thing.',
  })
  get invitedBy(): string | null {
    return this.record.invitedBy;
  }
}

@ObjectType({ description: 'One membership in a list.' })
export class MembershipEdge {
  @Field(() => String, { description: 'Opaque; to be given as `after`.' })
  readonly cursor: string;

  @Field(() => Membership, { description: 'The membership.' })
  readonly node: Membership;

  constructor(record: MembershipRecord) {
    this.cursor = formatRowCursor(record.key);
    this.node = new Membership(record);
  }
}

@ObjectType({
  description: 'A page of memberships, first known first. The order is stable: a membership never changes its place.',
})
export class MembershipPage {
  @Field(() => [MembershipEdge], { description: 'The memberships of the page.' })
  readonly edges: readonly MembershipEdge[];

  @Field(() => PageInfo, { description: 'Where the page stands.' })
  readonly pageInfo: PageInfo;

  /** Counted only when it is asked for. */
  readonly count: () => Promise<number>;

  constructor(page: Page<MembershipRecord>, request: PageRequest, count: () => Promise<number>) {
    this.edges = page.rows.map((record) => new MembershipEdge(record));
    this.pageInfo = new PageInfo(
      this.edges.map((edge) => edge.cursor),
      page.hasNextPage,
      request.afterKey !== null,
    );
    this.count = count;
  }

  @Field(() => Int, { description: 'How many memberships the whole list has.' })
  totalCount(): Promise<number> {
    return this.count();
  }
}
