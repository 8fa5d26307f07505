import { ApolloServerValidationErrorCode } from '@apollo/server/errors';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { ErrorCode, ErrorExtensions } from '../../kernel/error-codes.ts';

/** Gives an error its code. */
export function withCode(error: GraphQLError, code: ErrorCode): GraphQLError {
  error.extensions['code'] = code;
  return error;
}

/** An error that clients are meant to see. */
export const coded = <Code extends ErrorCode>(
  extensions: ErrorExtensions<Code>,
  message: string,
  options: Omit<GraphQLErrorOptions, 'extensions'> = {},
): GraphQLError => new GraphQLError(message, { ...options, extensions });

export const badRequest = (message: string): GraphQLError => coded({ code: 'BAD_REQUEST' }, message);

/** JSON has no infinity, and a bomb of fragments may have as many fields. */
const tellable = (actual: number): number => Math.min(actual, Number.MAX_SAFE_INTEGER);

/** @param what the bound counts, in words */
export function boundExceeded(what: string, { bound, limit, actual }: Excess): GraphQLError {
  const message = `The document has ${tellable(actual)} ${what}, and may have ${limit}.`;
  return coded({ code: 'GRAPHQL_VALIDATION_FAILED', bound, limit, actual: tellable(actual) }, message);
}

/** By how much a bound is exceeded. */
export interface Excess {
  readonly bound: string;
  readonly limit: number;
  readonly actual: number;
}

export const costExceeded = (limit: number, actual: number): GraphQLError =>
  coded(
    { code: 'COST_LIMIT_EXCEEDED', bound: 'maxCost', limit, actual: tellable(actual) },
    `The operation may cost ${limit}, and costs up to ${tellable(actual)}: ask for smaller pages, or for fewer lists within lists.`,
  );

export const entitiesExceeded = (limit: number, actual: number): GraphQLError =>
  coded(
    { code: 'ENTITY_LIMIT_EXCEEDED', bound: 'maxEntities', limit, actual: tellable(actual) },
    `The request has ${tellable(actual)} representations, and may have ${limit}.`,
  );

/** As Apollo Server says it. */
export const introspectionDisabled = (): GraphQLError =>
  coded(
    {
      code: 'GRAPHQL_VALIDATION_FAILED',
      validationErrorCode: ApolloServerValidationErrorCode.INTROSPECTION_DISABLED,
    },
    'The schema is not told here: introspection is switched off.',
  );

/** Clients understand this message: they send the text after it. */
export const persistedQueryNotFound = (): GraphQLError =>
  coded({ code: 'PERSISTED_QUERY_NOT_FOUND' }, 'PersistedQueryNotFound');

/** Clients understand this message: they send texts from then on. */
export const persistedQueryNotSupported = (): GraphQLError =>
  coded({ code: 'PERSISTED_QUERY_NOT_SUPPORTED' }, 'PersistedQueryNotSupported');

export const notInSafelist = (): GraphQLError =>
  coded({ code: 'QUERY_NOT_IN_SAFELIST' }, 'Only listed documents are taken here, and this is none of them.');
