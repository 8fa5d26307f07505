import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_WEBHOOK_BYTES } from '../datasources/webhook.ts';
import type { WebhookInbox, WebhookReply } from '../webhooks/inbox.ts';
import { HttpError, readRawBody } from './request.ts';

export const WEBHOOKS_PREFIX = '/webhooks/';

const REFUSALS: Readonly<Record<Exclude<WebhookReply['kind'], 'taken'>, HttpError>> = {
  unknown: new HttpError(404, 'NOT_FOUND', 'no webhooks are taken at this path'),
  forged: new HttpError(401, 'UNAUTHENTICATED', 'the webhook is not genuine, or too old'),
  notKept: new HttpError(503, 'SERVICE_UNAVAILABLE', 'the webhook could not be kept now; post it again'),
  unreadable: new HttpError(400, 'BAD_REQUEST', 'the webhook cannot be read'),
};

/**
 * `POST /webhooks/:connectionId[/:pathSecret]`: what a provider posts, handed on as it came.
 *
 * @throws HttpError 404, 401, 400, 413 and 503
 */
export async function answerWebhook(
  inbox: WebhookInbox,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  search: string,
): Promise<void> {
  const [connectionId, pathSecret = null, ...rest] = path.slice(WEBHOOKS_PREFIX.length).split('/').map(decodePart);
  if (connectionId === undefined || connectionId === null || rest.length > 0) throw REFUSALS.unknown;
  const body = await readRawBody(request, MAX_WEBHOOK_BYTES);
  const reply = await inbox.receive(connectionId, {
    pathSecret,
    query: new URLSearchParams(search),
    headers: request.headers,
    body,
  });
  if (reply.kind !== 'taken') throw REFUSALS[reply.kind];
  const text = JSON.stringify(reply.answer);
  response
    .writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

/** Null for what is no percent-encoding. */
function decodePart(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
