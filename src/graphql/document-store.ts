import type { DocumentStore } from '@apollo/server';
import type { DocumentNode } from 'graphql';

/** Documents that are kept. */
export const MAX_DOCUMENTS = 1_000;
/**
 * Characters that the texts of all kept documents may have together. A parsed document takes some fifty times the space of its
 * text, and one that carries its members inside instead of in variables is never asked for again.
 */
export const MAX_DOCUMENT_CHARACTERS = 1024 * 1024;
/** Characters of the longest document that is kept. */
export const MAX_KEPT_CHARACTERS = MAX_DOCUMENT_CHARACTERS / 16;
/** Documents that are too long to be kept and may be under way at once without being parsed twice. */
const MAX_PASSING = 64;

interface Known {
  readonly text: string;
  readonly hash: string;
  readonly document: DocumentNode;
}

/** Keeps the parsed and validated documents that were used last. */
export class KnownDocuments<Entry extends Known> {
  readonly #byText = new Map<string, Entry>();
  readonly #byHash = new Map<string, DocumentNode>();
  /** Those that are too long to be kept, as long as the request that brought them holds them. */
  readonly #passing = new Map<string, WeakRef<DocumentNode>>();
  #characters = 0;

  find(text: string): Entry | undefined {
    const entry = this.#byText.get(text);
    if (entry === undefined) return undefined;
    // The one that was used longest ago comes first.
    this.#byText.delete(text);
    this.#byText.set(text, entry);
    return entry;
  }

  keep(entry: Entry): void {
    const { text, hash, document } = entry;
    if (text.length > MAX_KEPT_CHARACTERS) {
      this.#passing.set(hash, new WeakRef(document));
      for (const oldest of this.#passing.keys()) if (this.#passing.size > MAX_PASSING) this.#passing.delete(oldest);
      return;
    }
    this.#drop(text);
    this.#byText.set(text, entry);
    this.#byHash.set(hash, document);
    this.#characters += text.length;
    for (const oldest of this.#byText.keys()) {
      if (this.#byText.size <= MAX_DOCUMENTS && this.#characters <= MAX_DOCUMENT_CHARACTERS) break;
      this.#drop(oldest);
    }
  }

  /** The same for Apollo Server, which asks by hash and would parse and validate by itself whatever is not found. */
  asDocumentStore(): DocumentStore {
    return {
      get: (key) => {
        // Before the hash stands what tells schemas apart, and there is one.
        const hash = key.slice(key.lastIndexOf(':') + 1);
        return Promise.resolve(this.#byHash.get(hash) ?? this.#passing.get(hash)?.deref());
      },
      set: () => Promise.resolve(),
      delete: () => Promise.resolve(false),
    };
  }

  #drop(text: string): void {
    const entry = this.#byText.get(text);
    if (entry === undefined) return;
    this.#byText.delete(text);
    this.#byHash.delete(entry.hash);
    this.#characters -= text.length;
  }
}
