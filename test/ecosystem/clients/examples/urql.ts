import { cacheExchange, Client, type CombinedError, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient, type Sink } from 'graphql-ws';
import { onEnd, pipe, subscribe } from 'wonka';
import { InviteMembersDocument, MemberStateChangedDocument } from '../../../../schema/client/graphql.ts';
import type { Watch } from './follow.ts';
import { describeOutcome } from './outcome.ts';

export function connect(url: string, { token = '', webSocket = false } = {}): Client {
  const credentials = token === '' ? {} : { authorization: `Bearer ${token}` };
  // `follow` asks again, and from the right place.
  const sockets = createClient({ url: url.replace('http', 'ws'), connectionParams: credentials, retryAttempts: 0 });
  const overSockets = subscriptionExchange({
    forwardSubscription: ({ query = '', variables, extensions }) => ({
      subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ query, variables, extensions }, sink as Sink) }),
    }),
  });
  return new Client({
    url,
    fetchOptions: { headers: credentials },
    // Without a WebSocket, subscriptions are answered to fetch as server-sent events.
    fetchSubscriptions: !webSocket,
    exchanges: webSocket ? [cacheExchange, fetchExchange, overSockets] : [cacheExchange, fetchExchange],
  });
}

export async function invite(client: Client, groupId: string, accounts: string[]): Promise<string[]> {
  const input = { groupId, members: accounts.map((account) => ({ account })) };
  const { data, error } = await client.mutation(InviteMembersDocument, { input });
  if (error) throw error;
  return data?.inviteMembers.results.map(describeOutcome) ?? [];
}

/** The code and the field of a mistake. */
export function explain(error: unknown): unknown {
  return (error as CombinedError).graphQLErrors[0]?.extensions;
}

export const watch =
  (client: Client): Watch =>
  (variables, { next, end }) => {
    const { unsubscribe } = pipe(
      client.subscription(MemberStateChangedDocument, variables),
      onEnd(() => end()),
      subscribe(({ data, error }) => {
        if (error) end(error.graphQLErrors[0]?.extensions['code']);
        else if (data) next(data.memberStateChanged);
      }),
    );
    return unsubscribe;
  };
