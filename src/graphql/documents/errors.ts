import { ApolloServerErrorCode, ApolloServerValidationErrorCode } from '@apollo/server/errors';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';

/** Codes of documents and requests that are refused before they are executed, beside Apollo Server's own. */
export const DocumentErrorCode = {
  /** The operation, with these variables, costs more than it may. */
  COST_LIMIT_EXCEEDED: 'COST_LIMIT_EXCEEDED',
  /** `_entities` is asked for more of them than it may. */
  ENTITY_LIMIT_EXCEEDED: 'ENTITY_LIMIT_EXCEEDED',
  /** Only listed documents are taken, and this is none. */
  QUERY_NOT_IN_SAFELIST: 'QUERY_NOT_IN_SAFELIST',
} as const;

/** Gives an error its code. */
export function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions['code'] = code;
  return error;
}

const coded = (code: string, message: string, options: GraphQLErrorOptions = {}): GraphQLError =>
  new GraphQLError(message, { ...options, extensions: { code, ...options.extensions } });

export const badRequest = (message: string): GraphQLError => coded(ApolloServerErrorCode.BAD_REQUEST, message);

/** JSON has no infinity, and a bomb of fragments may have as many fields. */
const tellable = (actual: number): number => Math.min(actual, Number.MAX_SAFE_INTEGER);

/** @param what the bound counts, in words */
export function boundExceeded(what: string, { bound, limit, actual }: Excess): GraphQLError {
  const message = `The document has ${tellable(actual)} ${what}, and may have ${limit}.`;
  const extensions = { bound, limit, actual: tellable(actual) };
  return coded(ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED, message, { extensions });
}

/** By how much a bound is exceeded. */
export interface Excess {
  readonly bound: string;
  readonly limit: number;
  readonly actual: number;
}

export const costExceeded = (limit: number, actual: number): GraphQLError =>
  coded(
    DocumentErrorCode.COST_LIMIT_EXCEEDED,
    `The operation may cost ${limit}, and costs up to ${tellable(actual)}: ask for smaller pages, or for fewer lists within lists.`,
    { extensions: { bound: 'maxCost', limit, actual: tellable(actual) } },
  );

export const entitiesExceeded = (limit: number, actual: number): GraphQLError =>
  coded(
    DocumentErrorCode.ENTITY_LIMIT_EXCEEDED,
    `The request has ${tellable(actual)} representations, and may have ${limit}.`,
    { extensions: { bound: 'maxEntities', limit, actual: tellable(actual) } },
  );

/** As Apollo Server says it. */
export const introspectionDisabled = (): GraphQLError =>
  coded(
    ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
    'The schema is not told here: introspection is switched off.',
    {
      extensions: { validationErrorCode: ApolloServerValidationErrorCode.INTROSPECTION_DISABLED },
    },
  );

/** Clients understand this message: they send the text after it. */
export const persistedQueryNotFound = (): GraphQLError =>
  coded(ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND, 'PersistedQueryNotFound');

/** Clients understand this message: they send texts from then on. */
export const persistedQueryNotSupported = (): GraphQLError =>
  coded(ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED, 'PersistedQueryNotSupported');

export const notInSafelist = (): GraphQLError =>
  coded(DocumentErrorCode.QUERY_NOT_IN_SAFELIST, 'Only listed documents are taken here, and this is none of them.');
