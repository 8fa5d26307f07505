import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { GraphQLContext } from './context.ts';
import { createDocumentStore } from './document-store.ts';
import { formatError } from './format-error.ts';
import { MAX_DOCUMENT_TOKENS } from './operation.ts';

/** The Apollo Server that executes queries and mutations; HTTP is not its business here. */
export function createApolloServer(schema: GraphQLSchema, log: Logger): ApolloServer<GraphQLContext> {
  return new ApolloServer<GraphQLContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    documentStore: createDocumentStore(),
    parseOptions: { maxTokens: MAX_DOCUMENT_TOKENS },
    formatError: (formatted, error) => formatError(log, formatted, error),
    // The front decides with Fetch Metadata, which browsers send by themselves and gateways need not know: transports/origin.ts.
    csrfPrevention: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: { debug: () => {}, info: () => {}, warn: (text) => log.warn(text), error: (text) => log.error(text) },
    plugins: [
      // It wraps every field of the schema, which costs a third of the time of a large answer, and nothing here is cacheable.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
}
