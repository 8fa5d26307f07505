import { cacheExchange, Client, type CombinedError, fetchExchange, mapExchange, subscriptionExchange } from 'urql';
import type { Sink } from 'graphql-ws';
import { refusal } from '../access/sign-in.ts';
import { credentials } from '../access/token.ts';
import { openSocket } from '../live/socket.ts';

/** The code of the first error that the service has answered with; undefined when it was not reached. */
export const codeOf = (error: CombinedError): unknown => error.graphQLErrors[0]?.extensions['code'];

export function createConsoleClient(): Client {
  const socket = openSocket();
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    // Pages show what they have at once, and what has become of it a moment later.
    requestPolicy: 'cache-and-network',
    fetchOptions: () => ({ headers: credentials() }),
    exchanges: [
      mapExchange({
        onError(error) {
          if (codeOf(error) === 'UNAUTHENTICATED') refusal.set(error.graphQLErrors[0]?.message ?? '');
        },
      }),
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink as Sink) }),
        }),
      }),
    ],
  });
}
