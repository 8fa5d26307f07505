import { formatEventCursor } from '../kernel/cursor.ts';
import type { ErrorExtensions } from '../kernel/error-codes.ts';
import type { MemberEvent } from '../store/records.ts';

/** Events that wait for one reader at most. */
export const MAX_BUFFERED_EVENTS = 2_048;
/** Events that are read from the log at once. */
export const REPLAY_PAGE = 256;

export interface EventStreamOptions {
  readonly readLog: (afterPosition: number, limit: number) => Promise<MemberEvent[]>;
  /** Null: live only. */
  readonly afterPosition: number | null;
  /** A live stream begins after this position: what is pushed up to there is not given. Default: all that is pushed. */
  readonly liveAfter?: number;
  /** Called once, when nothing will be read any more. */
  readonly onClosed: (stream: EventStream) => void;
  /** Called with a stream that goes its own way: from then on it has to be pushed to as well. */
  readonly onSplit: (stream: EventStream) => void;
}

/** The reader took nothing while more events came than are kept for it; it may go on from the cursor. */
export class SlowReaderError extends Error {
  override readonly name = 'SlowReaderError';
  readonly extensions: ErrorExtensions<'SUBSCRIBER_TOO_SLOW'> & { readonly cursor: string };

  constructor(cursor: string) {
    super('events came faster than they were read; subscribe again with `after` set to the cursor');
    this.extensions = { code: 'SUBSCRIBER_TOO_SLOW', cursor };
  }
}

/**
 * The events of one reader, as an iterator that can be closed while it waits (an async generator cannot: its `return`
 * only runs after the next event, which on a silent stream never comes). Who does not want to wait takes what is ready instead.
 *
 * A reader may stand for many subscribers who are at the same place: streams of one topic {@link join} when all is taken, and
 * {@link split} when one of them falls behind.
 *
 * | state | enters when | next() gives |
 * |---|---|---|
 * | replaying | created with a position; or more was pushed than is kept | the log, page by page; live events are kept aside meanwhile, or forgotten if too many: the log has them |
 * | live | created without a position, or the log is read to its end | what was pushed, or waits for it |
 * | ended | closed, or too slow | the end, or once the error |
 *
 * One commit may bring more events than are kept for anybody: who is behind because of that goes on from the log. Who has taken
 * nothing since a commit that brought {@link MAX_BUFFERED_EVENTS}, when the next one comes, is too slow.
 */
export class EventStream implements AsyncIterableIterator<MemberEvent> {
  readonly #options: EventStreamOptions;
  #buffer: MemberEvent[] = [];
  /** The pages of the log, while it is replayed. */
  #page: MemberEvent[] = [];
  #replaying: boolean;
  /** Live events were not kept aside because there were too many: the log has to be read once more. */
  #forgotten = false;
  /** The last position that was given out or read from the log. */
  #position: number;
  /** Events that were pushed since the reader took one. */
  #untaken = 0;
  /** Events are being pushed, and nobody else has had a turn since the first of them. */
  #inBurst = false;
  #ended = false;
  #failure: Error | null = null;
  #wake: (() => void) | null = null;
  #subscribers = 1;

  constructor(options: EventStreamOptions) {
    this.#options = options;
    this.#replaying = options.afterPosition !== null;
    this.#position = options.afterPosition ?? options.liveAfter ?? 0;
  }

  /** For how many it reads; none once it has ended. */
  get subscribers(): number {
    return this.#ended ? 0 : this.#subscribers;
  }

  /** Everything that was pushed is taken, and it is live. */
  get isIdle(): boolean {
    return !this.#ended && !this.#replaying && this.#buffer.length === 0;
  }

  /** Nothing comes any more, but for an error that {@link next} has not given yet. */
  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Nothing is ready before {@link readOn} has read more of the log. */
  get needsLog(): boolean {
    return !this.#ended && this.#replaying && this.#page.length === 0;
  }

