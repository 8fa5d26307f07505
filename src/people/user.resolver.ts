import { Arg, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { MAY_ADMINISTER, MAY_READ } from '../access/directives.ts';
import type { Connections } from '../connections/connection.ts';
import { ProviderConnection } from '../connections/connection.type.ts';
import { linkAccount, type LinkDeps, MAX_ACCOUNTS_PER_USER, unlinkAccount } from './link.ts';
import { LinkAccountInput } from './user.input.ts';
import type { UserContext } from './user.loaders.ts';
import { ProviderAccount, User } from './user.type.ts';

const INPUT = { description: 'Which account, which user.' };

@Resolver()
export class AccountLinkResolver {
  readonly #deps: LinkDeps;

  constructor(deps: LinkDeps) {
    this.#deps = deps;
  }

  @Directive(MAY_ADMINISTER)
  @Directive('@cost(weight: 10)')
  @Mutation(() => User, {
    description:
      'Says that an account belongs to a user, in all groups of the connection. An account belongs to one user at most; saying it again is no error.',
  })
  async linkAccount(@Arg('input', () => LinkAccountInput, INPUT) input: LinkAccountInput): Promise<User> {
    await linkAccount(this.#deps, input);
    return new User(input.userId);
  }

  @Directive(MAY_ADMINISTER)
  @Directive('@cost(weight: 10)')
  @Mutation(() => User, { description: 'Takes such a link back. Taking back what is not linked is no error.' })
  async unlinkAccount(@Arg('input', () => LinkAccountInput, INPUT) input: LinkAccountInput): Promise<User> {
    await unlinkAccount(this.#deps, input);
    return new User(input.userId);
  }
}

@Resolver(() => User)
export class UserAccountsResolver {
  readonly #connections: Connections;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  @Directive(MAY_READ)
  @Directive(`@listSize(assumedSize: ${MAX_ACCOUNTS_PER_USER}, requireOneSlicingArgument: false)`)
  @FieldResolver(() => [ProviderAccount], {
    description: 'Accounts that were linked to the user, first linked first, at connections that are configured.',
  })
  async accounts(@Root() { id }: User, @Ctx() context: UserContext): Promise<ProviderAccount[]> {
    const linked = await context.loaders.linkedAccounts.load(id);
    return linked.flatMap(({ connectionId, account }) => {
      const connection = this.#connections.get(connectionId);
      return connection === undefined ? [] : [new ProviderAccount(new ProviderConnection(connection), account)];
    });
  }
}
