import type { ErrorCode } from '../kernel/error-codes.ts';
import { readAccept } from './accept.ts';

const MALFORMED: ErrorCode = 'BAD_REQUEST';
const STREAMS = /text\/event-stream|multipart\/mixed/i;

/** `accept` for a plain answer: some clients name streams alone whatever they send, and what is no subscription is answered plainly. */
export const acceptPlainly = (accept: string | undefined): string | undefined =>
  accept !== undefined && STREAMS.test(accept) ? `${accept}, application/json;q=0.1` : accept;

/**
 * The status of a plain answer. To a client that knows `application/json` and not `application/graphql-response+json`, a status
 * that is not 200 means that something else than GraphQL has answered; so a well-formed request gets 200 there, whatever is wrong with
 * its document or variables.
 *
 * @see GraphQL over HTTP, "application/json"
 */
export function plainStatus(status: number, accept: string | undefined, body: string): number {
  if (status !== 400 || accept === undefined) return status;
  const types = readAccept(accept).map(({ type }) => type);
  if (!types.includes('application/json') || types.includes('application/graphql-response+json')) return status;
  return isMalformed(body) ? status : 200;
}

function isMalformed(body: string): boolean {
  const { errors = [] } = JSON.parse(body) as {
    errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
  };
  return errors.some(({ extensions }) => extensions?.code === MALFORMED);
}
