import type { DocumentStore } from '@apollo/server';
import type { DocumentNode } from 'graphql';

/** Documents that are kept. */
export const MAX_DOCUMENTS = 1_000;
/**
 * Characters that the texts of all kept documents may have together. A parsed document takes some fifty times the space of its
 * text, and one that carries its members inside instead of in variables is never asked for again.
 */
export const MAX_DOCUMENT_CHARACTERS = 1024 * 1024;

interface Kept {
  readonly document: DocumentNode;
  readonly characters: number;
}

/** Keeps the parsed and validated documents that were used last. */
export function createDocumentStore(): DocumentStore {
  const kept = new Map<string, Kept>();
  let characters = 0;

  const drop = (key: string): boolean => {
    characters -= kept.get(key)?.characters ?? 0;
    return kept.delete(key);
  };
  const keep = (key: string, entry: Kept): void => {
    drop(key);
    kept.set(key, entry);
    characters += entry.characters;
  };

  return {
    get(key) {
      const entry = kept.get(key);
      if (entry !== undefined) keep(key, entry);
      return Promise.resolve(entry?.document);
    },
    set(key, document) {
      const size = document.loc?.source.body.length ?? key.length;
      if (size <= MAX_DOCUMENT_CHARACTERS / 16) keep(key, { document, characters: size });
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_DOCUMENTS && characters <= MAX_DOCUMENT_CHARACTERS) break;
        drop(oldest);
      }
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(drop(key)),
  };
}
