/**
 * Whether a request that met an error may be sent again as it is:
 *
 * - `never`: it meets the same error again;
 * - `now`: at once, or at once elsewhere;
 * - `later`: after a moment.
 */
export type Repeat = 'never' | 'now' | 'later';

/** What one `extensions.code` means to whoever meets it. The sentences are printed in docs/outcomes.md. */
export interface ErrorCodeEntry {
  /** The HTTP status of a request that is refused for it as a whole; null: it only comes within an answer, or over a stream. */
  readonly status: number | null;
  readonly meaning: string;
  readonly repeat: Repeat;
  /** What to do about it. */
  readonly advice: string;
  /** What else may stand in `extensions`, by key. */
  readonly extensions: Readonly<Record<string, string>>;
}

const EXCESS = {
  bound: 'the key of the section `documents` that sets the limit',
  limit: 'how much is allowed',
  actual: 'how much was asked for',
} as const;
const PROVIDER_CODE = { providerCode: "the provider's own code, where it gave one" } as const;

/**
 * Every `extensions.code` that a client can meet, whichever way it asked. Errors are made with these names only, and one that
 * has another code is masked as INTERNAL_SERVER_ERROR.
 */
export const ERROR_CODES = {
  BAD_REQUEST: {
    status: 400,
    meaning: 'What was sent is no GraphQL request, or a webhook that cannot be read.',
    repeat: 'never',
    advice: 'Correct the request; the message names what is wrong with its shape.',
    extensions: {},
  },
  BAD_USER_INPUT: {
    status: 400,
    meaning:
      "A caller's mistake in the input. Nothing was stored. Variables that do not fit their types refuse the whole request; rules beyond types are told within the answer.",
    repeat: 'never',
    advice: 'Correct what `field` names.',
    extensions: { field: "the path from the field's arguments, e.g. `input.members[3].account`; absent for variables" },
  },
  CALLBACK_CHECK_FAILED: {
    status: 400,
    meaning: 'The callback URL of a subscription did not take the message `check`.',
    repeat: 'later',
    advice: 'See that Rollcall can reach the router at its public URL; the message says what it answered.',
    extensions: {},
  },
  CALLBACK_NOT_ALLOWED: {
    status: 403,
    meaning: 'Subscriptions are not told to the origin of this callback URL.',
    repeat: 'never',
    advice: "Add the router's origin to `subscriptions.callbackOrigins`.",
    extensions: {},
  },
  CONNECTION_NOT_CONFIGURED: {
    status: null,
    meaning: 'What was asked for belongs to a connection that is not in the configuration any more.',
    repeat: 'never',
    advice: 'Put the connection back, or do not ask for it: what was stored of it is kept.',
    extensions: {},
  },
  COST_LIMIT_EXCEEDED: {
    status: 400,
    meaning: 'The operation, with these variables, costs more than `documents.maxCost`.',
    repeat: 'never',
    advice: 'Ask for smaller pages, or for fewer lists within lists.',
    extensions: EXCESS,
  },
  CROSS_SITE: {
    status: 403,
    meaning: 'A browser sends this for a page of another origin, or under a name of this machine that is not its own.',
    repeat: 'never',
    advice: 'Add the origin to `server.origins`, if its pages may use the service.',
    extensions: {},
  },
  CURSOR_EXPIRED: {
    status: null,
    meaning:
      'The events behind this cursor are not kept any more, or the store does not have them because it was restored from a backup.',
    repeat: 'never',
    advice: 'Subscribe without `after`, and read the group anew.',
    extensions: { field: 'always `after`' },
  },
  ENTITY_LIMIT_EXCEEDED: {
    status: 400,
    meaning: '`_entities` is asked for more representations than `documents.maxEntities`.',
    repeat: 'never',
    advice: 'Have the router send smaller batches, or raise the bound.',
    extensions: EXCESS,
  },
  FORBIDDEN: {
    status: null,
    meaning: 'The token lacks the scope that this field needs.',
    repeat: 'never',
    advice: 'Ask with a token that has the scope; the message names it.',
    extensions: {},
  },
  GRAPHQL_PARSE_FAILED: {
    status: 400,
    meaning: 'The document cannot be parsed.',
    repeat: 'never',
    advice: 'Correct the document.',
    extensions: {},
  },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    meaning: 'The document does not fit the schema, or exceeds a bound of the section `documents`.',
    repeat: 'never',
    advice: 'Correct the document, or make it smaller where `bound` is told.',
    extensions: {
      ...EXCESS,
      validationErrorCode:
        '`INTROSPECTION_DISABLED` where the schema is asked for and `documents.introspection` is off',
    },
  },
  GROUP_NOT_FOUND: {
    status: null,
    meaning: 'The provider does not know the group.',
    repeat: 'never',
    advice: "Check the group's id, and that it still exists.",
    extensions: PROVIDER_CODE,
  },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    meaning: 'A fault of Rollcall. The message says nothing more.',
    repeat: 'later',
    advice: 'Look for `errorId` in the log, and report it. A mutation may be repeated with the same `idempotencyKey`.',
    extensions: { errorId: 'under which the log tells what happened; absent where no GraphQL was executed' },
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    meaning: 'This path does not take this HTTP method.',
    repeat: 'never',
    advice: 'Use one that the header `allow` names.',
    extensions: {},
  },
  NOT_ACCEPTABLE: {
    status: 406,
    meaning: 'A subscription was asked for in no way in which it could be answered.',
    repeat: 'never',
    advice: 'Ask for it in one of the ways that the message lists.',
    extensions: {},
  },
  NOT_FOUND: {
    status: 404,
    meaning: 'There is nothing at this path, or no connection that takes webhooks.',
    repeat: 'never',
    advice: "Check the path. A webhook's path ends with the connection's id, and the connection needs `webhook`.",
    extensions: {},
  },
  OPERATION_RESOLUTION_FAILURE: {
    status: 400,
    meaning: 'It cannot be told which operation of the document is meant.',
    repeat: 'never',
    advice: 'Send an `operationName` that is in the document.',
    extensions: {},
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    meaning: 'The body is larger than what is read of one.',
    repeat: 'never',
    advice: 'Split the request; the message names the limit.',
    extensions: {},
  },
  PERMISSION_DENIED: {
    status: null,
    meaning: "The connection's account may not read this group.",
    repeat: 'never',
    advice: 'Give it the right to, at the provider.',
    extensions: PROVIDER_CODE,
  },
  PERSISTED_QUERY_NOT_FOUND: {
    status: 200,
    meaning: 'No document with this id is listed.',
    repeat: 'never',
    advice: 'Send the text, as clients do by themselves; or add the document to `documents.trusted`.',
    extensions: {},
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    status: 200,
    meaning: 'No document is known by an id here.',
    repeat: 'never',
    advice: 'Send texts, as clients do by themselves from then on.',
    extensions: {},
  },
  PROVIDER_UNAVAILABLE: {
    status: null,
    meaning: 'The provider did not tell in time what is in the group.',
    repeat: 'later',
    advice: 'Ask again later. Rounds go on looking at the group by themselves.',
    extensions: PROVIDER_CODE,
  },
  QUERY_NOT_IN_SAFELIST: {
    status: 400,
    meaning: 'Only listed documents are taken here (`documents.onlyTrusted`), and this is none of them.',
    repeat: 'never',
    advice: 'Add the document to the list that `documents.trusted` names.',
    extensions: {},
  },
  RATE_LIMITED: {
    status: null,
    meaning: 'Too much is being asked of providers by this process.',
    repeat: 'later',
    advice: 'Ask again in a moment, or refresh fewer groups at once.',
    extensions: PROVIDER_CODE,
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    meaning:
      'The store cannot be reached, or a token cannot be judged because its issuer is away. Whether a change was made is not known.',
    repeat: 'later',
    advice:
      'Send it again, a mutation with the same `idempotencyKey`. Providers post a webhook again by themselves, or rounds make up for it.',
    extensions: {},
  },
  SHUTTING_DOWN: {
    status: 503,
    meaning: 'This process is about to end.',
    repeat: 'now',
    advice:
      'Subscribe again with the newest `cursor` as `after`: another instance answers, or this one after its restart.',
    extensions: {},
  },
  SUBSCRIBER_TOO_SLOW: {
    status: null,
    meaning: 'Events came faster than this subscriber took them. The stream has ended.',
    repeat: 'never',
    advice: 'Subscribe again with `cursor` as `after`, and take events faster.',
    extensions: { cursor: 'behind the last event that was sent' },
  },
  TOO_MANY_OPERATIONS: {
    status: null,
    meaning: 'As many operations run over this WebSocket as may at a time.',
    repeat: 'later',
    advice: 'Complete some first, or open another socket; the message names the limits.',
    extensions: {},
  },
  TOO_MANY_SUBSCRIPTIONS: {
    status: 503,
    meaning: 'This process has as many subscriptions by callback as it takes.',
    repeat: 'later',
    advice: 'Start another instance. Routers share one subscription among clients that ask for the same.',
    extensions: {},
  },
  UNAUTHENTICATED: {
    status: 401,
    meaning:
      "The token is missing, does not hold, or has ended; or the router's secret, or a webhook's, is missing or wrong. A missing or bad token is told within the answer, with status 200; the secrets refuse the whole request.",
    repeat: 'never',
    advice: 'Come back with a new token, or with the right secret.',
    extensions: {},
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    meaning: 'The body is not JSON, or is compressed.',
    repeat: 'never',
    advice: 'Send `content-type: application/json`, uncompressed.',
    extensions: {},
  },
} as const satisfies Readonly<Record<string, ErrorCodeEntry>>;

export type ErrorCode = keyof typeof ERROR_CODES;
type StatusOf<Code extends ErrorCode> = (typeof ERROR_CODES)[Code]['status'];

/** Codes for which a request is refused as a whole, with a status of HTTP. */
export type RefusalCode = { [Code in ErrorCode]: StatusOf<Code> extends number ? Code : never }[ErrorCode];
export type RefusalStatus<Code extends RefusalCode> = StatusOf<Code>;

/** `extensions` of an error with this code: nothing stands there that its entry does not name. */
export type ErrorExtensions<Code extends ErrorCode> = {
  readonly code: Code;
} & { readonly [Key in keyof (typeof ERROR_CODES)[Code]['extensions']]?: string | number };

/** Whether clients are meant to see an error with this code. */
export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(ERROR_CODES, code);
