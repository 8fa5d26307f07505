import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { serve } from '../machine/serve.ts';
import { createBenchContext } from '../schema/schema.ts';
import { buildBenchSchema } from '../schema/schema.ts';

/** Apollo Server as its own documentation starts it. */
const { url } = await startStandaloneServer(new ApolloServer({ schema: buildBenchSchema() }), {
  listen: { host: '127.0.0.1', port: 0 },
  context: () => Promise.resolve(createBenchContext()),
});
serve({ url: new URL(url).origin });
