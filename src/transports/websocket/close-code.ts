/** Why a socket is closed: RFC 6455 below 4000, the protocol graphql-transport-ws from there on. */
export const CLOSE_CODES = {
  normal: 1000,
  goingAway: 1001,
  tryAgainLater: 1013,
  badRequest: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  subprotocolNotAcceptable: 4406,
  initTimeout: 4408,
  subscriberAlreadyExists: 4409,
  tooManyInits: 4429,
} as const;

export type CloseCode = (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES];

/** With which the library closes sockets that break WebSocket itself (RFC 6455, 7.4.1). */
export type LibraryCloseCode = 1002 | 1007 | 1009;

/** What a client is to make of a closed socket. The sentences are printed in docs/outcomes.md. */
export const CLOSE_MEANINGS: Readonly<
  Record<CloseCode | LibraryCloseCode, { readonly meaning: string; readonly advice: string }>
> = {
  1000: { meaning: 'The client of the legacy subprotocol asked for it.', advice: 'Nothing is to be done.' },
  1001: {
    meaning: 'The process is about to end.',
    advice: 'Connect again, and subscribe with the newest `cursor` as `after`.',
  },
  1002: { meaning: 'A frame breaks the protocol of WebSocket.', advice: 'Correct the client.' },
  1007: { meaning: 'A message is not UTF-8.', advice: 'Correct the client.' },
  1009: { meaning: 'A message is larger than the body of a request may be.', advice: 'Send smaller messages.' },
  1013: {
    meaning: 'The credential cannot be judged now: its issuer is out of reach.',
    advice: 'Connect again after a moment.',
  },
  4400: {
    meaning: 'A message is none of the subprotocol; the reason says what is wrong with it.',
    advice: 'Correct the client.',
  },
  4401: { meaning: 'An operation was sent before `connection_init`.', advice: 'Correct the client.' },
  4403: {
    meaning: 'The credential of the socket has ended.',
    advice: 'Connect again with a new one, and subscribe with the newest `cursor` as `after`.',
  },
  4406: {
    meaning: 'The client offers no subprotocol that is spoken here.',
    advice: 'Offer `graphql-transport-ws`; the legacy `graphql-ws` needs `subscriptions.legacyWebSocket`.',
  },
  4408: { meaning: '`connection_init` did not come in time.', advice: 'Correct the client, or its network.' },
  4409: { meaning: 'An id is used for two operations at a time.', advice: 'Correct the client.' },
  4429: { meaning: '`connection_init` came twice.', advice: 'Correct the client.' },
};

/** The longest reason that a closing frame holds (RFC 6455, 5.5). */
export const MAX_REASON_BYTES = 123;
