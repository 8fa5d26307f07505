/** Requests that wait for outcomes, so that all can be let go when the process ends. */
export class Waiting {
  readonly #requests = new Set<() => void>();
  #over = false;

  /** Whether nobody may wait any more. */
  get over(): boolean {
    return this.#over;
  }

  /** Returns a function that says that the request waits no more; harmless afterwards. */
  enter(letGo: () => void): () => void {
    this.#requests.add(letGo);
    return () => void this.#requests.delete(letGo);
  }

  /** Lets everybody go. */
  end(): void {
    this.#over = true;
    for (const letGo of this.#requests) letGo();
  }
}
