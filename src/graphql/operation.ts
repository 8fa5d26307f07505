import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { createDocumentStore } from './document-store.ts';

/** Tokens of one document; 10 000 members written into the document itself fit. */
export const MAX_DOCUMENT_TOKENS = 100_000;

/** A GraphQL request, whichever way it came. */
export interface OperationRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** What to execute, but for the context; or why nothing can be executed. */
export type PreparedOperation = { readonly args: ExecutionArgs } | { readonly errors: readonly GraphQLError[] };

/**
 * Parses and validates the requests that do not pass through Apollo Server, with the same bounds and the same error codes.
 *
 * Documents are remembered: many clients subscribe with the same few.
 */
export function createOperationPreparer(
  schema: GraphQLSchema,
): (request: OperationRequest) => Promise<PreparedOperation> {
  const documents = createDocumentStore();
  return async ({ query, operationName, variables }) => {
    const known = await documents.get(query);
    const read = known === undefined ? readDocument(schema, query) : { document: known };
    if ('errors' in read) return read;
    if (known === undefined) await documents.set(query, read.document);
    if (!getOperationAST(read.document, operationName)) {
      const message = operationName
        ? `Unknown operation named "${operationName}".`
        : 'The document needs exactly one operation, or an operationName.';
      return { errors: [withCode(new GraphQLError(message), ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE)] };
    }
    return { args: { schema, document: read.document, operationName, variableValues: variables } };
  };
}

function readDocument(schema: GraphQLSchema, query: string): { document: DocumentNode } | { errors: GraphQLError[] } {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: MAX_DOCUMENT_TOKENS });
  } catch (error) {
    return { errors: [withCode(error as GraphQLError, ApolloServerErrorCode.GRAPHQL_PARSE_FAILED)] };
  }
  const errors = validate(schema, document);
  if (errors.length === 0) return { document };
  return { errors: errors.map((error) => withCode(error, ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED)) };
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions['code'] = code;
  return error;
}
