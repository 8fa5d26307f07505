import type { MemberEvent } from '../../../src/store/records.ts';

/** In-memory publish and subscribe for the peers: as little as it can be, so that what they cost is their own. */
export class Channel {
  readonly #streams = new Set<ChannelStream>();

  publish(events: readonly MemberEvent[]): void {
    for (const event of events) for (const stream of this.#streams) stream.push(event);
  }

  readonly subscribe = (): AsyncIterableIterator<MemberEvent> => {
    const stream = new ChannelStream(() => this.#streams.delete(stream));
    this.#streams.add(stream);
    return stream;
  };
}

const OVER = { done: true, value: undefined } as const;

class ChannelStream implements AsyncIterableIterator<MemberEvent> {
  readonly #whenClosed: () => void;
  #events: MemberEvent[] = [];
  #wake: ((result: IteratorResult<MemberEvent>) => void) | null = null;

  constructor(whenClosed: () => void) {
    this.#whenClosed = whenClosed;
  }

  push(event: MemberEvent): void {
    if (this.#wake === null) {
      this.#events.push(event);
      return;
    }
    this.#wake({ done: false, value: event });
    this.#wake = null;
  }

  next(): Promise<IteratorResult<MemberEvent>> {
    const value = this.#events.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  return(): Promise<IteratorResult<MemberEvent>> {
    this.#whenClosed();
    this.#wake?.(OVER);
    return Promise.resolve(OVER);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
