import type { IncomingMessage, ServerResponse } from 'node:http';
import { HOUR, SECOND } from '../kernel/duration.ts';
import type { Origins } from './origin.ts';
import { HttpError } from './request.ts';

/** How long a browser may remember what a page may do, in milliseconds. Chromium remembers no longer than two hours. */
export const LEAVE_REMEMBERED_MS = 2 * HOUR;

/** The longest list of header names that a page is given leave for. */
const MAX_HEADER_NAMES_LENGTH = 1_024;
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~-]+(\s*,\s*[\w!#$%&'*+.^`|~-]+)*$/;

/**
 * Applies the rules of origins to a request: pages that are welcome may read the answer, and a foreign page gets none.
 * Credentials of the browser itself are never asked for: a page has to bring its token by itself.
 *
 * @returns whether the request is answered already, for it was a browser's question in advance
 * @throws HttpError 403 for a request that a foreign page sends
 */
export function answerOrigin(origins: Origins, request: IncomingMessage, response: ServerResponse): boolean {
  const { headers, method } = request;
  const { origin } = headers;
  response.setHeader('vary', 'origin');
  const sender = origins.senderOf(headers);
  if (origin !== undefined && sender === 'welcome') response.setHeader('access-control-allow-origin', origin);
  if (method === 'OPTIONS') return sender === 'welcome' && answerPreflight(request, response);
  if (sender !== 'foreign') return false;
  const from =
    origin === undefined
      ? 'another site, or by a name that is not in server.origins'
      : `the origin ${origin.slice(0, 255)}, which is not in server.origins`;
  throw new HttpError(403, 'CROSS_SITE', `the browser sends this for ${from}`);
}

/** A question without what makes it one is an OPTIONS like any other. */
function answerPreflight({ headers }: IncomingMessage, response: ServerResponse): boolean {
  if (headers['access-control-request-method'] === undefined) return false;
  const wanted = headers['access-control-request-headers'] ?? '';
  const isList = wanted.length <= MAX_HEADER_NAMES_LENGTH && HEADER_NAMES.test(wanted);
  response.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': isList ? wanted : 'content-type, authorization',
    'access-control-max-age': String(LEAVE_REMEMBERED_MS / SECOND),
    vary: 'origin, access-control-request-headers',
  });
  response.end();
  return true;
}
