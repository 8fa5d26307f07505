import type { MemberEvent } from '../store/records.ts';
import type { EventFilter } from '../store/store.ts';
import type { EventStream } from './event-stream.ts';

/** Told of events that were handed to live subscribers, once for each topic at most. Must not throw. */
export type EventObserver = (events: readonly MemberEvent[]) => void;

/** Where subscribers get their events from. */
export interface EventFeed {
  /**
   * Streams the events that fit the filter: with `afterPosition` first everything after it from the log, then live, without
   * a gap and without a repeat; with null what happens after the answer.
   */
  subscribe(filter: EventFilter, afterPosition: number | null): EventStream | Promise<EventStream>;
}
