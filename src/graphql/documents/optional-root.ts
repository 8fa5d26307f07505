import { type DocumentNode, GraphQLError, Kind, OperationTypeNode, type SelectionNode } from 'graphql';

const OPTIONAL: readonly string[] = ['skip', 'include'];

/**
 * Finds subscriptions whose own field `@skip` or `@include` makes optional, which GraphQL forbids since September 2025. graphql-js
 * forbids it from version 17 on; the one before throws while it validates, or when it finds no field to subscribe to.
 */
export function findOptionalRoots(document: DocumentNode): GraphQLError[] {
  const fragments = new Map<string, readonly SelectionNode[]>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node.selectionSet.selections);
  }
  const errors: GraphQLError[] = [];
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION || node.operation !== OperationTypeNode.SUBSCRIPTION) continue;
    const optional = findOptional(node.selectionSet.selections, fragments, new Set());
    if (optional === undefined) continue;
    const what = node.name === undefined ? 'An anonymous subscription' : `The subscription "${node.name.value}"`;
    errors.push(new GraphQLError(`${what} has @skip or @include at its top.`, { nodes: optional }));
  }
  return errors;
}

function findOptional(
  selections: readonly SelectionNode[],
  fragments: ReadonlyMap<string, readonly SelectionNode[]>,
  seen: Set<string>,
): SelectionNode | undefined {
  for (const node of selections) {
    if (node.directives?.some(({ name }) => OPTIONAL.includes(name.value)) === true) return node;
    let below: readonly SelectionNode[] = [];
    if (node.kind === Kind.INLINE_FRAGMENT) below = node.selectionSet.selections;
    else if (node.kind === Kind.FRAGMENT_SPREAD && !seen.has(node.name.value)) {
      seen.add(node.name.value);
      below = fragments.get(node.name.value) ?? [];
    }
    const found = findOptional(below, fragments, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}
