import { GAP_KEY } from './topic-key.ts';

/** Topics that wait to be sent at most; above that they are dropped, and one word to look at everything is sent instead. */
export const MAX_WAITING_TOPICS = 16_384;
/** Topics that are sent at once. */
export const MAX_BATCH = 2_048;

/**
 * What waits to be sent: while one batch is under way the next one gathers, each topic once. What had to be dropped, because
 * there was too much or no connection, is made good by {@link GAP_KEY} as soon as something can be sent.
 */
export class Outbox {
  #send: ((batch: readonly string[]) => Promise<void>) | null = null;
  readonly #waiting = new Set<string>();
  #underWay = false;
  #dropped = false;

  /** A connection stands: from now on `send` takes what comes. When it rejects, {@link shut} has to follow. */
  open(send: (batch: readonly string[]) => Promise<void>): void {
    this.#send = send;
    this.#underWay = false;
    void this.#sendAll();
  }

  /** The connection is gone: what waits, what is under way and what comes from now on is dropped. */
  shut(): void {
    this.#dropped ||= this.#underWay || this.#waiting.size > 0;
    this.#waiting.clear();
    this.#send = null;
  }

  add(keys: readonly string[]): void {
    if (this.#send === null) {
      this.#dropped ||= keys.length > 0;
      return;
    }
    for (const key of keys) this.#waiting.add(key);
    this.#dropped ||= this.#waiting.size > MAX_WAITING_TOPICS;
    if (this.#dropped) this.#waiting.clear();
    void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    const send = this.#send;
    if (this.#underWay || send === null) return;
    while (this.#send === send && (this.#dropped || this.#waiting.size > 0)) {
      const batch = this.#takeBatch();
      this.#underWay = true;
      const sent = await send(batch).then(
        () => true,
        () => false,
      );
      // A connection that has failed is shut by its owner, who knows why.
      if (!sent || this.#send !== send) return;
      this.#underWay = false;
    }
  }

  #takeBatch(): string[] {
    if (this.#dropped) {
      this.#dropped = false;
      this.#waiting.clear();
      return [GAP_KEY];
    }
    const batch: string[] = [];
    for (const key of this.#waiting) {
      if (batch.length === MAX_BATCH) break;
      batch.push(key);
      this.#waiting.delete(key);
    }
    return batch;
  }
}
