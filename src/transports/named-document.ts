import type { GraphQLRequest } from './request.ts';

/** What Apollo Server is handed of a request. */
interface Asked {
  readonly body: unknown;
  /** Of the URL, without the question mark. */
  readonly search: string;
}

/** Writes the text of the document into a request that names it by its id: Apollo Server knows texts alone. */
export function withDocumentText(asked: GraphQLRequest, search: string, text: string): Asked {
  const { persistedQuery, ...extensions } = asked.extensions ?? {};
  if (asked.documentId === undefined && persistedQuery === undefined) return { body: asked.body, search };
  if (asked.body !== undefined) return { body: { ...(asked.body as object), query: text, extensions }, search };
  const params = new URLSearchParams(search);
  params.set('query', text);
  params.set('extensions', JSON.stringify(extensions));
  return { body: undefined, search: params.toString() };
}
