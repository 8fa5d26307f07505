import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { makeWorkplace } from '../support/workplace.ts';
import { type Gateway, runGateway } from './gateway.ts';

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Starts Apollo Gateway with Apollo Server over a supergraph, on a free port. It has no subscriptions at all. */
export async function startApolloGateway(supergraphSdl: string): Promise<Gateway> {
  const port = await freePort();
  const workplace = makeWorkplace();
  const supergraph = workplace.write('supergraph.graphql', supergraphSdl);
  const parameters = ['--import', fileOf('one-graphql.ts'), fileOf('apollo-process.ts'), supergraph, String(port)];
  return runGateway(parameters, `http://127.0.0.1:${port}`, workplace);
}
