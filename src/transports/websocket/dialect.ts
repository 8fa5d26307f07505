import type { GraphQLFormattedError } from 'graphql';
import type { OperationRequest } from '../../graphql/operation.ts';

/** What a client says, whichever subprotocol it speaks. */
export type ClientMessage =
  | { readonly kind: 'init'; readonly params: Readonly<Record<string, unknown>> | undefined }
  | { readonly kind: 'start'; readonly id: string; readonly request: OperationRequest }
  | { readonly kind: 'stop'; readonly id: string }
  | { readonly kind: 'ping'; readonly answer: string }
  | { readonly kind: 'pong' }
  | { readonly kind: 'terminate' }
  /** Breaks the protocol. */
  | { readonly kind: 'wrong'; readonly reason: string };

/** A subprotocol of WebSocket: how messages are written. What they mean is the same in all of them. */
export interface Dialect {
  /** Its name in `Sec-WebSocket-Protocol`. */
  readonly protocol: string;
  read(text: string): ClientMessage;
  /** What a client hears once its `init` was read. */
  readonly welcome: readonly string[];
  /** A sign of life beside the pings of WebSocket itself; null where the protocol has none that a server sends. */
  readonly sign: string | null;
  /** What a client that broke the protocol hears before its socket is closed; null where the code has to say it all. */
  farewell(reason: string): string | null;
  /** What a message with a result is called. */
  readonly resultType: string;
  /** Nothing could be executed; the last message for this id. */
  failure(id: string, errors: readonly GraphQLFormattedError[]): string;
  complete(id: string): string;
  /** What a second start under an id does that is in use: breaks the protocol, or takes the place of the first. */
  readonly repeatedId: 'wrong' | 'replaces';
}

/** What stands in a message with a result before the id, between it and the result, and after that; ids and results as JSON. */
export const resultParts = ({ resultType }: Dialect): readonly [string, string, string] => [
  '{"id":',
  `,"type":"${resultType}","payload":`,
  '}',
];

/** @param result as JSON */
export function resultMessage(dialect: Dialect, id: string, result: string): string {
  const [before, between, after] = resultParts(dialect);
  return before + JSON.stringify(id) + between + result + after;
}
