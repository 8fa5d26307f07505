import type { Results } from '../../src/graphql/fan-out/results.ts';
import type { ResultSink, Subscription } from '../../src/graphql/fan-out/subscription.ts';

/** Writes down what it is told. */
export class RecordingSink implements ResultSink {
  /** As JSON. */
  readonly texts: string[] = [];
  /** How many results came together. */
  readonly batches: number[] = [];
  ended = 0;
  /** How many batches it takes before it wants to be waited for; default: all. */
  room = Infinity;
  #makeRoom: (() => void) | null = null;
  #whenEnded: () => void = () => {};

  static of(subscription: Subscription): RecordingSink {
    const sink = new RecordingSink();
    subscription.passTo(sink);
    return sink;
  }

  get results(): unknown[] {
    return this.texts.map((text) => JSON.parse(text) as unknown);
  }

  take({ texts }: Results): Promise<void> | null {
    this.batches.push(texts.length);
    for (const { json } of texts) this.texts.push(json);
    if (--this.room > 0) return null;
    return new Promise((resolve) => (this.#makeRoom = resolve));
  }

  end(): void {
    this.ended++;
    this.#whenEnded();
  }

  /** Has room for so many batches more. */
  makeRoom(batches: number): void {
    this.room = batches;
    this.#makeRoom?.();
  }

  /** Resolves when it was told that nothing more comes. */
  async over(): Promise<this> {
    if (this.ended === 0) await new Promise<void>((resolve) => (this.#whenEnded = resolve));
    return this;
  }
}
