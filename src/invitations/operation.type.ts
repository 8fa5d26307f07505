import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ONLY_KNOWN_VIEWERS } from '../access/directives.ts';
import { Group } from '../groups/group.type.ts';
import { formatRowCursor } from '../kernel/cursor.ts';
import { MAX_ID_PART_BYTES } from '../kernel/ids.ts';
import { InviteOperationStatus } from '../kernel/vocabulary.ts';
import { Membership } from '../members/member.type.ts';
import { PageInfo } from '../pagination/page-info.type.ts';
import type { InviteRecord, OperationRecord, PageRequest } from '../store/records.ts';
import type { InviteReport, InviteStanding } from './report.ts';
import type { InviteCounts as Counts } from './result.ts';
import { InviteMemberResult, toInviteMemberResult } from './result.type.ts';

/** What routers may reckon with; an operation has up to 10 000 members, and how many it is in this request counts here (graphql/documents/hints.ts). */
export const RESULTS_SIZE_HINT =
  '@listSize(assumedSize: 100, sizedFields: ["results"], requireOneSlicingArgument: false)';

registerEnumType(InviteOperationStatus, {
  name: 'InviteOperationStatus',
  description: 'How far an invite operation is.',
  valuesConfig: {
    RUNNING: { description: 'At least one member is queued.' },
    COMPLETED: { description: 'No member is queued any more; each has its outcome.' },
    CANCELLED: { description: 'Ended by cancelling: members who had not been sent were cancelled.' },
  },
});

@ObjectType({ description: 'How the members of an operation stand; `total` is the sum of the others.' })
export class InviteCounts {
  @Field(() => Int, { description: 'Distinct members.' })
  readonly total: number;

  @Field(() => Int, { description: 'Not settled yet.' })
  readonly queued: number;

  @Field(() => Int, {
    description:
      'Invited by this operation, whatever became of the invitation since; the states of the memberships tell that.',
  })
  readonly invited: number;

  @Field(() => Int, { description: 'Members because of this operation.' })
  readonly joined: number;

  @Field(() => Int, { description: 'Were members before.' })
  readonly alreadyJoined: number;

  @Field(() => Int, { description: 'Could not be invited: failed, not found, or in too many groups.' })
  readonly failed: number;

  @Field(() => Int, { description: 'Cancelled before they were sent, or taken back before they were accepted.' })
  readonly cancelled: number;

  constructor(counts: Counts) {
    this.total = counts.total;
    this.queued = counts.queued;
    this.invited = counts.invited;
    this.joined = counts.joined;
    this.alreadyJoined = counts.alreadyJoined;
    this.failed = counts.failed;
    this.cancelled = counts.cancelled;
  }
}

@Directive('@key(fields: "id")')
@Directive(ONLY_KNOWN_VIEWERS)
@ObjectType({ description: 'One call of `inviteMembers` and everything that it caused. Kept as long as events are.' })
export class InviteOperation {
  readonly record: OperationRecord;

  constructor(record: OperationRecord) {
    this.record = record;
  }

  @Field(() => ID, { description: 'Opaque.' })
  get id(): string {
    return this.record.id;
  }

  @Field(() => Group, { description: 'The group into which was invited.' })
  get group(): Group {
    return new Group(this.record.group);
  }

  @Field(() => InviteOperationStatus, { description: 'How far it is.' })
  get status(): InviteOperationStatus {
    return this.record.status;
  }

  @Field(() => GraphQLDateTime, { description: 'When it was stored.' })
  get createdAt(): Date {
    return new Date(this.record.createdAtMs);
  }

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the last member was settled; null while it runs.',
  })
  get completedAt(): Date | null {
    return this.record.completedAtMs === null ? null : new Date(this.record.completedAtMs);
  }

  @Field(() => InviteCounts, { description: 'How its members stand.' })
  get counts(): InviteCounts {
    return new InviteCounts(this.record.counts);
  }
}

/**
 * The membership of an invite; where none is kept, one that is not stored. Its account says that it is none, for a client's
 * cache must not take it for the membership of an account that happens to be named like the user; an account that is too long
 * for an id says so by itself.
 */
function membershipOf(invite: InviteRecord, operation: OperationRecord): Membership {
  return new Membership(
    invite.membership ?? {
      key: null,
      ...operation.group,
      account: Buffer.byteLength(invite.account) > MAX_ID_PART_BYTES ? invite.account : `user:${invite.account}`,
      state: 'FAILED',
      changedAtMs: operation.createdAtMs,
      invitedBy: null,
      userId: null,
      profile: null,
    },
  );
}

const toResult = (standing: InviteStanding, operation: OperationRecord): InviteMemberResult =>
  toInviteMemberResult(standing, membershipOf(standing.invite, operation));

@ObjectType({ description: 'One outcome in a list.' })
export class InviteResultEdge {
  @Field(() => String, { description: 'Opaque; to be given as `after`.' })
  readonly cursor: string;

  @Field(() => InviteMemberResult, { description: 'The outcome.' })
  readonly node: InviteMemberResult;

  constructor(standing: InviteStanding, operation: OperationRecord) {
    this.cursor = formatRowCursor(standing.invite.ordinal);
    this.node = toResult(standing, operation);
  }
}

@ObjectType({ description: "A page of an operation's outcomes, one for each distinct member, in input order." })
export class InviteResultPage {
  @Field(() => [InviteResultEdge], { description: 'The outcomes of the page.' })
  readonly edges: readonly InviteResultEdge[];

  @Field(() => PageInfo, { description: 'Where the page stands.' })
  readonly pageInfo: PageInfo;

  @Field(() => Int, { description: 'How many distinct members the operation has.' })
  readonly totalCount: number;

  constructor(
    standings: readonly InviteStanding[],
    operation: OperationRecord,
    request: PageRequest,
    hasNextPage: boolean,
  ) {
    this.edges = standings.map((standing) => new InviteResultEdge(standing, operation));
    this.pageInfo = new PageInfo(
      this.edges.map((edge) => edge.cursor),
      hasNextPage,
      request.afterKey !== null,
    );
    this.totalCount = operation.counts.total;
  }
}

@ObjectType({ description: 'How an operation and all of its members stand.' })
export class InviteMembersPayload {
  @Field(() => InviteOperation, { description: 'The operation; it goes on when members are still queued.' })
  readonly operation: InviteOperation;

  @Field(() => [InviteMemberResult], {
    description: 'One outcome for each distinct member of the operation, in input order.',
  })
  readonly results: readonly InviteMemberResult[];

  constructor(report: InviteReport) {
    this.operation = new InviteOperation(report.operation);
    this.results = report.standings.map((standing) => toResult(standing, report.operation));
  }
}
