/** Values of `accept` that are remembered; the programs that ask one service have a handful of them. */
export const MAX_KNOWN_ACCEPTS = 100;
/** Characters of the longest value that is remembered. */
const MAX_ACCEPT_CHARACTERS = 1_000;

/**
 * The content types that Apollo Server has chosen for values of `accept`, learnt from its own answers: of a plain answer it depends
 * on nothing else.
 */
export class ContentTypes {
  readonly #chosen = new Map<string, string>();

  /** Undefined for a value that Apollo Server has not been asked with yet, or not lately. */
  of(accept = ''): string | undefined {
    return this.#chosen.get(accept);
  }

  learn(accept = '', contentType: string): void {
    if (accept.length > MAX_ACCEPT_CHARACTERS || this.#chosen.has(accept)) return;
    this.#chosen.set(accept, contentType);
    if (this.#chosen.size > MAX_KNOWN_ACCEPTS)
      for (const oldest of this.#chosen.keys()) return void this.#chosen.delete(oldest);
  }
}
