import type { EventStream } from '../../events/event-stream.ts';
import type { ResultSink, Subscription } from './subscription.ts';

/** Where a member is. */
export interface Place {
  leave(member: Member): void;
}

/** One subscriber to events: alone at first, then in whichever cohort is at the same place. */
export class Member implements Subscription {
  /** Null once it is over. */
  #place: Place | null;
  #begin: ((member: Member) => void) | null;
  #sink: ResultSink | null = null;

  /**
   * @param stream of this one alone; closed with it when it never begins
   * @param begin gives it a place
   */
  constructor(stream: EventStream, begin: (member: Member) => void) {
    this.#place = stream;
    this.#begin = begin;
  }

  passTo(sink: ResultSink): void {
    const begin = this.#begin;
    this.#begin = null;
    this.#sink = sink;
    if (this.#place !== null) begin?.(this);
  }

  /** To be asked only once it has a place. */
  get sink(): ResultSink {
    if (this.#sink === null) throw new TypeError('nobody listens yet');
    return this.#sink;
  }

  moveTo(place: Place): void {
    this.#place = place;
  }

  /** The subscription is over by itself. */
  end(): void {
    this.#place = null;
    this.sink.end();
  }

  close(): void {
    const place = this.#place;
    this.#place = null;
    place?.leave(this);
  }
}
