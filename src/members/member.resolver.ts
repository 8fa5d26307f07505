import { Arg, Ctx, Directive, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { MAY_READ } from '../access/directives.ts';
import { Group } from '../groups/group.type.ts';
import { MemberState } from '../kernel/vocabulary.ts';
import { checkPage, DEFAULT_PAGE_SIZE, PAGE_SIZE_HINT } from '../pagination/page-args.ts';
import { User } from '../people/user.type.ts';
import type { MemberStatements } from '../store/store.ts';
import type { MemberContext } from './member.loaders.ts';
import { resolveMembershipReference } from './member.reference.ts';
import { Membership, MembershipPage } from './member.type.ts';

const FIRST = { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: 'How many at most, 0 to 1000.' };
const AFTER = { nullable: true, description: 'The cursor of the last one that is known already.' };
const STATES = { nullable: true, description: 'Only memberships in one of these states; absent: all.' };

@Resolver()
export class MembershipResolver {
  @Directive(MAY_READ)
  @Query(() => Membership, {
    nullable: true,
    description: 'A membership; null when nothing is known of the account in the group.',
  })
  membership(
    @Arg('id', () => ID, { description: '`connection:group:account`.' }) id: string,
    @Ctx() context: MemberContext,
  ): Promise<Membership | null> {
    return resolveMembershipReference(id, context);
  }
}

@Resolver(() => Group)
export class GroupMembershipsResolver {
  readonly #members: MemberStatements;

  constructor(members: MemberStatements) {
    this.#members = members;
  }

  @Directive(MAY_READ)
  @Directive(PAGE_SIZE_HINT)
  @FieldResolver(() => MembershipPage, { description: 'Everybody of whom something is known in this group.' })
  async memberships(
    @Root() { ref }: Group,
    @Arg('first', () => Int, FIRST) first: number | null,
    @Arg('after', () => String, AFTER) after: string | null = null,
    @Arg('states', () => [MemberState], STATES) states: MemberState[] | null = null,
  ): Promise<MembershipPage> {
    const request = checkPage(first, after);
    const page = await this.#members.ofGroup(ref, states, request);
    return new MembershipPage(page, request, () => this.#members.countOfGroup(ref, states));
  }
}

@Resolver(() => User)
export class UserMembershipsResolver {
  readonly #members: MemberStatements;

  constructor(members: MemberStatements) {
    this.#members = members;
  }

  @Directive(MAY_READ)
  @Directive(PAGE_SIZE_HINT)
  @FieldResolver(() => MembershipPage, {
    description: 'Memberships of all accounts that are linked to the user, over all providers.',
  })
  async memberships(
    @Root() { id }: User,
    @Arg('first', () => Int, FIRST) first: number | null,
    @Arg('after', () => String, AFTER) after: string | null = null,
    @Arg('states', () => [MemberState], STATES) states: MemberState[] | null = null,
  ): Promise<MembershipPage> {
    const request = checkPage(first, after);
    const page = await this.#members.ofUser(id, states, request);
    return new MembershipPage(page, request, () => this.#members.countOfUser(id, states));
  }
}
