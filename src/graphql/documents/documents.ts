/** How a request names its document: by its text, or by the id of a trusted one. */
export interface DocumentRequest {
  readonly query?: string | null | undefined;
  readonly documentId?: string | null | undefined;
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

/** Takes every text, and knows no ids. */
export const anyDocument: Documents = { textOf: ({ query }) => query ?? undefined };
