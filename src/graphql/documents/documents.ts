import { createHash } from 'node:crypto';
import { badRequest, persistedQueryNotSupported } from './errors.ts';

/** How a request names its document: by its text, or by the id of a trusted one. */
export interface DocumentRequest {
  /** An empty one is none: over WebSocket the key has to be there. */
  readonly query?: string | null | undefined;
  /** SHA-256 of the text in hexadecimal, with or without `sha256:` before it. */
  readonly documentId?: string | null | undefined;
  /** The same id in Apollo's words: `persistedQuery: { version: 1, sha256Hash }`. */
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Which documents are taken. */
export interface Documents {
  /**
   * The text of the document that is meant; undefined when the request names none.
   *
   * @throws GraphQLError with a code, when the id is not known or the document is not trusted
   */
  textOf(request: DocumentRequest): string | undefined;
}

/**
 * Takes every text, and knows no ids. An id beside a text is none of ours, whatever it is: some routers hand on the extensions
 * of their client, who named another document by it.
 */
export const anyDocument: Documents = {
  textOf(request) {
    if (request.query) return request.query;
    if (readName(request).id !== undefined) throw persistedQueryNotSupported();
    return undefined;
  },
};

/** What a request says of its document. */
export interface DocumentName {
  readonly text: string | undefined;
  readonly id: string | undefined;
}

/** @throws GraphQLError BAD_REQUEST for an id that is none, and for two different ones */
export function readName({ query, documentId, extensions }: DocumentRequest): DocumentName {
  const ids = [documentId, persistedHash(extensions?.['persistedQuery'])].filter(
    (id) => id !== undefined && id !== null,
  );
  for (const id of ids) if (typeof id !== 'string') throw badRequest('the id of a document has to be a text');
  const [id, other] = ids.map(normaliseId);
  if (other !== undefined && other !== id) throw badRequest('documentId and persistedQuery name different documents');
  return { text: query || undefined, id };
}

function persistedHash(persistedQuery: unknown): string | undefined {
  if (persistedQuery === undefined || persistedQuery === null) return undefined;
  const { version, sha256Hash } = Object(persistedQuery) as {
    readonly version?: unknown;
    readonly sha256Hash?: unknown;
  };
  if (version !== 1) throw badRequest('Unsupported persisted query version');
  if (typeof sha256Hash !== 'string') throw badRequest('persistedQuery needs a sha256Hash');
  return sha256Hash;
}

/** Ids are compared without the name of their algorithm, in small letters. */
export const normaliseId = (id: string): string => id.replace(/^sha256:/i, '').toLowerCase();

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Apollo's words for it. */
export const doNotFit = () => badRequest('provided sha does not match query');
