import { ApolloServerErrorCode } from '@apollo/server/errors';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  type OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import type { Logger } from 'pino';
import type { Viewer } from '../access/viewer.ts';
import type { ContextFactory, GraphQLContext } from './context.ts';
import { createDocumentStore } from './document-store.ts';
import type { DocumentRequest, Documents } from './documents/documents.ts';
import { formatStreamedError } from './format-error.ts';
import { type ResultStream, subscribeWithFreshContext } from './subscribe.ts';

/** Tokens of one document; 10 000 members written into the document itself fit. */
export const MAX_DOCUMENT_TOKENS = 100_000;

/** A GraphQL request, whichever way it came. */
export interface OperationRequest extends DocumentRequest {
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** What to execute, but for the context; or why nothing can be executed. */
export type PreparedOperation =
  { readonly args: ExecutionArgs; readonly kind: OperationTypeNode } | { readonly errors: readonly GraphQLError[] };

/** Knows who asks. */
export type ViewerArgs = ExecutionArgs & { readonly contextValue: GraphQLContext };

/** A result before errors are masked. graphql-js leaves out what it has not, other libraries say undefined. */
interface Unformatted {
  readonly data?: ExecutionResult['data'] | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
  readonly extensions?: ExecutionResult['extensions'] | undefined;
}

export interface OperationsDeps {
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly createContext: ContextFactory;
  readonly log: Logger;
}

/**
 * Everything that does not pass through Apollo Server: subscriptions, whatever carries them, and all that comes over WebSocket.
 * Bounds, error codes and masking are the same as there.
 *
 * Documents are remembered: many clients subscribe with the same few.
 */
export class Operations {
  readonly #deps: OperationsDeps;
  readonly #known = createDocumentStore();

  constructor(deps: OperationsDeps) {
    this.#deps = deps;
  }

  async prepare(request: OperationRequest): Promise<PreparedOperation> {
    const read = await this.#read(request);
    if ('errors' in read) return read;
    const { operationName, variables } = request;
    const operation = getOperationAST(read.document, operationName);
    if (!operation) {
      const message = operationName
        ? `Unknown operation named "${operationName}".`
        : 'The document needs exactly one operation, or an operationName.';
      return { errors: [withCode(new GraphQLError(message), ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE)] };
    }
    const { schema } = this.#deps;
    const args = { schema, document: read.document, operationName, variableValues: variables };
    return { args, kind: operation.operation };
  }

  /** The same, to be executed for a viewer. */
  forViewer(args: ExecutionArgs, viewer: Viewer): ViewerArgs {
    return { ...args, contextValue: this.#deps.createContext(viewer) };
  }

  /** Subscribes; each event is executed with a context of its own. */
  subscribe(args: ViewerArgs): Promise<ResultStream | ExecutionResult> {
    return subscribeWithFreshContext(args, this.#deps.createContext);
  }

  /** What the client sees of a result: errors that nobody meant for it are masked. */
  format(result: Unformatted): FormattedExecutionResult {
    const { errors, ...rest } = result as ExecutionResult;
    return errors === undefined ? rest : { ...rest, errors: this.formatErrors(errors) };
  }

  formatErrors(errors: readonly GraphQLError[]): ReturnType<typeof formatStreamedError>[] {
    return errors.map((error) => formatStreamedError(this.#deps.log, error));
  }

  async #read(request: OperationRequest): Promise<{ document: DocumentNode } | { errors: GraphQLError[] }> {
    let text: string | undefined;
    try {
      text = this.#deps.documents.textOf(request);
    } catch (error) {
      return { errors: [error as GraphQLError] };
    }
    if (text === undefined)
      return {
        errors: [withCode(new GraphQLError('the request has to bring a query'), ApolloServerErrorCode.BAD_REQUEST)],
      };
    const known = await this.#known.get(text);
    if (known !== undefined) return { document: known };
    const read = readDocument(this.#deps.schema, text);
    if ('document' in read) await this.#known.set(text, read.document);
    return read;
  }
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
