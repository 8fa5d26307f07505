import { fileURLToPath } from 'node:url';
import { type Gateway, runGateway } from './gateway.ts';

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Starts Apollo Gateway with Apollo Server over a supergraph. It has no subscriptions at all. */
export const startApolloGateway = (supergraphSdl: string): Promise<Gateway> =>
  runGateway((workplace) => {
    const supergraph = workplace.write('supergraph.graphql', supergraphSdl);
    return ['--import', fileOf('one-graphql.ts'), fileOf('apollo-process.ts'), supergraph];
  });
