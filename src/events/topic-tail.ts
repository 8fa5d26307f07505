import type { CancelTimer } from '../kernel/clock.ts';
import type { MemberEvent } from '../store/records.ts';
import { REPLAY_PAGE } from './event-stream.ts';
import type { StoreOutage } from './store-outage.ts';
import type { Turns } from './turns.ts';

export interface TopicTailDeps {
  readonly read: (afterPosition: number, limit: number) => Promise<MemberEvent[]>;
  /** Called with what was read, in order, each event once. */
  readonly onEvents: (events: readonly MemberEvent[]) => void;
  readonly turns: Turns;
  readonly outage: StoreOutage;
}

/**
 * Follows the end of one topic's log: each hint makes it read what has come after the position up to which it has read.
 *
 * Positions come about in the order of the commits, so what is after the position is all that was missed, and nothing appears
 * before it later. Hints that come while it reads, waits for its turn or for the store coalesce into one more read.
 */
export class TopicTail {
  readonly #deps: TopicTailDeps;
  #position: number | null = null;
  #moved = false;
  #reading = false;
  #failures = 0;
  #cancelRetry: CancelTimer | null = null;
  #closed = false;

  constructor(deps: TopicTailDeps) {
    this.#deps = deps;
  }

  /** The last position that was handed out, or from which it begins; null until it has begun. */
  get position(): number | null {
    return this.#position;
  }

  /** Begins after a position; does nothing when it has begun. */
  beginAfter(position: number): void {
    this.#position ??= position;
    this.#readIfMoved();
  }

  /** There may be more in the log. */
  move(): void {
    this.#moved = true;
    this.#readIfMoved();
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry?.();
  }

  #readIfMoved(): void {
    const waits = this.#position === null || this.#reading || this.#cancelRetry !== null;
    if (this.#moved && !waits && !this.#closed) void this.#readPage();
  }

  /** One page a turn, so that a topic with much to catch up does not hold up the others. */
  async #readPage(): Promise<void> {
    this.#reading = true;
    try {
      await this.#deps.turns.run(() => this.#read());
      this.#failures = 0;
    } catch (error) {
      this.#moved = true;
      if (!this.#closed) this.#retry(error);
    }
    this.#reading = false;
    this.#readIfMoved();
  }

  async #read(): Promise<void> {
    if (this.#closed) return;
    this.#moved = false;
    const events = await this.#deps.read(this.#position ?? 0, REPLAY_PAGE);
    this.#deps.outage.over();
    if (this.#closed) return;
    this.#moved ||= events.length === REPLAY_PAGE;
    this.#position = events.at(-1)?.position ?? this.#position;
    this.#deps.onEvents(events);
  }

  #retry(error: unknown): void {
    this.#cancelRetry = this.#deps.outage.retry(++this.#failures, error, () => {
      this.#cancelRetry = null;
      this.#readIfMoved();
    });
  }
}
