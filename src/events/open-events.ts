import type { Store } from '../store/store.ts';
import type { EventWire } from '../wires/wire.ts';
import type { EventFeed, EventObserver } from './event-feed.ts';
import { Feed } from './feed.ts';
import { type OperationReports, OperationWatch } from './operation-watch.ts';
import { SharedEvents } from './shared-events.ts';
import type { StoreOutageDeps } from './store-outage.ts';

/** Where everybody hears what was committed. */
export interface Events {
  readonly feed: EventFeed;
  readonly watch: OperationReports;
  /** To be called once nobody subscribes or waits any more. */
  close(): void;
}

/**
 * Follows the commits of a store: those of this process alone are handed on as they are, those of many instances are read back
 * from the log that they share.
 */
export function openEvents(
  store: Store,
  wire: EventWire,
  deps: StoreOutageDeps & { readonly onHandedOver?: EventObserver | undefined },
): Events {
  if (store.shared) {
    const events = new SharedEvents(store, wire, deps);
    store.onCommitted((changes) => events.committed(changes));
    return events;
  }
  const feed = new Feed(store.events, deps.onHandedOver);
  const watch = new OperationWatch();
  store.onCommitted(({ events, operations }) => {
    feed.publish(events);
    watch.publish(operations);
  });
  return { feed, watch, close: () => {} };
}
