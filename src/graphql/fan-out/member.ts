import type { EventStream } from '../../events/event-stream.ts';
import type { Audience } from './audience.ts';
import type { Cohort } from './cohort.ts';
import type { ResultSink, Subscription } from './subscription.ts';

/** One subscriber to events: alone at first, then in whichever cohort is at the same place. */
export class Member implements Subscription {
  /** Where it begins, and where it is afterwards; null once it is over. */
  #place: { readonly audience: () => Audience; readonly stream: EventStream } | Cohort | null;
  #sink: ResultSink | null = null;

  /** @param audience called when it begins; who never does is in none */
  constructor(audience: () => Audience, stream: EventStream) {
    this.#place = { audience, stream };
  }

  passTo(sink: ResultSink): void {
    const place = this.#place;
    if (place === null || !('audience' in place)) return;
    this.#sink = sink;
    place.audience().begin(this, place.stream);
  }

  /** To be asked only by its cohort. */
  get sink(): ResultSink {
    if (this.#sink === null) throw new TypeError('nobody listens yet');
    return this.#sink;
  }

  moveTo(cohort: Cohort): void {
    this.#place = cohort;
  }

  /** The subscription is over by itself. */
  end(): void {
    this.#place = null;
    this.sink.end();
  }

  close(): void {
    const place = this.#place;
    this.#place = null;
    if (place === null) return;
    if ('audience' in place) place.stream.leave();
    else place.leave(this);
  }
}
