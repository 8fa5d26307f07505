import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getDirectiveValues,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

export interface CollectDeps {
  readonly schema: GraphQLSchema;
  readonly fragments: Fragments;
  /** Coerced; only those matter that `@skip` and `@include` ask for. */
  readonly variables: Record<string, unknown>;
}

/** The fields that are selected of an object of this type, by response name and in the order of the answer, as graphql-js collects them. */
export function collectFields(
  deps: CollectDeps,
  type: GraphQLObjectType,
  selectionSets: readonly (SelectionSetNode | undefined)[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  for (const selectionSet of selectionSets) if (selectionSet !== undefined) collect(selectionSet);
  return fields;

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (!isIncluded(selection, deps.variables)) continue;
        const name = selection.alias?.value ?? selection.name.value;
        const nodes = fields.get(name);
        if (nodes === undefined) fields.set(name, [selection]);
        else nodes.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (isIncluded(selection, deps.variables) && applies(selection.typeCondition?.name.value))
          collect(selection.selectionSet);
      } else {
        const name = selection.name.value;
        if (seen.has(name) || !isIncluded(selection, deps.variables)) continue;
        seen.add(name);
        const fragment = deps.fragments[name];
        if (fragment !== undefined && applies(fragment.typeCondition.name.value)) collect(fragment.selectionSet);
      }
    }
  }

  function applies(condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = deps.schema.getType(condition);
    return isAbstractType(wanted) && deps.schema.isSubType(wanted, type);
  }
}

function isIncluded(node: SelectionNode, variables: Record<string, unknown>): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

const CONDITIONS: readonly string[] = [GraphQLSkipDirective.name, GraphQLIncludeDirective.name];

/** Names of the variables that decide which fields are selected, each once. */
export function findConditions(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: given = [] }: DirectiveNode) {
      if (!CONDITIONS.includes(name.value)) return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
