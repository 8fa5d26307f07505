import { Arg, Directive, Mutation, Resolver } from 'type-graphql';
import { MAY_REMOVE } from '../access/directives.ts';
import { RemoveMembersInput, RemoveMembersPayload } from './removal.type.ts';
import { type RemovalDeps, removeMembers } from './remove.ts';

@Resolver()
export class RemovalResolver {
  readonly #deps: RemovalDeps;

  constructor(deps: RemovalDeps) {
    this.#deps = deps;
  }

  @Directive(MAY_REMOVE)
  @Directive('@cost(weight: 100)')
  @Directive('@listSize(assumedSize: 100, sizedFields: ["results"], requireOneSlicingArgument: false)')
  @Mutation(() => RemoveMembersPayload, {
    description:
      'Takes members out of a group, at providers that can do that. Everything that the answer tells is stored and survives. Removing somebody again is harmless.',
  })
  async removeMembers(
    @Arg('input', () => RemoveMembersInput, { description: 'Whom, and where.' }) input: RemoveMembersInput,
  ): Promise<RemoveMembersPayload> {
    return new RemoveMembersPayload(await removeMembers(this.#deps, input));
  }
}
