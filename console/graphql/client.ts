import {
  cacheExchange,
  Client,
  type CombinedError,
  fetchExchange,
  makeOperation,
  mapExchange,
  type Operation,
  subscriptionExchange,
} from 'urql';
import type { Client as SocketClient, Sink } from 'graphql-ws';
import { door, doorOf } from '../access/door.ts';
import { refusal } from '../access/sign-in.ts';
import { credentials, token } from '../access/token.ts';
import { codeOf } from './error-code.ts';

/** Notes with which token somebody asks. */
const markToken = (operation: Operation): Operation =>
  makeOperation(operation.kind, operation, { ...operation.context, askedWith: token.get() });

/** What is everybody's business, whichever page has asked. */
function noteRefusal(error: CombinedError, { context }: Operation): void {
  const closed = doorOf(error);
  if (closed !== null) return door.set(closed);
  // Who has signed in meanwhile is not asked to, because of what was asked before.
  if (codeOf(error) === 'UNAUTHENTICATED' && context['askedWith'] === token.get())
    refusal.set(error.graphQLErrors[0]?.message ?? '');
}

/** For one session: what one person was told is not shown to the next one. */
export function createConsoleClient(socket: SocketClient): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    // Pages show what they have at once, and what has become of it a moment later.
    requestPolicy: 'cache-and-network',
    fetchOptions: () => ({ headers: credentials() }),
    exchanges: [
      cacheExchange,
      mapExchange({ onOperation: markToken, onError: noteRefusal }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink as Sink) }),
        }),
      }),
    ],
  });
}
