import type { MemberEvent } from '../store/records.ts';
import type { EventFilter, EventStatements } from '../store/store.ts';
import type { EventFeed } from './event-feed.ts';
import { EventStream } from './event-stream.ts';
import { topicOf, topicsOf } from './topics.ts';

/**
 * Hands every committed change to those who asked for it, in a process that has its store alone.
 *
 * The log in the store is the truth; what is published here only saves reading it again. Subscribers are found by what they
 * filter on, so that an event costs nothing to those whom it does not concern.
 */
export class Feed implements EventFeed {
  readonly #log: EventStatements;
  readonly #streams = new Map<string, Set<EventStream>>();
  #subscribers = 0;

  constructor(log: EventStatements) {
    this.#log = log;
  }

  get subscribers(): number {
    return this.#subscribers;
  }

  /** To be called with every commit's events, in order. */
  publish(events: readonly MemberEvent[]): void {
    if (this.#subscribers === 0) return;
    for (const event of events) {
      for (const topic of topicsOf(event)) {
        for (const stream of this.#streams.get(topic) ?? []) stream.push(event);
      }
    }
  }

  subscribe(filter: EventFilter, afterPosition: number | null): EventStream {
    const topic = topicOf(filter);
    const stream = new EventStream({
      readLog: (position, limit) => this.#log.after(position, filter, limit),
      afterPosition,
      onClosed: () => this.#remove(topic, stream),
    });
    const streams = this.#streams.get(topic) ?? new Set();
    this.#streams.set(topic, streams.add(stream));
    this.#subscribers++;
    return stream;
  }

  #remove(topic: string, stream: EventStream): void {
    const streams = this.#streams.get(topic);
    if (streams?.delete(stream) !== true) return;
    this.#subscribers--;
    if (streams.size === 0) this.#streams.delete(topic);
  }
}
