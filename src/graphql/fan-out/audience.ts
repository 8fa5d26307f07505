import type { EventStream } from '../../events/event-stream.ts';
import { type AudienceWork, Cohort, type CohortHome } from './cohort.ts';
import type { Member } from './member.ts';

/**
 * Everybody who is sent the same of every event: subscribers of the same document and variables with the same rights. Those who are at
 * the same place are one {@link Cohort}; the leading one is what all others join as soon as both have nothing to do.
 */
export class Audience implements CohortHome {
  readonly work: AudienceWork;
  readonly #onEmpty: () => void;
  readonly #cohorts = new Set<Cohort>();
  #leading: Cohort | null = null;

  constructor(work: AudienceWork, onEmpty: () => void) {
    this.work = work;
    this.#onEmpty = onEmpty;
  }

  /** A subscriber begins at the place of its stream. */
  begin(member: Member, stream: EventStream): void {
    if (this.#leading?.takeIn(member, stream) === true) return;
    this.open(member, stream, null);
  }

  open(member: Member, stream: EventStream, room: Promise<void> | null): void {
    const cohort = new Cohort(this, member, stream);
    this.#cohorts.add(cohort);
    cohort.run(room);
  }

  idle(cohort: Cohort): void {
    this.#leading ??= cohort;
    if (this.#leading !== cohort) return this.#leading.absorb(cohort);
    for (const other of this.#cohorts) if (other !== cohort) cohort.absorb(other);
  }

  stepDown(cohort: Cohort): void {
    if (this.#leading === cohort) this.#leading = null;
  }

  left(cohort: Cohort): void {
    this.stepDown(cohort);
    if (this.#cohorts.delete(cohort) && this.#cohorts.size === 0) this.#onEmpty();
  }
}
