import { type DocumentNode, getOperationAST, Kind, type OperationTypeNode, parse } from 'graphql';
import { MAX_DOCUMENT_TOKENS, type NamedDocument } from '../graphql/operation.ts';

/**
 * Which kind of operation a document asks for; undefined when it cannot be told, which is for the execution to complain about.
 *
 * A new document without the word is parsed once, later, by the execution; only those with it are parsed here too.
 */
export function operationKindOf(
  { text, read }: NamedDocument,
  operationName: string | undefined,
): OperationTypeNode | undefined {
  if (read !== undefined) return kindIn(read.document, operationName);
  if (text === undefined || !text.includes('subscription')) return undefined;
  try {
    return kindIn(parse(text, { maxTokens: MAX_DOCUMENT_TOKENS, noLocation: true }), operationName);
  } catch {
    return undefined;
  }
}

function kindIn(document: DocumentNode, operationName: string | undefined): OperationTypeNode | undefined {
  const operation = getOperationAST(document, operationName);
  if (operation) return operation.operation;
  const only = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  return only.length === 1 ? only[0]?.operation : undefined;
}
