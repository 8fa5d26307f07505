import { destination, pino } from 'pino';
import { Feed } from '../../../src/events/feed.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { Signals } from '../../../src/signals/signals.ts';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { startFront } from '../../transports/front.ts';
import { serve } from '../machine/serve.ts';
import { GROUP } from '../schema/data.ts';
import { eventsFrom } from '../schema/events.ts';
import { buildBenchSchema, createBenchContext } from '../schema/schema.ts';

/** The service's own transports, Apollo Server, signals and feed, put together as it does itself, over the schema that answers from memory. */
const store = openSqliteStore(':memory:', systemClock);
const feed = new Feed(store.events);
// As the service does, it counts, and writes of trouble alone.
const log = pino({ level: 'info' }, destination(2));
const signals = new Signals({ tracing: null, clock: systemClock, log });
const front = await startFront({
  schema: buildBenchSchema({ subscribe: () => feed.subscribe({ group: GROUP }, null) }),
  // The front wants time that can be moved only to end in order, and this process is ended from outside.
  clock: systemClock as never,
  createContext: (viewer) => ({ viewer, ...createBenchContext() }) as never,
  store,
  log,
  signals,
  random: Math.random,
});
const nextEvents = eventsFrom(1);
serve({ url: front.url, publish: (events) => feed.publish(nextEvents(events)) });
