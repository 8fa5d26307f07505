/**
 * A read that many ask for at once: whoever asks while one is under way shares the next one, so that every answer was read
 * after its question.
 */
export class Coalesced<Value> {
  readonly #read: () => Promise<Value>;
  #underWay: Promise<unknown> | null = null;
  #next: Promise<Value> | null = null;

  constructor(read: () => Promise<Value>) {
    this.#read = read;
  }

  ask(): Promise<Value> {
    this.#next ??= this.#readNext();
    return this.#next;
  }

  async #readNext(): Promise<Value> {
    // At least one turn of the queue of microtasks: those who ask together share one read.
    await this.#underWay?.catch(() => {});
    const reading = this.#read();
    this.#underWay = reading;
    this.#next = null;
    return reading;
  }
}
