import { Arg, Ctx, Directive, FieldResolver, ID, Int, Resolver, Root, Subscription } from 'type-graphql';
import { MAY_READ } from '../access/directives.ts';
import type { Viewer } from '../access/viewer.ts';
import { Group } from '../groups/group.type.ts';
import type { Clock } from '../kernel/clock.ts';
import { formatEventCursor, parseEventCursor } from '../kernel/cursor.ts';
import { Membership } from '../members/member.type.ts';
import { checkPage, DEFAULT_PAGE_SIZE, PAGE_SIZE_HINT } from '../pagination/page-args.ts';
import type { MemberEvent } from '../store/records.ts';
import type { EventStatements } from '../store/store.ts';
import type { EventContext } from './event.loaders.ts';
import { MemberStateChange, MemberStateChangePage } from './event.type.ts';
import type { MemberSubscriptions, SubscriptionArgs } from './member-subscriptions.ts';

/** What the transports' context brings for a subscription to begin with. */
export interface SubscriptionContext {
  readonly viewer: Viewer;
  readonly subscriptions: { readonly members: MemberSubscriptions };
}

@Resolver()
export class MemberStateChangedResolver {
  @Directive(MAY_READ)
  @Subscription(() => MemberStateChange, {
    description:
      'Every later change of a member. Give exactly one of groupId, operationId and userId; with none of them, whoever has the scope `membership:admin` gets all changes. With `after`, first replays everything after that cursor, in order, without a gap.',
    subscribe: ({ args, context }) => {
      const { subscriptions, viewer } = context as SubscriptionContext;
      return subscriptions.members.open(args as SubscriptionArgs, viewer);
    },
  })
  memberStateChanged(
    @Root() event: MemberEvent,
    @Arg('groupId', () => ID, { nullable: true, description: 'Changes in this group.' }) _groupId: string | null,
    @Arg('operationId', () => ID, { nullable: true, description: 'Changes that this invite operation makes.' })
    _operationId: string | null,
    @Arg('userId', () => ID, { nullable: true, description: 'Changes of the accounts that are linked to this user.' })
    _userId: string | null,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'Any cursor of a MemberStateChange, from a subscription or a history, or that of a Group; not older than the retention.',
    })
    _after: string | null,
  ): MemberStateChange {
    return new MemberStateChange(event);
  }
}

@Resolver(() => Membership)
export class MembershipHistoryResolver {
  readonly #events: EventStatements;

  constructor(events: EventStatements) {
    this.#events = events;
  }

  @Directive(MAY_READ)
  @Directive(PAGE_SIZE_HINT)
  @FieldResolver(() => MemberStateChangePage, { description: 'Its changes, oldest first, as far as they are kept.' })
  async history(
    @Root() { record }: Membership,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description: 'How many at most, 0 to 1000.',
    })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: 'The cursor of the last one that is known already.' })
    after: string | null = null,
  ): Promise<MemberStateChangePage> {
    const request = checkPage(first, after, (cursor) => parseEventCursor(cursor)?.position ?? null);
    const nothing = { rows: [], hasNextPage: false };
    const page = record.key === null ? nothing : await this.#events.ofMember(record.key, request);
    return new MemberStateChangePage(page, request);
  }
}

@Resolver(() => Group)
export class GroupCursorResolver {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  // The newest place of the whole log, so that it holds for a group in which nothing has happened yet.
  @Directive(MAY_READ)
  @FieldResolver(() => String, {
    description:
      'Where the changes stand now: `memberStateChanged` with this as `after` tells everything that happens from now on, and nothing from before. For whoever means to go on after a lost connection and has had no change yet.',
  })
  async cursor(@Root() { ref }: Group, @Ctx() { loaders }: EventContext): Promise<string> {
    const position = await loaders.newestPositions.load(ref);
    return formatEventCursor({ position, atMs: this.#clock.now() });
  }
}
