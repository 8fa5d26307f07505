import { GOODBYE_ERRORS } from '../shutdown.ts';
import type { StreamFormat } from './stream-format.ts';

const BOUNDARY = 'graphql';
/** Some readers look for the bare boundary, also inside of a text; in JSON the same text can be written without it. */
const ESCAPED_BOUNDARY = `-\\u002d${BOUNDARY}`;

/** Ends with the next boundary: only that tells a reader that the part is whole. */
const part = (json: string): string =>
  `\r\ncontent-type: application/json\r\n\r\n${json.replaceAll(`--${BOUNDARY}`, ESCAPED_BOUNDARY)}\r\n--${BOUNDARY}`;

/** Errors of the transport itself have neither place nor path. */
const failure: StreamFormat['failure'] = (errors) =>
  part(JSON.stringify({ payload: null, errors: errors.map(({ message, extensions }) => ({ message, extensions })) }));

const END = '--\r\n';

/**
 * Apollo's protocol for subscriptions in `multipart/mixed`, version 1.0.
 *
 * @see https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol, read 2026-11-21
 */
export const multipartFormat: StreamFormat = {
  contentType: `multipart/mixed;boundary="${BOUNDARY}";subscriptionSpec="1.0"`,
  opening: `\r\n--${BOUNDARY}`,
  result: (payload) => part(`{"payload":${payload}}`),
  failure,
  sign: part('{}'),
  complete: END,
  goodbye: failure(GOODBYE_ERRORS) + END,
};
