import {
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type OperationTypeNode,
} from 'graphql';
import type { Logger } from 'pino';
import type { Viewer } from '../access/viewer.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import type { ContextFactory, GraphQLContext } from './context.ts';
import { DEFAULT_BOUNDS } from './documents/bounds.ts';
import type { DocumentRequest, Documents } from './documents/documents.ts';
import { badRequest, coded } from './documents/errors.ts';
import type { DocumentReader, ReadDocument, Refused } from './documents/reader.ts';
import { ResultText } from './fan-out/results.ts';
import type { Subscription } from './fan-out/subscription.ts';
import { formatStreamedError } from './format-error.ts';
import { HotLane } from './hot-lane.ts';
import { Subscriptions } from './subscribe.ts';

/** The most tokens that a document may ever have. */
export const MAX_DOCUMENT_TOKENS = DEFAULT_BOUNDS.maxTokens;

/** A GraphQL request, whichever way it came. */
export interface OperationRequest extends DocumentRequest {
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** Which document a request means. */
export interface NamedDocument {
  /** Undefined when it names none. */
  readonly text: string | undefined;
  /** Where the text was read before. */
  readonly read?: ReadDocument | undefined;
}

/** What to execute, but for the context; or why nothing can be executed. */
export type PreparedOperation =
  | {
      readonly args: ExecutionArgs;
      readonly kind: OperationTypeNode;
      readonly operation: OperationDefinitionNode;
      /** Of the document, also where the request names it by its id. */
      readonly text: string;
    }
  | Refused;

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
  readonly reader: DocumentReader;
  readonly createContext: ContextFactory;
  readonly log: Logger;
  /** By which credentials end; default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told what a request asks for, once it is known. Must not throw. */
  readonly onPrepared?: ((kind: OperationTypeNode, name: string | undefined) => void) | undefined;
}

/**
 * Prepares every operation, and executes what does not pass through Apollo Server: subscriptions, whatever carries them, and
 * all that comes over WebSocket. Error codes and masking are the same as there.
 */
export class Operations {
  readonly #deps: OperationsDeps;
  /** By which credentials end, whatever carries an operation. */
  readonly clock: Clock;
  /** Operations that are asked for again and again. */
  readonly hot: HotLane;
  readonly #subscriptions: Subscriptions;

  constructor(deps: OperationsDeps) {
    this.#deps = deps;
    this.hot = new HotLane(deps.schema);
    const { createContext, log, clock = systemClock } = deps;
    this.clock = clock;
    this.#subscriptions = new Subscriptions({
      createContext,
      hot: this.hot,
      textOf: (result) => this.textOf(result),
      textOfData: (data) => new ResultText(`{"data":${data}}`, null),
      clock,
      onCloseFailed: (error) => log.error({ err: error }, 'a subscription could not be closed'),
    });
  }

  /** The document that a request means; one that is new is not read yet. */
  name(request: DocumentRequest): NamedDocument | Refused {
    try {
      const text = this.#deps.documents.textOf(request);
      return { text, read: text === undefined ? undefined : this.#deps.reader.known.find(text) };
    } catch (error) {
      return { errors: [error as GraphQLError] };
    }
  }

  async prepare(request: OperationRequest): Promise<PreparedOperation> {
    const named = this.name(request);
    return 'errors' in named ? named : this.prepareNamed(request, named);
  }

  /** The same of a request whose document is known by {@link name}. */
  prepareNamed(request: OperationRequest, named: NamedDocument): PreparedOperation {
    const read = this.#read(named);
    if ('errors' in read) return read;
    const { operationName, variables } = request;
    const operation = getOperationAST(read.document, operationName);
    if (!operation) {
      const message = operationName
        ? `Unknown operation named "${operationName}".`
        : 'The document needs exactly one operation, or an operationName.';
      return { errors: [coded({ code: 'OPERATION_RESOLUTION_FAILURE' }, message)] };
    }
    const { schema, reader, onPrepared } = this.#deps;
    onPrepared?.(operation.operation, operation.name?.value);
    const excess = reader.findExcess(read, operation, variables ?? {});
    if (excess !== null) return { errors: [excess] };
    const args = { schema, document: read.document, operationName, variableValues: variables };
    return { args, kind: operation.operation, operation, text: read.text };
  }

  /** The same, to be executed for a viewer. */
  forViewer(args: ExecutionArgs, viewer: Viewer): ViewerArgs {
    return { ...args, contextValue: this.#deps.createContext(viewer) };
  }

  /** Subscribes; each event is executed with a context of its own, once for all who are sent the same. */
  subscribe(args: ViewerArgs): Promise<Subscription | ExecutionResult> {
    return this.#subscriptions.subscribe(args);
  }

  /** What is sent of a result. */
  textOf(result: ExecutionResult): ResultText {
    const formatted = this.format(result);
    return new ResultText(JSON.stringify(formatted), formatted.data === undefined ? (formatted.errors ?? []) : null);
  }

  /** {@link format} as JSON. */
  toJson(result: ExecutionResult): string {
    return JSON.stringify(this.format(result));
  }

  /** What the client sees of a result: errors that nobody meant for it are masked. */
  format(result: Unformatted): FormattedExecutionResult {
    const { errors, ...rest } = result as ExecutionResult;
    return errors === undefined ? rest : { ...rest, errors: this.formatErrors(errors) };
  }

  formatErrors(errors: readonly GraphQLError[]): ReturnType<typeof formatStreamedError>[] {
    return errors.map((error) => formatStreamedError(this.#deps.log, error));
  }

  #read({ text, read }: NamedDocument): ReadDocument | Refused {
    if (read !== undefined) return read;
    if (text === undefined) return { errors: [badRequest('the request has to bring a query')] };
    return this.#deps.reader.read(text);
  }
}
