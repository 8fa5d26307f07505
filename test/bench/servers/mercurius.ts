import { fastify } from 'fastify';
import { mercurius } from 'mercurius';
import { serve } from '../machine/serve.ts';
import { Channel } from '../schema/channel.ts';
import { eventsFrom } from '../schema/events.ts';
import { buildBenchSchema, createBenchContext } from '../schema/schema.ts';

/** mercurius, with graphql-jit when the parameter says `jit`. */
const channel = new Channel();
const app = fastify();
await app.register(mercurius, {
  schema: buildBenchSchema({ subscribe: channel.subscribe }),
  context: createBenchContext,
  subscription: { context: () => createBenchContext() },
  ...(process.argv.includes('jit') && { jit: 1 }),
});
const url = await app.listen({ host: '127.0.0.1', port: 0 });
const nextEvents = eventsFrom(1);
serve({ url, publish: (events) => channel.publish(nextEvents(events)) });
