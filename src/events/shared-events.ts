import type { CommittedChanges, Store } from '../store/store.ts';
import type { EventWire } from '../wires/wire.ts';
import type { EventObserver } from './event-feed.ts';
import { Resync } from './resync.ts';
import { SharedFeed } from './shared-feed.ts';
import { SharedOperationWatch } from './shared-watch.ts';
import { StoreOutage, type StoreOutageDeps } from './store-outage.ts';
import { operationOf, progressTopic, topicsOf } from './topics.ts';

/**
 * Events and progress of one of many instances on one store. The log is the truth and the wire only says where to look; what
 * it does not say is found by {@link Resync} a second later at most.
 */
export class SharedEvents {
  readonly feed: SharedFeed;
  readonly watch: SharedOperationWatch;
  readonly #wire: EventWire;
  readonly #resync: Resync;

  constructor(
    store: Pick<Store, 'events' | 'invitations'>,
    wire: EventWire,
    deps: StoreOutageDeps & { readonly onHandedOver?: EventObserver | undefined },
  ) {
    const outage = new StoreOutage(deps);
    this.#wire = wire;
    this.#resync = new Resync({
      log: store.events,
      clock: deps.clock,
      outage,
      isNeeded: () => this.feed.topics > 0 || this.watch.watched > 0,
      onMark: (mark) => this.feed.moveBehind(mark),
      onTooMany: () => this.feed.moveAll(),
      onLook: () => this.watch.moveAll(),
    });
    this.feed = new SharedFeed({
      log: store.events,
      wire,
      outage,
      onBegun: (position) => this.#resync.beginAfter(position),
      onIdle: () => this.#resync.update(),
      onHandedOver: deps.onHandedOver,
    });
    this.watch = new SharedOperationWatch({
      store: store.invitations,
      wire,
      outage,
      onChanged: () => this.#resync.update(),
    });
    wire.onMoved((topic) => this.#move(topic));
    wire.onGap(() => this.#resync.gap());
  }

  /** To be called after every commit of this instance: moves its own subscribers and tells the other instances. */
  committed({ events, operations }: CommittedChanges): void {
    const topics = new Set([...events.flatMap(topicsOf), ...operations.map(({ id }) => progressTopic(id))]);
    for (const topic of topics) this.#move(topic);
    this.#wire.publish([...topics]);
  }

  close(): void {
    this.#resync.stop();
    this.feed.close();
    this.watch.close();
  }

  #move(topic: string): void {
    const operationId = operationOf(topic);
    if (operationId === null) this.feed.move(topic);
    else this.watch.move(operationId);
  }
}
