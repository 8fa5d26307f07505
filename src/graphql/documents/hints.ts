import {
  type ConstDirectiveNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLObjectType,
  isLeafType,
  isListType,
  valueFromASTUntyped,
} from 'graphql';
import { MAX_MEMBERS_PER_INVITE } from '../../invitations/check.ts';
import { MAX_ACCOUNTS_PER_REMOVAL } from '../../members/removal-check.ts';

/** Objects in a list of which nothing else is known. */
export const UNKNOWN_LIST_SIZE = 100;

type Field = GraphQLField<unknown, unknown>;

/** How long lists below a field are. */
export type SizeHint =
  /** As long as the largest of these arguments says, or its default; `assumed` without one. */
  | { readonly kind: 'sliced'; readonly by: readonly string[]; readonly assumed: number }
  /** As long as the list at this path of the arguments, of which more than `most` is refused. */
  | { readonly kind: 'given'; readonly path: readonly [string, ...string[]]; readonly most: number }
  | { readonly kind: 'assumed'; readonly assumed: number };

/** What one field costs beyond what is selected below it. */
export interface FieldHints {
  readonly weight: number;
  readonly size: SizeHint | null;
  /** Fields of the field's type that are as long as `size` says; where there are none, it is the field itself. */
  readonly sizedFields: readonly string[];
}

/**
 * Sizes that directives cannot tell, by type and field. Routers are given the usual size in the SDL; here counts what a
 * request really has, or what an operation can have at most.
 */
const OWN_SIZES: Readonly<Record<string, SizeHint>> = {
  'Mutation.inviteMembers': { kind: 'given', path: ['input', 'members'], most: MAX_MEMBERS_PER_INVITE },
  'Mutation.removeMembers': { kind: 'given', path: ['input', 'accounts'], most: MAX_ACCOUNTS_PER_REMOVAL },
  'Mutation.cancelInvites': { kind: 'assumed', assumed: MAX_MEMBERS_PER_INVITE },
  'Mutation.retryInvites': { kind: 'assumed', assumed: MAX_MEMBERS_PER_INVITE },
};

/** The fields that federation adds have no directives. The SDL is a text of many thousand characters. */
const OWN_WEIGHTS: Readonly<Record<string, number>> = { 'Query._service': 100 };

/** What the SDL says by `@cost` and `@listSize`, read once for each field as routers read it. */
export class HintBook {
  readonly #hints = new WeakMap<Field, FieldHints>();

  of(type: GraphQLObjectType, field: Field): FieldHints {
    const known = this.#hints.get(field);
    if (known !== undefined) return known;
    const hints = readHints(type, field);
    this.#hints.set(field, hints);
    return hints;
  }
}

function readHints(type: GraphQLObjectType, field: Field): FieldHints {
  const coordinate = `${type.name}.${field.name}`;
  const directives = field.astNode?.directives ?? [];
  const cost = argumentsOf(directives, 'cost');
  const listSize = argumentsOf(directives, 'listSize');
  const assumed = typeof listSize?.['assumedSize'] === 'number' ? listSize['assumedSize'] : UNKNOWN_LIST_SIZE;
  const by = textsIn(listSize?.['slicingArguments']);
  const sized: SizeHint | null =
    listSize === null ? null : by.length > 0 ? { kind: 'sliced', by, assumed } : { kind: 'assumed', assumed };
  const isLeaf = isLeafType(getNamedType(field.type));
  const isListOfObjects = !isLeaf && isListType(getNullableType(field.type));
  return {
    weight: typeof cost?.['weight'] === 'number' ? cost['weight'] : (OWN_WEIGHTS[coordinate] ?? (isLeaf ? 0 : 1)),
    size: OWN_SIZES[coordinate] ?? sized ?? (isListOfObjects ? { kind: 'assumed', assumed: UNKNOWN_LIST_SIZE } : null),
    sizedFields: textsIn(listSize?.['sizedFields']),
  };
}

/** The arguments of the directive of this name, whether it was imported or is called by its full name; null without one. */
function argumentsOf(directives: readonly ConstDirectiveNode[], name: string): Record<string, unknown> | null {
  const found = directives.find((directive) => [name, `federation__${name}`].includes(directive.name.value));
  if (found === undefined) return null;
  return Object.fromEntries(
    (found.arguments ?? []).map(({ name: { value: key }, value }) => [key, valueFromASTUntyped(value)]),
  );
}

const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
