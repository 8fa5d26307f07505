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

/** The longest reason that a closing frame holds (RFC 6455, 5.5). */
export const MAX_REASON_BYTES = 123;