  push(event: MemberEvent): void {
    if (this.#ended || (!this.#replaying && event.position <= this.#position)) return;
    if (!this.#inBurst) {
      if (this.#untaken >= MAX_BUFFERED_EVENTS) return this.#fail(event);
      this.#inBurst = true;
      queueMicrotask(this.#endBurst);
    }
    this.#untaken++;
    if (this.#buffer.length < MAX_BUFFERED_EVENTS) this.#buffer.push(event);
    else if (this.#replaying) this.#forgotten = true;
    else this.#catchUp();
    this.#wake?.();
  }

  readonly #endBurst = (): void => void (this.#inBurst = false);

  /** More was pushed than is kept: from here on the log is read, which has all of it. */
  #catchUp(): void {
    this.#position = this.#lastBefore(this.#buffer[0]);
    this.#replaying = true;
    this.#forgotten = true;
    this.#buffer = [];
  }

  /** The place right before the first event that was not taken, so that it holds for one who never took any. */
  #lastBefore(event: MemberEvent | undefined): number {
    return this.#replaying || event === undefined ? this.#position : Math.max(event.position - 1, this.#position);
  }

  async next(): Promise<IteratorResult<MemberEvent, undefined>> {
    for (;;) {
      const [event] = this.take(1);
      if (event !== undefined) return { done: false, value: event };
      if (this.#ended) return { done: true, value: undefined };
      if (this.#replaying) await this.readOn();
      else await this.#pushed();
    }
  }

  /**
   * What is ready, in order; nothing when it has to be waited for or has ended.
   *
   * @throws SlowReaderError once, when that is why it has ended
   */
  take(limit: number): MemberEvent[] {
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure;
    const queue = this.#replaying ? this.#page : this.#buffer;
    let taken = queue.splice(0, limit);
    if (!this.#replaying && taken[0] !== undefined && taken[0].position <= this.#position) {
      taken = taken.filter(({ position }) => position > this.#position);
      if (taken.length === 0) return this.take(limit);
    }
    const last = taken.at(-1);
    if (last === undefined) return taken;
    this.#position = last.position;
    this.#untaken = 0;
    return taken;
  }

  /** Reads the next page of the log. To be called while it {@link needsLog}, one call at a time. */
  async readOn(): Promise<void> {
    // What is pushed from here on may be missing from the page; what was pushed before is in the log already.
    this.#buffer = [];
    this.#forgotten = false;
    const page = await this.#options.readLog(this.#position, REPLAY_PAGE).catch((error: unknown) => {
      this.#end();
      throw error;
    });
    if (this.#ended) return;
    if (page.length > 0) this.#page = page;
    else this.#replaying = this.#forgotten;
  }

  /** Calls `wake` whenever something is pushed, or it ends by itself; instead of whoever was to be woken before. */
  onPushed(wake: () => void): void {
    this.#wake = wake;
  }

  /**
   * Reads for the subscribers of another stream of the same topic, too, which then ends. Both have to be idle, and the other one must not
   * be further: what is yet to be pushed would be repeated to its subscribers. Returns whether it is so.
   */
  join(other: EventStream): boolean {
    if (!this.isIdle || !other.isIdle || other.#position > this.#position) return false;
    this.#subscribers += other.#subscribers;
    other.#end();
    return true;
  }

  /**
   * A stream of its own for one of its subscribers.
   *
   * @param untaken what was taken last and this subscriber has not got, in order
   */
  split(untaken: readonly MemberEvent[]): EventStream {
    const stream = new EventStream({ ...this.#options, afterPosition: null });
    stream.#position = untaken[0] === undefined ? this.#position : untaken[0].position - 1;
    stream.#replaying = this.#replaying;
    stream.#forgotten = this.#forgotten;
    stream.#page = this.#replaying ? [...untaken, ...this.#page] : [];
    stream.#buffer = this.#replaying ? this.#buffer.slice() : [...untaken, ...this.#buffer];
    stream.#untaken = stream.#buffer.length;
    this.#subscribers--;
    this.#options.onSplit(stream);
    return stream;
  }

  /** One of its subscribers leaves; with the last one it closes. */
  leave(): void {
    if (this.#subscribers > 1) this.#subscribers--;
    else this.#end();
  }

  return(): Promise<IteratorResult<MemberEvent, undefined>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #pushed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }

  #fail(event: MemberEvent): void {
    const first = this.#buffer[0] ?? event;
    this.#failure = new SlowReaderError(formatEventCursor({ position: this.#lastBefore(first), atMs: first.atMs }));
    this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#buffer = [];
    this.#page = [];
    this.#options.onClosed(this);
    this.#wake?.();
  }
}

/** For how many these streams are read. */
export function countSubscribers(streams: Iterable<EventStream>): number {
  let subscribers = 0;
  for (const stream of streams) subscribers += stream.subscribers;
  return subscribers;
}
