import { getOperationAST, Kind, type OperationTypeNode, parse } from 'graphql';
import { MAX_DOCUMENT_TOKENS } from '../graphql/operation.ts';

/**
 * Which kind of operation a document asks for; undefined when it cannot be told, which is for the execution to complain about.
 *
 * A document without the word is parsed once, later, by the execution; only those with it are parsed here too.
 */
export function operationKindOf(
  query: string | undefined,
  operationName: string | undefined,
): OperationTypeNode | undefined {
  if (query === undefined || !query.includes('subscription')) return undefined;
  try {
    const document = parse(query, { maxTokens: MAX_DOCUMENT_TOKENS, noLocation: true });
    const operation = getOperationAST(document, operationName);
    if (operation) return operation.operation;
    const only = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    return only.length === 1 ? only[0]?.operation : undefined;
  } catch {
    return undefined;
  }
}
