import type { OperationRequest } from '../../graphql/operation.ts';
import type { ClientMessage } from './dialect.ts';

/** The longest id of an operation, in characters: it is kept as long as the operation runs. */
export const MAX_ID_CHARACTERS = 256;

export type Keys = Readonly<Record<string, unknown>>;

/** A message of either subprotocol before its type is looked at. */
export interface Envelope {
  readonly type: unknown;
  readonly id: unknown;
  readonly payload: unknown;
}

export const wrong = (reason: string): ClientMessage => ({ kind: 'wrong', reason });

/** Null for what is no JSON object. */
export function readEnvelope(text: string): Envelope | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isKeys(value)) return null;
    const { type, id, payload } = value;
    return { type, id, payload };
  } catch {
    return null;
  }
}

export function readInit({ payload = null }: Envelope): ClientMessage {
  if (payload !== null && !isKeys(payload)) return wrong('connection_init: the payload has to be an object');
  return { kind: 'init', params: payload ?? undefined };
}

export function readStart(envelope: Envelope): ClientMessage {
  const { id, payload } = envelope;
  if (!isId(id)) return wrong(ID_RULE);
  if (!isKeys(payload)) return wrong('an operation needs a payload');
  const { query, documentId, operationName, variables, extensions } = payload;
  if (![query, documentId, operationName].every(isTextOrNothing)) return wrong('query and names have to be texts');
  if (![variables, extensions].every(isKeysOrNothing)) return wrong('variables and extensions have to be objects');
  // Whether it names a document at all is not for the protocol to say.
  return {
    kind: 'start',
    id,
    request: { query, documentId, operationName, variables, extensions } as OperationRequest,
  };
}

export const readStop = ({ id }: Envelope): ClientMessage => (isId(id) ? { kind: 'stop', id } : wrong(ID_RULE));

const ID_RULE = `an operation needs an id of 1 to ${MAX_ID_CHARACTERS} characters`;

const isId = (id: unknown): id is string => typeof id === 'string' && id !== '' && id.length <= MAX_ID_CHARACTERS;
const isTextOrNothing = (value: unknown): boolean => (value ?? null) === null || typeof value === 'string';
const isKeysOrNothing = (value: unknown): boolean => (value ?? null) === null || isKeys(value);

function isKeys(value: unknown): value is Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
