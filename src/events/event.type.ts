import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { formatEventCursor } from '../kernel/cursor.ts';
import { MemberChangeCause, MemberState } from '../kernel/vocabulary.ts';
import { Membership } from '../members/member.type.ts';
import { PageInfo } from '../pagination/page-info.type.ts';
import type { MemberEvent, Page, PageRequest } from '../store/records.ts';

registerEnumType(MemberChangeCause, {
  name: 'MemberChangeCause',
  description: 'What made a membership change.',
  valuesConfig: {
    INVITE: { description: 'An invite that was made here, or what became of it.' },
    WEBHOOK: { description: 'The provider reported it.' },
    RECONCILIATION: { description: "It was found in the provider's list of members." },
    EXPIRY: { description: 'An invitation was not answered in time.' },
    REMOVAL: { description: 'A removal that was ordered here.' },
    CANCELLATION: { description: 'An invite was cancelled here.' },
  },
});

@ObjectType({ description: 'One change of one membership. A change to the state already held is none.' })
export class MemberStateChange {
  readonly event: MemberEvent;

  constructor(event: MemberEvent) {
    this.event = event;
  }

  @Field(() => String, {
    description:
      'Opaque; give the newest one that was handled as `after` to go on without a gap after a lost connection.',
  })
  get cursor(): string {
    return formatEventCursor(this.event);
  }

  @Field(() => Int, {
    description: 'Counts up by one within the group: a jump shows that something in between was dropped on the way.',
  })
  get sequence(): number {
    return this.event.sequence;
  }

  @Field(() => GraphQLDateTime, { description: 'When it was recorded here.' })
  get at(): Date {
    return new Date(this.event.atMs);
  }

  @Field(() => Membership, {
    description:
      'The membership: right after the change, or as it is now when more has happened since; `to` is always the state after this change.',
  })
  get membership(): Membership {
    return new Membership(this.event.membership);
  }

  @Field(() => MemberState, {
    nullable: true,
    description: 'The state before; null when nothing was known of the member.',
  })
  get from(): MemberState | null {
    return this.event.from;
  }

  @Field(() => MemberState, { description: 'The state after.' })
  get to(): MemberState {
    return this.event.to;
  }

  @Field(() => MemberChangeCause, { description: 'What made the change.' })
  get cause(): MemberChangeCause {
    return this.event.cause;
  }

  @Field(() => ID, {
    nullable: true,
    description:
      'The invite operation that it belongs to: the one that made the change, or whose invitation was answered, ended or found to be so; null when there is none.',
  })
  get operationId(): string | null {
    return this.event.operationId;
  }
}

@ObjectType({ description: 'One change in a list.' })
export class MemberStateChangeEdge {
  @Field(() => String, { description: 'Opaque; to be given as `after`, here or to the subscription.' })
  readonly cursor: string;

  @Field(() => MemberStateChange, { description: 'The change.' })
  readonly node: MemberStateChange;

  constructor(event: MemberEvent) {
    this.cursor = formatEventCursor(event);
    this.node = new MemberStateChange(event);
  }
}

@ObjectType({ description: 'A page of changes, oldest first.' })
export class MemberStateChangePage {
  @Field(() => [MemberStateChangeEdge], { description: 'The changes of the page.' })
  readonly edges: readonly MemberStateChangeEdge[];

  @Field(() => PageInfo, { description: 'Where the page stands.' })
  readonly pageInfo: PageInfo;

  constructor(page: Page<MemberEvent>, request: PageRequest) {
    this.edges = page.rows.map((event) => new MemberStateChangeEdge(event));
    this.pageInfo = new PageInfo(
      this.edges.map((edge) => edge.cursor),
      page.hasNextPage,
      request.afterKey !== null,
    );
  }
}
