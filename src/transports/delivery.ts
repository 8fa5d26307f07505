import { OperationTypeNode } from 'graphql';
import { HttpError } from './request.ts';

/** How an operation that came over HTTP is answered. */
export type Delivery = 'plain' | StreamKind;
/** The ways in which a subscription is answered over HTTP. */
export type StreamKind = 'eventStream';

export interface Wishes {
  /** Undefined where it cannot be told: then the execution complains. */
  readonly kind: OperationTypeNode | undefined;
  readonly accept: string | undefined;
}

/** Whether the client takes server-sent events. */
export const takesEventStream = (accept: string | undefined): boolean => accept?.includes('text/event-stream') === true;

/**
 * Decides by the kind of the operation first, for some clients accept streams whatever they ask for.
 *
 * @throws HttpError 406 for a subscription that is asked for in no way in which it could be answered
 */
export function chooseDelivery({ kind, accept }: Wishes): Delivery {
  if (kind !== OperationTypeNode.SUBSCRIPTION) return 'plain';
  if (takesEventStream(accept)) return 'eventStream';
  throw new HttpError(
    406,
    'NOT_ACCEPTABLE',
    'a subscription is answered as text/event-stream, or over WebSocket (graphql-transport-ws)',
  );
}
