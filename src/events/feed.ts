import { formatGroupId } from '../kernel/ids.ts';
import type { MemberEvent } from '../store/records.ts';
import type { EventFilter, EventStatements } from '../store/store.ts';
import { EventStream } from './event-stream.ts';

/**
 * Hands every committed change to those who asked for it.
 *
 * The log in the store is the truth; what is published here only saves reading it again. Subscribers are found by what they
 * filter on, so that an event costs nothing to those whom it does not concern.
 */
export class Feed {
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

  /**
   * Streams the events that fit the filter: with `afterPosition` first everything after it from the log, then live, without
   * a gap and without a repeat; with null what happens from now on.
   */
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

const EVERYTHING = '*';

function topicOf({ group, operationId, userId }: EventFilter): string {
  if (operationId !== undefined) return `operation:${operationId}`;
  if (group !== undefined) return `group:${formatGroupId(group)}`;
  return userId === undefined ? EVERYTHING : `user:${userId}`;
}

function topicsOf({ operationId, membership }: MemberEvent): string[] {
  const topics = [EVERYTHING, `group:${formatGroupId(membership)}`];
  if (operationId !== null) topics.push(`operation:${operationId}`);
  if (membership.userId !== null) topics.push(`user:${membership.userId}`);
  return topics;
}
