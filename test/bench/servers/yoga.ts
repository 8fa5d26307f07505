import { once } from 'node:events';
import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import { serve, urlOf } from '../machine/serve.ts';
import { Channel } from '../schema/channel.ts';
import { eventsFrom } from '../schema/events.ts';
import { buildBenchSchema, createBenchContext } from '../schema/schema.ts';

/** graphql-yoga on node:http, which serves subscriptions as server-sent events. */
const channel = new Channel();
const yoga = createYoga({
  schema: buildBenchSchema({ subscribe: channel.subscribe }),
  context: createBenchContext,
  logging: false,
  graphiql: false,
  landingPage: false,
});
const http = createServer((request, response) => void yoga(request, response)).listen(0, '127.0.0.1');
await once(http, 'listening');
const nextEvents = eventsFrom(1);
serve({ url: urlOf(http.address()), publish: (events) => channel.publish(nextEvents(events)) });
