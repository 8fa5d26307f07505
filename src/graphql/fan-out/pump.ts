import type { AudienceWork } from './cohort.ts';
import { Results } from './results.ts';
import type { ResultSink, Subscription } from './subscription.ts';

export interface PumpWork extends Pick<AudienceWork, 'failureOf'> {
  /** Executes an event. */
  readonly textOf: (event: unknown) => ReturnType<AudienceWork['textOf']>;
  readonly onCloseFailed: (error: unknown) => void;
}

/** A subscription to anything that is read step by step, one event after the other. */
export class Pump implements Subscription {
  readonly #source: AsyncIterator<unknown>;
  readonly #work: PumpWork;
  #closed = false;

  constructor(source: AsyncIterator<unknown>, work: PumpWork) {
    this.#source = source;
    this.#work = work;
  }

  passTo(sink: ResultSink): void {
    void this.#run(sink);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // Not a generator's matter: closing has to reach the source while it waits for its next event.
    Promise.try(() => this.#source.return?.()).catch(this.#work.onCloseFailed);
  }

  async #run(sink: ResultSink): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await this.#source.next();
        if (this.#closed || done === true) break;
        const text = await this.#work.textOf(value);
        if (!this.#isOpen()) break;
        await sink.take(new Results([text]));
      }
    } catch (error) {
      // The last thing that the client sees is why the stream ended.
      if (this.#isOpen()) void sink.take(new Results([this.#work.failureOf(error)]));
    }
    if (this.#closed) return;
    this.close();
    sink.end();
  }

  #isOpen(): boolean {
    return !this.#closed;
  }
}
