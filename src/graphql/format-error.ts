import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { type GraphQLError, type GraphQLFormattedError, Kind } from 'graphql';
import type { Logger } from 'pino';
import { type ErrorExtensions, isErrorCode } from '../kernel/error-codes.ts';

const INTERNAL = 'INTERNAL_SERVER_ERROR';

/**
 * What the client sees of an error. One that somebody meant for the client (it has a code of
 * `kernel/error-codes.ts` other than INTERNAL_SERVER_ERROR) passes; anything else is a fault of ours: it is logged under an id, and the
 * client sees the id alone.
 */
export function formatError(log: Logger, formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { message, locations, path, extensions } = formatted;
  const where = { ...(locations && { locations }), ...(path && { path }) };
  const code = extensions?.['code'];
  if (isErrorCode(code) && code !== INTERNAL) {
    return { message, ...where, extensions: { ...extensions } };
  }
  const errorId = randomUUID();
  log.error({ err: unwrapResolverError(error), errorId, path }, 'a request failed unexpectedly');
  return {
    message: `Something went wrong in Rollcall; its log says what, under ${errorId}.`,
    ...where,
    extensions: { code: INTERNAL, errorId } satisfies ErrorExtensions<typeof INTERNAL>,
  };
}

/** The same rule for errors that did not pass through Apollo Server: those of subscriptions, and of everything over WebSocket. */
export function formatStreamedError(log: Logger, error: GraphQLError): GraphQLFormattedError {
  const formatted = error.toJSON();
  const { extensions } = formatted;
  if (extensions?.['code'] !== undefined || !isAboutVariables(error)) return formatError(log, formatted, error);
  return { ...formatted, extensions: { ...extensions, code: 'BAD_USER_INPUT' } };
}

/** graphql-js gives no code to a variable of the wrong type, and points to its definition. */
const isAboutVariables = ({ nodes }: GraphQLError): boolean => nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
