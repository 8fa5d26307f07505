import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type Amount, largest, sum, times } from './amounts.ts';
import { type HintBook, UNKNOWN_LIST_SIZE } from './hints.ts';
import { Sizes } from './sizes.ts';

/** What an operation costs before anything of it is done; routers reckon so too. */
const OPERATION_COST: Readonly<Record<OperationTypeNode, number>> = {
  [OperationTypeNode.QUERY]: 0,
  [OperationTypeNode.MUTATION]: 10,
  [OperationTypeNode.SUBSCRIPTION]: 0,
};

/** What `__schema` or `__type` costs; how much may lie below is bounded for itself. */
const INTROSPECTION_COST = 100;

/** The field that federation adds for routers, and its list of references. */
const ENTITIES = { field: '_entities', path: ['representations'] };

/** What an operation asks for, as far as it can be told before it is executed. */
export interface Estimate {
  /** Never less than the objects in the answer; for a subscription, in the answer to one event. */
  readonly cost: Amount;
  /** References in all `_entities`. */
  readonly entities: Amount;
}

export interface EstimateDeps {
  readonly schema: GraphQLSchema;
  readonly hints: HintBook;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** What goes beyond is refused, and so costs nothing. */
  readonly maxEntities: number;
}

/** Estimates one operation of a valid document. */
export function estimate(operation: OperationDefinitionNode, deps: EstimateDeps): Estimate {
  const root = deps.schema.getRootType(operation.operation);
  if (!root) return { cost: 0, entities: 0 };
  const estimation = new Estimation(operation, deps);
  const cost = sum([OPERATION_COST[operation.operation], estimation.costOf(operation.selectionSet, root, null)]);
  return { cost, entities: sum(estimation.references) };
}

/** How long some fields of a selection are, as the field above it says. */
interface Handed {
  readonly fields: readonly string[];
  readonly size: Amount;
}

class Estimation {
  readonly references: Amount[] = [];
  readonly #deps: EstimateDeps;
  readonly #sizes: Sizes;
  /** A selection costs the same wherever it is spread, unless something is handed to it; then only its own level is reckoned anew. */
  readonly #known = new Map<SelectionSetNode, Map<GraphQLObjectType, Amount>>();

  constructor(operation: OperationDefinitionNode, deps: EstimateDeps) {
    this.#deps = deps;
    this.#sizes = new Sizes(operation);
  }

  /** What is selected of one object. */
  costOf(selectionSet: SelectionSetNode, type: GraphQLObjectType, handed: Handed | null): Amount {
    const known = handed === null ? this.#known.get(selectionSet)?.get(type) : undefined;
    if (known !== undefined) return known;
    const cost = sum(selectionSet.selections.map((selection) => this.#costOfSelection(selection, type, handed)));
    if (handed === null) {
      const byType = this.#known.get(selectionSet) ?? new Map<GraphQLObjectType, Amount>();
      this.#known.set(selectionSet, byType.set(type, cost));
    }
    return cost;
  }

  #costOfSelection(selection: SelectionNode, type: GraphQLObjectType, handed: Handed | null): Amount {
    if (selection.kind === Kind.FIELD) return this.#costOfField(selection, type, handed);
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#deps.fragments.get(selection.name.value);
    if (fragment === undefined || !this.#applies(fragment.typeCondition?.name.value, type)) return 0;
    return this.costOf(fragment.selectionSet, type, handed);
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = this.#deps.schema.getType(condition);
    return isAbstractType(wanted) && this.#deps.schema.isSubType(wanted, type);
  }

  #costOfField(node: FieldNode, type: GraphQLObjectType, handed: Handed | null): Amount {
    const name = node.name.value;
    if (name.startsWith('__')) return node.selectionSet === undefined ? 0 : INTROSPECTION_COST;
    const field = type.getFields()[name];
    if (field === undefined) return 0;
    const { weight, size: hint, sizedFields } = this.#deps.hints.of(type, field);
    const size = hint === null ? 1 : this.#sizes.of(hint, field, node);
    const handsDown = sizedFields.length > 0 ? { fields: sizedFields, size } : null;
    const below = this.#costBelow(node, getNamedType(field.type), handsDown);
    const one = sum([weight, below]);
    // What is given has to be read, whatever is selected of it.
    const given = hint?.kind === 'given' ? size : 0;
    if (!isListType(getNullableType(field.type))) return sum([one, given]);
    if (name === ENTITIES.field) return times(this.#entitiesOf(node), one);
    if (handed?.fields.includes(name)) return times(handed.size, one);
    return sum([times(handsDown === null ? size : UNKNOWN_LIST_SIZE, one), given]);
  }

  /** Of an object that may be of several types, the one that costs most. */
  #costBelow({ selectionSet }: FieldNode, type: GraphQLNamedType, handed: Handed | null): Amount {
    if (selectionSet === undefined) return 0;
    if (isObjectType(type)) return this.costOf(selectionSet, type, handed);
    if (!isAbstractType(type)) return 0;
    return largest(this.#deps.schema.getPossibleTypes(type).map((one) => this.costOf(selectionSet, one, handed)));
  }

  #entitiesOf(node: FieldNode): Amount {
    this.references.push(this.#sizes.entriesAt(node, ENTITIES.path, Infinity));
    return this.#sizes.entriesAt(node, ENTITIES.path, this.#deps.maxEntities);
  }
}
