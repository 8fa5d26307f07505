import {
  Arg,
  Ctx,
  Directive,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { MAY_INVITE, MAY_READ } from '../access/directives.ts';
import { checkPage, DEFAULT_PAGE_SIZE, PAGE_SIZE_HINT } from '../pagination/page-args.ts';
import type { OperationRecord } from '../store/records.ts';
import { cancelInvites } from './cancel.ts';
import type { InvitationDeps } from './deps.ts';
import { inviteMembers } from './invite.ts';
import { CancelInvitesInput, InviteMembersInput, RetryInvitesInput } from './invite.input.ts';
import type { OperationContext } from './operation.loaders.ts';
import { InviteMembersPayload, InviteOperation, InviteResultPage, RESULTS_SIZE_HINT } from './operation.type.ts';
import type { OperationSubscriptions } from './progress.ts';
import { toStandings } from './report.ts';
import { retryInvites } from './retry.ts';

interface CallerContext {
  readonly viewer: { readonly id: string };
}

interface ProgressContext {
  readonly subscriptions: { readonly operations: OperationSubscriptions };
}

@Resolver()
export class InvitationResolver {
  readonly #deps: InvitationDeps;

  constructor(deps: InvitationDeps) {
    this.#deps = deps;
  }

  @Directive(MAY_READ)
  @Query(() => InviteOperation, {
    nullable: true,
    description: 'An invite operation; null when it is not known, or not any more.',
  })
  async inviteOperation(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: OperationContext,
  ): Promise<InviteOperation | null> {
    const record = await context.loaders.operations.load(id);
    return record === null ? null : new InviteOperation(record);
  }

  @Directive(MAY_INVITE)
  @Directive('@cost(weight: 100)')
  @Directive(RESULTS_SIZE_HINT)
  @Mutation(() => InviteMembersPayload, {
    description:
      'Invites members into a group, whichever provider it lives at. Everything that the answer tells is stored and survives; whoever is MemberQueued goes on in the background.',
  })
  async inviteMembers(
    @Arg('input', () => InviteMembersInput, { description: 'Whom to invite where, and how.' })
    input: InviteMembersInput,
    @Ctx() context: CallerContext,
  ): Promise<InviteMembersPayload> {
    return new InviteMembersPayload(await inviteMembers(this.#deps, input, context.viewer.id));
  }

  @Directive(MAY_INVITE)
  @Directive('@cost(weight: 100)')
  @Directive(RESULTS_SIZE_HINT)
  @Mutation(() => InviteMembersPayload, {
    description:
      'Cancels invites that have not been sent, and takes open invitations back at providers that can do that. One that is under way is cancelled if its attempt does not settle it; an invitation that could not be taken back, because the provider cannot or was not reached, is still MemberInvited.',
  })
  async cancelInvites(
    @Arg('input', () => CancelInvitesInput, { description: 'Which ones.' }) input: CancelInvitesInput,
  ): Promise<InviteMembersPayload> {
    return new InviteMembersPayload(await cancelInvites(this.#deps, input));
  }

  @Directive(MAY_INVITE)
  @Directive('@cost(weight: 100)')
  @Directive(RESULTS_SIZE_HINT)
  @Mutation(() => InviteMembersPayload, {
    description: 'Sends failed members of an operation again, within the same operation.',
  })
  async retryInvites(
    @Arg('input', () => RetryInvitesInput, { description: 'Which ones.' }) input: RetryInvitesInput,
  ): Promise<InviteMembersPayload> {
    return new InviteMembersPayload(await retryInvites(this.#deps, input));
  }

  @Directive(MAY_READ)
  @Subscription(() => InviteOperation, {
    description:
      'How one operation stands: at once, then after changes, at most four times a second, and once when it ends.',
    subscribe: ({ args, context }) =>
      (context as ProgressContext).subscriptions.operations.open((args as { id: string }).id),
  })
  inviteOperationProgressed(
    @Root() operation: OperationRecord,
    @Arg('id', () => ID, { description: 'The operation.' }) _id: string,
  ): InviteOperation {
    return new InviteOperation(operation);
  }
}

@Resolver(() => InviteOperation)
export class OperationResultsResolver {
  readonly #deps: Pick<InvitationDeps, 'store' | 'connections' | 'clock'>;

  constructor(deps: Pick<InvitationDeps, 'store' | 'connections' | 'clock'>) {
    this.#deps = deps;
  }

  @Directive(PAGE_SIZE_HINT)
  @FieldResolver(() => InviteResultPage, { description: 'What became of its members, in input order.' })
  async results(
    @Root() { record }: InviteOperation,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description: 'How many at most, 0 to 1000.',
    })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: 'The cursor of the last one that is known already.' })
    after: string | null = null,
  ): Promise<InviteResultPage> {
    const request = checkPage(first, after);
    const page = await this.#deps.store.invitations.invites(record.key, request);
    const standings = await toStandings(this.#deps, record, page.rows);
    return new InviteResultPage(standings, record, request, page.hasNextPage);
  }
}
