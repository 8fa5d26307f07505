import { cacheExchange, Client, type CombinedError, fetchExchange, mapExchange, subscriptionExchange } from 'urql';
import type { Sink } from 'graphql-ws';
import { door, doorOf } from '../access/door.ts';
import { refusal } from '../access/sign-in.ts';
import { credentials } from '../access/token.ts';
import { openSocket } from '../live/socket.ts';
import { codeOf } from './error-code.ts';

/** What is everybody's business, whichever page has asked. */
function noteRefusal(error: CombinedError): void {
  const closed = doorOf(error);
  if (closed !== null) door.set(closed);
  else if (codeOf(error) === 'UNAUTHENTICATED') refusal.set(error.graphQLErrors[0]?.message ?? '');
}

export function createConsoleClient(): Client {
  const socket = openSocket();
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    // Pages show what they have at once, and what has become of it a moment later.
    requestPolicy: 'cache-and-network',
    fetchOptions: () => ({ headers: credentials() }),
    exchanges: [
      mapExchange({ onError: noteRefusal }),
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
