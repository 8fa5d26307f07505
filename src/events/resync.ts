import type { CancelTimer, Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import type { EventMark } from '../store/records.ts';
import type { EventStatements } from '../store/store.ts';
import type { StoreOutage } from './store-outage.ts';

/** How often the log is looked at for what no hint has told of, in milliseconds: so late is the latest event. */
export const RESYNC_MS = SECOND;
/** After a gap it is looked at at once, but not more often than this, in milliseconds. */
export const RESYNC_PAUSE_MS = 50;
/** Marks that are read at once. */
export const MARKS_PAGE = 1_000;
/** Pages of marks that are read in a row; when there is more, every topic is read instead. */
export const MARKS_PAGES = 10;

export interface ResyncDeps {
  readonly log: Pick<EventStatements, 'marksAfter' | 'lastPosition'>;
  readonly clock: Clock;
  readonly outage: StoreOutage;
  /** Whether anybody wants to know. */
  readonly isNeeded: () => boolean;
  readonly onMark: (mark: EventMark) => void;
  /** More has happened than is looked through. */
  readonly onTooMany: () => void;
  /** Called each time, for what leaves no marks. */
  readonly onLook: () => void;
}

/** Makes good for hints that were lost: looks through the marks of the log for whom something has happened. */
export class Resync {
  readonly #deps: ResyncDeps;
  /** Marks up to here have been looked through; null while nobody needs any. */
  #position: number | null = null;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #looking = false;
  /** There was a gap since the last look began. */
  #gap = false;
  #failures = 0;
  #timer: { readonly atMs: number; readonly cancel: CancelTimer } | null = null;

  constructor(deps: ResyncDeps) {
    this.#deps = deps;
  }

  /**
   * Somebody needs every event after a position, which was asked for after {@link ResyncDeps.onMark} began to reach them:
   * what has been looked through by then is before it.
   */
  beginAfter(position: number): void {
    this.#position ??= position;
    this.update();
  }

  /** To be called when {@link ResyncDeps.isNeeded} may have changed. */
  update(): void {
    if (this.#deps.isNeeded()) this.#schedule(this.#deps.clock.now() + RESYNC_MS);
    else this.stop();
  }

  /** Hints were lost. */
  gap(): void {
    this.#gap = true;
    if (this.#deps.isNeeded()) this.#schedule(Math.max(this.#deps.clock.now(), this.#lookedAtMs + RESYNC_PAUSE_MS));
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#position = null;
  }

  /** At the earlier of the two instants, when it is to look already. */
  #schedule(atMs: number): void {
    if (this.#looking || (this.#timer !== null && this.#timer.atMs <= atMs)) return;
    this.#timer?.cancel();
    this.#timer = { atMs, cancel: this.#deps.clock.setTimer(atMs, () => void this.#look()) };
  }

  async #look(): Promise<void> {
    this.#timer = null;
    this.#looking = true;
    this.#gap = false;
    this.#lookedAtMs = this.#deps.clock.now();
    this.#deps.onLook();
    try {
      await this.#readMarks();
      this.#failures = 0;
      this.#looking = false;
      this.update();
      if (this.#gap) this.gap();
    } catch (error) {
      this.#looking = false;
      if (!this.#deps.isNeeded()) return this.stop();
      const cancel = this.#deps.outage.retry(++this.#failures, error, () => void this.#look());
      // Nothing is earlier than when the store is to be asked again.
      this.#timer = { atMs: Number.NEGATIVE_INFINITY, cancel };
    }
  }

  async #readMarks(): Promise<void> {
    const { log, outage, onMark, onTooMany } = this.#deps;
    for (let pages = 0; this.#position !== null; pages++) {
      const from = this.#position;
      if (pages === MARKS_PAGES) {
        const head = await log.lastPosition();
        onTooMany();
        return this.#reached(head);
      }
      const marks = await log.marksAfter(from, MARKS_PAGE);
      outage.over();
      for (const mark of marks) onMark(mark);
      this.#reached(marks.at(-1)?.position ?? from);
      if (marks.length < MARKS_PAGE) return;
    }
  }

  #reached(position: number): void {
    if (this.#position !== null) this.#position = position;
  }
}
