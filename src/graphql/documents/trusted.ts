import { type DocumentRequest, type Documents, doNotFit, hashOf, readName } from './documents.ts';
import { notInSafelist, persistedQueryNotFound } from './errors.ts';

/** Takes documents by the ids of a list, and texts beside them unless only the listed ones are trusted. */
export class TrustedDocuments implements Documents {
  readonly #byId: ReadonlyMap<string, string>;
  readonly #listed: ReadonlySet<string>;
  readonly #only: boolean;

  /**
   * @param byId texts by the SHA-256 of each
   * @param only whether every text that is not listed is refused, whatever carries it
   */
  constructor(byId: ReadonlyMap<string, string>, only: boolean) {
    this.#byId = byId;
    this.#listed = new Set(byId.values());
    this.#only = only;
  }

  textOf(request: DocumentRequest): string | undefined {
    const { text, id } = readName(request);
    if (text === undefined) return id === undefined ? undefined : this.#find(id);
    if (id !== undefined && hashOf(text) !== id) throw doNotFit();
    if (this.#only && !this.#listed.has(text)) throw notInSafelist();
    return text;
  }

  #find(id: string): string {
    const text = this.#byId.get(id);
    if (text === undefined) throw persistedQueryNotFound();
    return text;
  }
}
