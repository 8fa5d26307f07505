import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { readSdl, type SubgraphName } from '../composition/subgraphs.ts';

/** Another subgraph of the same supergraph, as a plain Apollo Server serves it. */
export interface Neighbour extends AsyncDisposable {
  readonly url: string;
}

/** Serves the neighbour's SDL with these resolvers on a free port. */
export async function startNeighbour(name: SubgraphName, resolvers: object): Promise<Neighbour> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(readSdl(name)), resolvers: resolvers as never }]);
  // It would tell of its tracing at every start.
  const logger = { ...console, info: () => {} };
  const server = new ApolloServer({ schema, logger, stopOnTerminationSignals: false });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return { url, [Symbol.asyncDispose]: () => server.stop() };
}
