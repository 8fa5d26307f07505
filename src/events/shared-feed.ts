import type { EventMark } from '../store/records.ts';
import type { EventFilter, EventStatements } from '../store/store.ts';
import type { EventWire } from '../wires/wire.ts';
import { Coalesced } from './coalesced.ts';
import type { EventFeed, EventObserver } from './event-feed.ts';
import { countSubscribers, EventStream } from './event-stream.ts';
import type { StoreOutage } from './store-outage.ts';
import { TopicTail } from './topic-tail.ts';
import { topicOf, topicsOfMark } from './topics.ts';
import { Turns } from './turns.ts';

/** Topics that are read at once: subscribers leave connections to the store for those who invite. */
export const TAILS_AT_ONCE = 4;

interface Topic {
  readonly tail: TopicTail;
  readonly streams: Set<EventStream>;
  /** Subscribers that are about to get their stream. */
  opening: number;
}

export interface SharedFeedDeps {
  readonly log: EventStatements;
  readonly wire: Pick<EventWire, 'listen' | 'unlisten'>;
  readonly outage: StoreOutage;
  /** Called with the position after which a subscriber needs what happens. */
  readonly onBegun: (position: number) => void;
  /** Called when a topic has lost its last subscriber. */
  readonly onIdle: () => void;
  readonly onHandedOver?: EventObserver | undefined;
}

/**
 * The feed of one of many instances on one store: whoever commits, the events come from the log, in the order of the log.
 * There is one {@link TopicTail} for each topic that has subscribers here, however many they are.
 */
export class SharedFeed implements EventFeed {
  readonly #deps: SharedFeedDeps;
  readonly #head: Coalesced<number>;
  readonly #turns = new Turns(TAILS_AT_ONCE);
  readonly #topics = new Map<string, Topic>();

  constructor(deps: SharedFeedDeps) {
    this.#deps = deps;
    this.#head = new Coalesced(() => deps.log.lastPosition());
  }

  /** Also those who share a stream. Counted each time: for tests and figures. */
  get subscribers(): number {
    return [...this.#topics.values()].reduce((sum, { streams }) => sum + countSubscribers(streams), 0);
  }

  /** Topics that are followed. */
  get topics(): number {
    return this.#topics.size;
  }

  async subscribe(filter: EventFilter, afterPosition: number | null): Promise<EventStream> {
    const name = topicOf(filter);
    const topic = this.#topics.get(name) ?? this.#open(name, filter);
    topic.opening++;
    try {
      // Listened first, then asked where the log ends: what is committed after that is after this position.
      const head = await this.#head.ask();
      topic.tail.beginAfter(head);
      this.#deps.onBegun(head);
      return this.#stream(name, topic, filter, afterPosition, head);
    } finally {
      topic.opening--;
      this.#closeIfIdle(name, topic);
    }
  }

  /** A topic has moved, says a commit or a hint. */
  move(name: string): void {
    this.#topics.get(name)?.tail.move();
  }

  /** The same, said by the log: only who is behind has to read. */
  moveBehind(mark: EventMark): void {
    for (const name of topicsOfMark(mark)) {
      const tail = this.#topics.get(name)?.tail;
      if (tail !== undefined && (tail.position ?? 0) < mark.position) tail.move();
    }
  }

  moveAll(): void {
    for (const { tail } of this.#topics.values()) tail.move();
  }

  close(): void {
    for (const { tail } of this.#topics.values()) tail.close();
  }

  #open(name: string, filter: EventFilter): Topic {
    const streams = new Set<EventStream>();
    const tail = new TopicTail({
      read: (position, limit) => this.#deps.log.after(position, filter, limit),
      onEvents: (events) => {
        for (const event of events) for (const stream of streams) stream.push(event);
        if (events.length > 0) this.#deps.onHandedOver?.(events);
      },
      turns: this.#turns,
      outage: this.#deps.outage,
    });
    const topic: Topic = { tail, streams, opening: 0 };
    this.#topics.set(name, topic);
    this.#deps.wire.listen(name);
    return topic;
  }

  #stream(name: string, topic: Topic, filter: EventFilter, afterPosition: number | null, head: number): EventStream {
    // What the tail handed out between the answer and now has to be replayed to a new subscriber.
    const missed = (topic.tail.position ?? 0) > head;
    const stream = new EventStream({
      readLog: (position, limit) => this.#deps.log.after(position, filter, limit),
      afterPosition: afterPosition ?? (missed ? head : null),
      liveAfter: head,
      onClosed: (closed) => {
        topic.streams.delete(closed);
        this.#closeIfIdle(name, topic);
      },
      onSplit: (split) => void topic.streams.add(split),
    });
    topic.streams.add(stream);
    return stream;
  }

  #closeIfIdle(name: string, topic: Topic): void {
    if (topic.streams.size > 0 || topic.opening > 0 || this.#topics.get(name) !== topic) return;
    topic.tail.close();
    this.#topics.delete(name);
    this.#deps.wire.unlisten(name);
    this.#deps.onIdle();
  }
}
