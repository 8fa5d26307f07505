import type { EventFilter } from '../store/store.ts';
import type { EventStream } from './event-stream.ts';

/** Where subscribers get their events from. */
export interface EventFeed {
  /**
   * Streams the events that fit the filter: with `afterPosition` first everything after it from the log, then live, without
   * a gap and without a repeat; with null what happens after the answer.
   */
  subscribe(filter: EventFilter, afterPosition: number | null): EventStream | Promise<EventStream>;
}
