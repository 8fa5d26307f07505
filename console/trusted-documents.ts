import { createHash } from 'node:crypto';
import { createRequest, formatDocument, stringifyDocument, type TypedDocumentNode } from '@urql/core';
import type { Plugin } from 'vite';
import * as generated from './graphql/generated/graphql.ts';

/** Beside the pages, and not served with them: it is for the service itself. */
const FILE = 'documents.json';

/** Lists every document that the pages can send, letter for letter, by its SHA-256: what a service may have to be told to trust. */
export function trustedDocuments(): Plugin {
  return {
    name: 'trusted-documents',
    apply: 'build',
    generateBundle() {
      const texts = Object.entries(generated)
        .filter(([name]) => name.endsWith('Document'))
        .map(([, document]) => textOf(document as TypedDocumentNode));
      const byHash = Object.fromEntries(texts.map((text) => [sha256(text), text]));
      this.emitFile({ type: 'asset', fileName: FILE, source: `${JSON.stringify(byHash, null, 2)}\n` });
    },
  };
}

/** As the client sends it, after its cache has gone over it. */
const textOf = (document: TypedDocumentNode): string =>
  stringifyDocument(formatDocument(createRequest(document, {}).query) as Parameters<typeof stringifyDocument>[0]);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
