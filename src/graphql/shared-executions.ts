/** Results that are kept for subscribers who take an event a little later than others. */
export const MAX_SHARED_RESULTS = 1_024;

/**
 * Executes an event once for all subscribers who are sent the same. What one is sent depends on its document, its variables and
 * its viewer's rights alone, and the feed hands one and the same event to everybody who follows its topic.
 */
export class SharedExecutions<Result> {
  readonly #numbers = new WeakMap<object, number>();
  readonly #results = new Map<string, Result>();
  #events = 0;

  /**
   * @param event one that is no object is nobody else's
   * @param audience the key of those who are sent the same
   */
  of(event: unknown, audience: string, execute: () => Result): Result {
    if (typeof event !== 'object' || event === null) return execute();
    const key = `${this.#numberOf(event)} ${audience}`;
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const result = execute();
    this.#results.set(key, result);
    if (this.#results.size > MAX_SHARED_RESULTS)
      for (const oldest of this.#results.keys()) return (this.#results.delete(oldest), result);
    return result;
  }

  #numberOf(event: object): number {
    const known = this.#numbers.get(event);
    if (known !== undefined) return known;
    this.#numbers.set(event, ++this.#events);
    return this.#events;
  }
}
