import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/** Apollo Gateway as its documentation puts it together: `node --import one-graphql.ts apollo-process.ts <supergraph file>`. */

const [, , supergraphFile = ''] = process.argv;
const gateway = new ApolloGateway({ supergraphSdl: readFileSync(supergraphFile, 'utf8') });
await startStandaloneServer(new ApolloServer({ gateway }));
