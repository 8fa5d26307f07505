import { ApolloServer, type DocumentStore } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { GraphQLContext } from './context.ts';
import { formatError } from './format-error.ts';
import { DEFAULT_BOUNDS } from './documents/bounds.ts';

/**
 * The Apollo Server that executes queries and mutations; HTTP is not its business here, nor is which documents are taken.
 *
 * @param documentStore documents that were read before the request comes here; whatever is not found there is parsed and
 *   validated without our bounds
 */
export function createApolloServer(
  schema: GraphQLSchema,
  log: Logger,
  documentStore: DocumentStore,
): ApolloServer<GraphQLContext> {
  return new ApolloServer<GraphQLContext>({
    schema,
    // Switched off, where it is, by the reader of documents.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    documentStore,
    parseOptions: { maxTokens: DEFAULT_BOUNDS.maxTokens },
    formatError: (formatted, error) => formatError(log, formatted, error),
    // The front decides with Fetch Metadata, which browsers send by themselves and gateways need not know: transports/origin.ts.
    csrfPrevention: false,
    // Documents that are named by an id come here as texts: transports/named-document.ts.
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
