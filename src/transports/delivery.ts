import { OperationTypeNode } from 'graphql';
import { type MediaRange, readAccept } from './accept.ts';
import { HttpError } from './request.ts';

/** How an operation that came over HTTP is answered. */
export type Delivery = 'plain' | StreamKind;
/** The ways in which a subscription is answered over HTTP. */
export type StreamKind = 'eventStream' | 'multipart' | 'callback';

export interface Wishes {
  /** Undefined where it cannot be told: then the execution complains. */
  readonly kind: OperationTypeNode | undefined;
  readonly method: string | undefined;
  readonly accept: string | undefined;
  /** Of the request; `subscription` in there asks for callbacks. */
  readonly extensions: Readonly<Record<string, unknown>> | undefined;
}

const WAYS = [
  'a subscription is answered to "accept: text/event-stream"',
  'to "accept: multipart/mixed;subscriptionSpec=1.0"',
  'by callbacks (callback/1.0) to a POST with extensions.subscription',
  'or over WebSocket (graphql-transport-ws)',
].join(', ');

/**
 * Decides by the kind of the operation first, for some clients accept streams whatever they ask for. A wish for callbacks
 * counts before `accept`; among streams the client's own preference decides.
 *
 * @throws HttpError 406 for a subscription that is asked for in no way in which it could be answered; 400 and 405 for
 * callbacks where there can be none
 */
export function chooseDelivery({ kind, method, accept, extensions }: Wishes): Delivery {
  const callback = extensions?.['subscription'] ?? null;
  if (callback !== null) return callbackFor(kind, method);
  if (kind !== OperationTypeNode.SUBSCRIPTION) return 'plain';
  for (const range of readAccept(accept)) {
    const stream = streamOf(range);
    if (stream !== null) return stream;
  }
  throw new HttpError(406, 'NOT_ACCEPTABLE', WAYS);
}

/** Whoever asks for anything else by callback would make us post to a place of their choice, or be answered in vain. */
function callbackFor(kind: OperationTypeNode | undefined, method: string | undefined): Delivery {
  if (kind !== OperationTypeNode.SUBSCRIPTION) {
    throw new HttpError(400, 'BAD_REQUEST', 'extensions.subscription goes with a subscription only');
  }
  if (method === 'POST') return 'callback';
  throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'callbacks are asked for by POST', { allow: 'POST' });
}

/** `multipart/mixed` of another kind is for incremental delivery of queries, and wildcards are sent without a thought of streams. */
function streamOf({ type, parameters }: MediaRange): StreamKind | null {
  if (type === 'text/event-stream') return 'eventStream';
  if (type === 'multipart/mixed' && parameters.get('subscriptionspec') === '1.0') return 'multipart';
  return null;
}
