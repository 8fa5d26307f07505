import type { MemberEvent } from '../store/records.ts';
import type { EventFilter, EventStatements } from '../store/store.ts';
import type { EventFeed, EventObserver } from './event-feed.ts';
import { countSubscribers, EventStream } from './event-stream.ts';
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
  readonly #onHandedOver: EventObserver;

  constructor(log: EventStatements, onHandedOver: EventObserver = () => {}) {
    this.#log = log;
    this.#onHandedOver = onHandedOver;
  }

  /** Also those who share a stream. Counted each time: for tests and figures. */
  get subscribers(): number {
    return [...this.#streams.values()].reduce((sum, streams) => sum + countSubscribers(streams), 0);
  }

  /** Those who are pushed to. */
  get streams(): number {
    return [...this.#streams.values()].reduce((sum, streams) => sum + streams.size, 0);
  }

  /** To be called with every commit's events, in order. */
  publish(events: readonly MemberEvent[]): void {
    if (this.#streams.size === 0) return;
    for (const event of events) {
      for (const topic of topicsOf(event)) {
        for (const stream of this.#streams.get(topic) ?? []) stream.push(event);
      }
    }
    this.#onHandedOver(events);
  }

  subscribe(filter: EventFilter, afterPosition: number | null): EventStream {
    const topic = topicOf(filter);
    const stream = new EventStream({
      readLog: (position, limit) => this.#log.after(position, filter, limit),
      afterPosition,
      onClosed: (closed) => this.#remove(topic, closed),
      onSplit: (split) => this.#add(topic, split),
    });
    this.#add(topic, stream);
    return stream;
  }

  #add(topic: string, stream: EventStream): void {
    const streams = this.#streams.get(topic) ?? new Set();
    this.#streams.set(topic, streams.add(stream));
  }

  #remove(topic: string, stream: EventStream): void {
    const streams = this.#streams.get(topic);
    if (streams?.delete(stream) === true && streams.size === 0) this.#streams.delete(topic);
  }
}
