import { once } from 'node:events';
import { createServer } from 'node:http';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { serve, urlOf } from '../machine/serve.ts';
import { Channel } from '../schema/channel.ts';
import { eventsFrom } from '../schema/events.ts';
import { buildBenchSchema, createBenchContext } from '../schema/schema.ts';

/** graphql-ws with nothing but what it needs: every subscriber's events are executed by themselves. */
const channel = new Channel();
const http = createServer().listen(0, '127.0.0.1');
const sockets = new WebSocketServer({ server: http, path: '/graphql' });
useServer(
  { schema: buildBenchSchema({ subscribe: channel.subscribe }), context: () => ({ ...createBenchContext() }) },
  sockets,
);
await once(http, 'listening');
const nextEvents = eventsFrom(1);
serve({ url: urlOf(http.address()), publish: (events) => channel.publish(nextEvents(events)) });
